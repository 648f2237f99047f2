import { A } from '@solidjs/router';
import { useInfiniteQuery } from '@tanstack/solid-query';
import { type CallerIdDetail, type CallerIdPage, callerIdStates } from '@yunhu/api/schemas';
import ListPlus from 'lucide-solid/icons/list-plus';
import Plus from 'lucide-solid/icons/plus';
import { Match, Show, Switch, createMemo, createSignal } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { usePermission, useSession } from '../session/session.ts';
import { useAddress } from '../ui/address.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { PageHead } from '../ui/page.tsx';
import { QueryTable } from '../ui/query-table.tsx';
import { dataOf } from '../ui/query.ts';
import { Chips, SearchBox, Toolbar } from '../ui/toolbar.tsx';
import { pages } from '../shell/pages.ts';
import { callerIdColumns } from './caller-id-columns.tsx';
import { CallerIdDrawer } from './caller-id-drawer.tsx';
import { callerIdsPageQuery } from './data.ts';
import { SubmitDialog } from './submit-dialog.tsx';
import { SubmitManyDialog } from './submit-many-dialog.tsx';

type Asked = { kind: 'one' } | { kind: 'many' } | { kind: 'again'; detail: CallerIdDetail } | null;

function Actions(props: { ask: (asked: Asked) => void }) {
  return (
    <>
      <A href={pages.callerIdPools.path} class={buttonClass()}>
        {t('callerIds.pools')}
      </A>
      <Button onClick={() => props.ask({ kind: 'many' })} data-testid="submit-many">
        <ListPlus class="size-4" aria-hidden="true" />
        {t('callerIds.submitMany')}
      </Button>
      <Button look="main" onClick={() => props.ask({ kind: 'one' })} data-testid="submit-number">
        <Plus class="size-4" aria-hidden="true" />
        {t('callerIds.submit')}
      </Button>
    </>
  );
}

function Dialogs(props: { asked: Asked; close: () => void; open: (id: string) => void }) {
  const again = () => (props.asked?.kind === 'again' ? props.asked.detail : null);
  const done = (id: string): void => {
    props.close();
    props.open(id);
  };
  return (
    <Switch>
      <Match when={props.asked?.kind === 'one'}>
        <SubmitDialog onClose={props.close} onDone={done} />
      </Match>
      <Match when={again()}>{(detail) => <SubmitDialog again={detail()} onClose={props.close} onDone={done} />}</Match>
      <Match when={props.asked?.kind === 'many'}>
        <SubmitManyDialog onClose={props.close} />
      </Match>
    </Switch>
  );
}

function FirstNumber(props: { ask: (asked: Asked) => void }) {
  const may = usePermission();
  return (
    <Show when={may('caller-ids.write')}>
      <Button look="main" onClick={() => props.ask({ kind: 'one' })}>
        {t('callerIds.submit')}
      </Button>
    </Show>
  );
}

function chipsOf(counts: CallerIdPage['counts'] | undefined, format: ReturnType<typeof useFormat>) {
  const all = Object.values(counts ?? {}).reduce((sum, count) => sum + count, 0);
  return (['', ...callerIdStates] as const).map((value) => ({
    value,
    label: value === '' ? t('ui.all') : t(`approval.states.${value}`),
    count: format.count(value === '' ? all : (counts?.[value] ?? 0)),
  }));
}

/** A customer's numbers: which may be shown, until when, and what became of the others. */
export default function CallerIdsPage() {
  const address = useAddress({ state: '', q: '', sort: '', number: '' });
  const state = () => callerIdStates.find((one) => one === address.read('state')) ?? '';
  const query = useInfiniteQuery(() => callerIdsPageQuery({ state: state(), q: address.read('q') }));
  const session = useSession();
  const may = usePermission();
  const format = useFormat();
  const [asked, setAsked] = createSignal<Asked>(null);
  const items = createMemo(() => dataOf(query)?.pages.flatMap((page) => page.items));
  const chips = () => chipsOf(dataOf(query)?.pages[0]?.counts, format);
  return (
    <>
      <PageHead title={t('callerIds.title')} line={`${session().tenant.name} · ${t('callerIds.lead')}`}>
        <Show when={may('caller-ids.write')}>
          <Actions ask={setAsked} />
        </Show>
      </PageHead>
      <Card label={t('callerIds.title')}>
        <Toolbar>
          <Chips
            label={t('callerIds.columns.state')}
            value={state()}
            onValue={(value) => address.write({ state: value })}
            chips={chips()}
          />
          <span class="grow" />
          <SearchBox
            label={t('callerIds.search')}
            inputMode="numeric"
            value={address.read('q')}
            onValue={(q) => address.write({ q })}
          />
        </Toolbar>
        <QueryTable
          label={t('callerIds.title')}
          testId="caller-ids-table"
          query={query}
          columns={callerIdColumns(format)}
          rows={items()}
          rowKey={(row) => row.id}
          sort={address.read('sort')}
          onSort={(sort) => address.write({ sort })}
          onOpen={(row) => address.write({ number: row.id })}
          openKey={address.read('number')}
          emptyText={t('callerIds.empty')}
          filteredText={t('callerIds.emptyFiltered')}
          isFiltered={state() !== '' || address.read('q') !== ''}
          onClearFilters={() => address.write({ state: '', q: '' })}
          emptyAction={<FirstNumber ask={setAsked} />}
        />
      </Card>
      <CallerIdDrawer
        id={address.read('number')}
        onClose={() => address.write({ number: '' })}
        onAgain={(detail) => (address.write({ number: '' }), setAsked({ kind: 'again', detail }))}
      />
      <Dialogs asked={asked()} close={() => setAsked(null)} open={(number) => address.write({ number })} />
    </>
  );
}
