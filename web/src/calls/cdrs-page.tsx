import { useInfiniteQuery, useQuery } from '@tanstack/solid-query';
import { callResults, type Cdr } from '@yunhu/api/schemas';
import SlidersHorizontal from 'lucide-solid/icons/sliders-horizontal';
import { Show, createMemo } from 'solid-js';
import { periodBounds, readPeriod } from '../billing/period.ts';
import { PeriodFilter } from '../billing/period-filter.tsx';
import { decimalsOfAll, toMicros } from '../i18n/money.ts';
import { t } from '../i18n/translate.ts';
import { ExportAll } from '../jobs/export-dialog.tsx';
import { useFormat } from '../session/format.ts';
import { tasksSearchQuery } from '../tasks/data.ts';
import { useAddress } from '../ui/address.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { MultiMenu } from '../ui/multi-menu.tsx';
import { PageHead } from '../ui/page.tsx';
import { QueryTable } from '../ui/query-table.tsx';
import { SearchedTo } from '../ui/searched-to.tsx';
import { dataOf } from '../ui/query.ts';
import { ColumnsMenu, SearchBox, Toolbar } from '../ui/toolbar.tsx';
import { CallRanges, callDefaults, rangesOf } from './call-filters.tsx';
import { cdrColumns } from './cdr-columns.tsx';
import { CdrDrawer } from './cdr-drawer.tsx';
import { type CallFilter, cdrsQuery, exportBody } from './data.ts';

const leastDecimals = 4;

function useCdrAddress() {
  return useAddress({ ...callDefaults, q: '', results: '', task: '', line: '', cdr: '' });
}
type CdrAddress = ReturnType<typeof useCdrAddress>;

const readResults = (address: CdrAddress) => callResults.filter((result) => address.list('results').includes(result));
const noFilters = {
  q: '',
  results: '',
  task: '',
  line: '',
  period: 'all',
  from: '',
  to: '',
  least: '',
  most: '',
  leastAmount: '',
  mostAmount: '',
};

function readFilter(address: CdrAddress, timeZone: string): CallFilter {
  const typed = address
    .read('q')
    .normalize('NFKC')
    .replace(/[^\d+]/g, '');
  const days = { from: address.read('from'), to: address.read('to') };
  return {
    number: typed.length < 3 ? '' : typed,
    result: readResults(address).join(','),
    taskId: address.read('task'),
    line: address.read('line'),
    ...periodBounds(readPeriod(address.read('period')), days, new Date(), timeZone),
    ...rangesOf(address),
  };
}

/** Of one that may be chosen: the one that was pressed, unless it was the one that is chosen. */
function otherOf(values: readonly string[], chosen: string): string {
  return values.findLast((value) => value !== chosen) ?? '';
}

function ResultMenu(props: { address: CdrAddress }) {
  const chosen = () => readResults(props.address);
  const shown = () =>
    chosen().length === 0
      ? t('books.cdrs.allResults')
      : chosen()
          .map((result) => t(`taskLive.targets.results.${result}`))
          .join(' · ');
  return (
    <MultiMenu
      label={t('books.cdrs.results')}
      shown={shown()}
      options={callResults.map((value) => ({ value, label: t(`taskLive.targets.results.${value}`) }))}
      values={chosen()}
      onValues={(results) => props.address.writeList('results', results)}
      testId="results"
    />
  );
}

/** One task at a time: choosing another leaves the one before. */
function TaskMenu(props: { address: CdrAddress }) {
  const tasks = useQuery(() => tasksSearchQuery(''));
  const items = () => dataOf(tasks)?.items ?? [];
  const chosen = () => items().find((task) => task.id === props.address.read('task'));
  return (
    <MultiMenu
      label={t('books.cdrs.task')}
      shown={chosen()?.name ?? t('books.cdrs.allTasks')}
      options={items().map(({ id, name }) => ({ value: id, label: name }))}
      values={chosen() === undefined ? [] : [props.address.read('task')]}
      onValues={(ids) => props.address.write({ task: otherOf(ids, props.address.read('task')) })}
      testId="tasks"
    />
  );
}

