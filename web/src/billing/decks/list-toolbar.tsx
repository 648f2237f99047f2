import { A } from '@solidjs/router';
import type { RateGroup } from '@yunhu/api/schemas';
import Download from 'lucide-solid/icons/download';
import Plus from 'lucide-solid/icons/plus';
import Upload from 'lucide-solid/icons/upload';
import { Show, createSignal } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { usePermission } from '../../session/session.ts';
import { pages } from '../../shell/pages.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { SearchBox, Toolbar } from '../../ui/toolbar.tsx';
import { ExportDialog } from './export-dialog.tsx';
import { RateEditDialog } from './rate-edit-dialog.tsx';

type ListToolbarProps = {
  group: RateGroup;
  search: string;
  onSearch: (search: string) => void;
  history: boolean;
  onHistory: (history: boolean) => void;
};

/** What can be done with the rates of a group: find, add, import, export. */
export function ListToolbar(props: ListToolbarProps) {
  const may = usePermission();
  const [open, setOpen] = createSignal<'export' | 'add'>();
  const mayChange = () => props.group.owner === 'self' && props.group.pricing === 'list' && may('rates.write');
  return (
    <Toolbar>
      <SearchBox label={t('decks.search')} value={props.search} onValue={(search) => props.onSearch(search)} />
      <label class="flex cursor-pointer items-center gap-1.5 text-xs text-ink-2" title={t('decks.historyHint')}>
        <input
          type="checkbox"
          class="size-3.5 accent-accent"
          checked={props.history}
          onChange={(event) => props.onHistory(event.currentTarget.checked)}
        />
        {t('decks.history')}
      </label>
      <span class="grow" />
      <Button look="ghost" size="s" onClick={() => setOpen('export')} data-testid="open-export">
        <Download class="size-3.5" aria-hidden="true" />
        {t('decks.export')}
      </Button>
      <Show when={mayChange()}>
        <Button size="s" onClick={() => setOpen('add')} data-testid="add-rate">
          <Plus class="size-3.5" aria-hidden="true" />
          {t('decks.add')}
        </Button>
        <A
          href={`${pages.rateGroups.path}/${props.group.id}/import`}
          class={buttonClass('main', 's')}
          data-testid="import-rates"
        >
          <Upload class="size-3.5" aria-hidden="true" />
          {t('decks.import')}
        </A>
      </Show>
      <Show when={open() === 'export'}>
        <ExportDialog group={props.group} onClose={() => setOpen(undefined)} />
      </Show>
      <Show when={open() === 'add'}>
        <RateEditDialog group={props.group} rate={undefined} onClose={() => setOpen(undefined)} />
      </Show>
    </Toolbar>
  );
}
