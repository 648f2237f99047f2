import { useInfiniteQuery } from '@tanstack/solid-query';
import { audioKinds, type AudioKind, type AudioPage, type AudioState, audioStates } from '@yunhu/api/schemas';
import Mic from 'lucide-solid/icons/mic';
import Upload from 'lucide-solid/icons/upload';
import { Match, Show, Switch, createMemo, createSignal } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { usePermission, useSession } from '../session/session.ts';
import { useAddress } from '../ui/address.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { PageHead } from '../ui/page.tsx';
import { QueryTable } from '../ui/query-table.tsx';
import { dataOf } from '../ui/query.ts';
import { Chips, SearchBox, Toolbar } from '../ui/toolbar.tsx';
import { AddAudioDialog, type AudioSource } from './add-dialog.tsx';
import { audioColumns } from './audio-columns.tsx';
import { type AudioAsk, AudioDrawer } from './audio-drawer.tsx';
import { audioQuery } from './data.ts';
import { DeleteAudioDialog, RenameAudioDialog } from './small-dialogs.tsx';

type Asked = { readonly verb: 'add'; readonly source: AudioSource } | AudioAsk;

const readState = (value: string): AudioState | '' => audioStates.find((state) => state === value) ?? '';
const readKind = (value: string): AudioKind | '' => audioKinds.find((kind) => kind === value) ?? '';

function AddButtons(props: { ask: (asked: Asked) => void }) {
  return (
    <>
      <Button onClick={() => props.ask({ verb: 'add', source: 'microphone' })} data-testid="record-audio">
        <Mic class="size-4" aria-hidden="true" />
        {t('audio.record')}
      </Button>
      <Button look="main" onClick={() => props.ask({ verb: 'add', source: 'file' })} data-testid="upload-audio">
        <Upload class="size-4" aria-hidden="true" />
        {t('audio.uploadFile')}
      </Button>
    </>
  );
}

function Dialogs(props: { asked: Asked | null; close: () => void; open: (id: string) => void }) {
  const adding = () => (props.asked?.verb === 'add' ? props.asked : null);
  const about = (verb: AudioAsk['verb']) => (props.asked?.verb === verb ? props.asked.audio : null);
  const added = (id: string): void => {
    props.close();
    props.open(id);
  };
  return (
    <Switch>
      <Match when={adding()}>
        {(asked) => <AddAudioDialog source={asked().source} onClose={props.close} onAdded={added} />}
      </Match>
      <Match when={about('replace')}>
        {(asked) => <AddAudioDialog source="file" replace={asked()} onClose={props.close} onAdded={added} />}
      </Match>
      <Match when={about('rerecord')}>
        {(asked) => <AddAudioDialog source="microphone" replace={asked()} onClose={props.close} onAdded={added} />}
      </Match>
      <Match when={about('rename')}>{(asked) => <RenameAudioDialog audio={asked()} onClose={props.close} />}</Match>
      <Match when={about('delete')}>
        {(asked) => (
          <DeleteAudioDialog audio={asked()} onClose={props.close} onDeleted={() => (props.close(), props.open(''))} />
        )}
      </Match>
    </Switch>
  );
}

type Address = ReturnType<typeof useAddress<'state' | 'kind' | 'search' | 'sort' | 'audio'>>;

function Filters(props: { address: Address; counts: AudioPage['counts'] }) {
  const format = useFormat();
  const state = () => readState(props.address.read('state'));
  const kind = () => readKind(props.address.read('kind'));
  const total = () => Object.values(props.counts).reduce((sum, count) => sum + count, 0);
  const chips = () =>
    (['', ...audioStates] as const)
      .filter((one) => one === '' || one === state() || (props.counts[one] ?? 0) > 0)
      .map((value) => ({
        value,
        label: value === '' ? t('ui.all') : t(`approval.states.${value}`),
        count: format.count(value === '' ? total() : (props.counts[value] ?? 0)),
      }));
  return (
    <Toolbar>
      <Chips
        label={t('audio.columns.state')}
        value={state()}
        onValue={(value) => props.address.write({ state: value })}
        chips={chips()}
      />
      <span class="grow" />
      <Chips
        label={t('audio.columns.kind')}
        value={kind()}
        onValue={(value) => props.address.write({ kind: value === kind() ? '' : value })}
        chips={audioKinds.map((value) => ({ value, label: t(`audio.kinds.${value}`) }))}
      />
      <SearchBox
        label={t('audio.search')}
        value={props.address.read('search')}
        onValue={(search) => props.address.write({ search })}
      />
    </Toolbar>
  );
}

/** A customer's voices and ringbacks. */
export default function AudioLibraryPage() {
  const address = useAddress({ state: '', kind: '', search: '', sort: '', audio: '' });
  const state = () => readState(address.read('state'));
  const kind = () => readKind(address.read('kind'));
  const query = useInfiniteQuery(() => audioQuery({ state: state(), kind: kind(), search: address.read('search') }));
  const session = useSession();
  const may = usePermission();
  const format = useFormat();
  const [asked, setAsked] = createSignal<Asked | null>(null);
  const items = createMemo(() => dataOf(query)?.pages.flatMap((page) => page.items));
  return (
    <>
      <PageHead title={t('audio.title')} line={`${session().tenant.name} · ${t('audio.lead')}`}>
        <Show when={may('audio.write')}>
          <AddButtons ask={setAsked} />
        </Show>
      </PageHead>
      <Card label={t('audio.title')}>
        <Filters address={address} counts={dataOf(query)?.pages[0]?.counts ?? {}} />
        <QueryTable
          label={t('audio.title')}
          testId="audio-table"
          query={query}
          columns={audioColumns(format)}
          rows={items()}
          rowKey={(row) => row.id}
          sort={address.read('sort')}
          onSort={(sort) => address.write({ sort })}
          onOpen={(row) => address.write({ audio: row.id })}
          emptyText={t('audio.empty')}
          filteredText={t('audio.emptyFiltered')}
          isFiltered={state() !== '' || kind() !== '' || address.read('search') !== ''}
          onClearFilters={() => address.write({ state: '', kind: '', search: '' })}
          emptyAction={
            <Show when={may('audio.write')}>
              <div class="flex gap-2">
                <AddButtons ask={setAsked} />
              </div>
            </Show>
          }
        />
      </Card>
      <AudioDrawer audioId={address.read('audio')} onClose={() => address.write({ audio: '' })} ask={setAsked} />
      <Dialogs asked={asked()} close={() => setAsked(null)} open={(id) => address.write({ audio: id })} />
    </>
  );
}