/** Lines as they appear in the calls at hand: whose they are is not a customer's to know. */
function LineMenu(props: { address: CdrAddress; rows: readonly Cdr[] | undefined }) {
  const lines = createMemo(() => {
    const seen = (props.rows ?? []).flatMap((row) => (row.line === null ? [] : [row.line]));
    const chosen = props.address.read('line');
    return [...new Set(chosen === '' ? seen : [chosen, ...seen])].sort();
  });
  return (
    <MultiMenu
      label={t('books.cdrs.line')}
      shown={props.address.read('line') || t('books.cdrs.allLines')}
      options={lines().map((value) => ({ value, label: value }))}
      values={props.address.read('line') === '' ? [] : [props.address.read('line')]}
      onValues={(lines) => props.address.write({ line: otherOf(lines, props.address.read('line')) })}
      testId="lines"
    />
  );
}

function Filters(props: { address: CdrAddress; rows: readonly Cdr[] | undefined }) {
  const isOpen = () =>
    (['more', 'line', 'least', 'most', 'leastAmount', 'mostAmount'] as const).some(
      (key) => props.address.read(key) !== '',
    );
  return (
    <>
      <SearchBox
        label={t('books.cdrs.search')}
        value={props.address.read('q')}
        onValue={(q) => props.address.write({ q })}
        inputMode="numeric"
      />
      <ResultMenu address={props.address} />
      <TaskMenu address={props.address} />
      <PeriodFilter address={props.address} />
      <Button
        look="ghost"
        size="s"
        aria-expanded={isOpen()}
        onClick={() =>
          props.address.write({
            more: isOpen() ? '' : '1',
            line: '',
            least: '',
            most: '',
            leastAmount: '',
            mostAmount: '',
          })
        }
        data-testid="more-filters"
      >
        <SlidersHorizontal class="size-3.5" aria-hidden="true" />
        {t('books.more')}
      </Button>
      <Show when={isOpen()}>
        <div class="order-last flex w-full flex-wrap items-center gap-x-4 gap-y-2">
          <LineMenu address={props.address} rows={props.rows} />
          <CallRanges address={props.address} seconds={t('books.cdrs.seconds')} />
        </div>
      </Show>
    </>
  );
}

/** Every call of one's own: found by anything that is known of it, with its story and its price. */
export default function CdrsPage() {
  const address = useCdrAddress();
  const format = useFormat();
  const filter = createMemo(() => readFilter(address, format.zone()), undefined, {
    equals: (before, after) => JSON.stringify(before) === JSON.stringify(after),
  });
  const query = useInfiniteQuery(() => cdrsQuery(filter()));
  const rows = createMemo(() => dataOf(query)?.pages.flatMap((page) => page.items));
  const searchedTo = () => dataOf(query)?.pages.at(-1)?.searchedTo;
  const decimals = createMemo(() =>
    decimalsOfAll(
      (rows() ?? []).map((row) => toMicros(row.chargedMicros)),
      leastDecimals,
    ),
  );
  const columns = cdrColumns({ format, decimals: () => decimals() });
  const isFiltered = () => Object.values(filter()).some((value) => value !== '');
  return (
    <>
      <PageHead title={t('books.cdrs.title')} line={t('books.cdrs.lead')} />
      <Card label={t('books.cdrs.title')}>
        <Toolbar>
          <Filters address={address} rows={rows()} />
          <span class="grow" />
          <ColumnsMenu
            columns={columns}
            hidden={address.list('hide')}
            onHidden={(hidden) => address.writeList('hide', hidden)}
          />
          <ExportAll path="/v1/cdrs/exports" filter={exportBody(filter())} disabled={(rows()?.length ?? 0) === 0} />
        </Toolbar>
        <QueryTable
          label={t('books.cdrs.title')}
          testId="cdrs-table"
          query={query}
          columns={columns}
          rows={rows()}
          rowKey={(row) => row.id}
          hidden={address.list('hide')}
          openKey={address.read('cdr')}
          onOpen={(row) => address.write({ cdr: row.id })}
          emptyText={t('books.cdrs.empty')}
          filteredText={t('books.cdrs.emptyFiltered')}
          isFiltered={isFiltered()}
          onClearFilters={() => address.write(noFilters)}
        />
        <SearchedTo at={searchedTo()} />
      </Card>
      <Show when={address.read('cdr')}>
        {(cdrId) => <CdrDrawer cdrId={cdrId()} onClose={() => address.write({ cdr: '' })} />}
      </Show>
    </>
  );
}
