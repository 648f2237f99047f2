import { useInfiniteQuery, useQueryClient } from '@tanstack/solid-query';
import type { Counters, Target, TargetFilter, Task } from '@yunhu/api/schemas';
import { Show, createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js';
import { decimalsOfAll, plainDecimal, toMicros } from '../i18n/money.ts';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { useAddress } from '../ui/address.ts';
import { Button } from '../ui/button.tsx';
import { Card, CardHead } from '../ui/card.tsx';
import { downloadCsv, toCsv } from '../ui/csv.ts';
import { QueryTable } from '../ui/query-table.tsx';
import { dataOf } from '../ui/query.ts';
import type { Column } from '../ui/table-model.ts';
import { Chips, ColumnsMenu, ExportButton, SearchBox, Toolbar } from '../ui/toolbar.tsx';
import { targetsQuery } from './data.ts';
import { TargetDrawer } from './target-drawer.tsx';
import { targetColumns } from './target-columns.tsx';
import { targetSaid } from './task-words.ts';

const filters = [
  '',
  'answered',
  'transferred',
  'busy',
  'no_answer',
  'failed',
  'skipped',
  'waiting',
  'unknown',
] as const;
const rare: readonly (TargetFilter | '')[] = ['skipped', 'unknown'];
/** The price of one call shows at these decimals, and at more where one has more. */
const leastDecimals = 4;
/** Rows follow the calls no faster than they can be read. */
const refreshMs = 2_000;

function readFilter(value: string): TargetFilter | '' {
  return filters.find((filter) => filter === value) ?? '';
}

/** Answered holds the transferred ones too, so it is not called like the part of the bar that leaves them out. */
function filterWords(filter: TargetFilter | ''): string {
  if (filter === '') return t('ui.all');
  return filter === 'answered' ? t('taskLive.targets.allAnswered') : t(`taskLive.targets.results.${filter}`);
}

function countOf(counters: Counters, filter: TargetFilter | ''): number {
  const counts: Record<TargetFilter, number> = {
    answered: counters.answered,
    transferred: counters.transferred,
    busy: counters.busy,
    no_answer: counters.noAnswer,
    failed: counters.failed,
    skipped: counters.skipped,
    waiting: counters.waiting,
    unknown: counters.unknown,
  };
  return filter === '' ? counters.total : counts[filter];
}

function exportTargets(targets: readonly Target[], dateTime: (iso: string) => string): void {
  const head = ['number', 'time', 'result', 'keys', 'sip', 'duration', 'charged', 'attempts'] as const;
  const rows = targets.map((target) => [
    target.number,
    target.lastAttemptAt === null ? '' : dateTime(target.lastAttemptAt),
    targetSaid(target).words,
    target.keys ?? '',
    target.sipStatus === null ? '' : String(target.sipStatus),
    String(target.billedSeconds),
    plainDecimal(toMicros(target.chargedMicros)),
    `${target.attempts}/${target.maxAttempts}`,
  ]);
  downloadCsv(
    'numbers.csv',
    toCsv(
      head.map((column) => t(`taskLive.targets.columns.${column}`)),
      rows,
    ),
  );
}

/** Says when the counters have moved since the rows were asked for, at most once every `refreshMs`. */
function createFreshness(counters: () => Counters, refresh: () => Promise<unknown>, mayRefresh: () => boolean) {
  const [stale, setStale] = createSignal(false);
  const mark = createMemo(() => {
    const { attempts, waiting, skipped, answered, busy, noAnswer, failed, unknown, total } = counters();
    return [attempts, waiting, skipped, answered, busy, noAnswer, failed, unknown, total].join();
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const due = (): void => {
    timer = undefined;
    if (!mayRefresh()) return void setStale(true);
    setStale(false);
    void refresh();
  };
  createEffect(
    on(
      mark,
      () => {
        timer ??= setTimeout(due, refreshMs);
      },
      { defer: true },
    ),
  );
  onCleanup(() => clearTimeout(timer));
  const take = (): void => {
    setStale(false);
    void refresh();
  };
  return { stale, take };
}

function useTargets(task: () => Task, address: { read: (key: 'result' | 'q') => string }) {
  const filter = createMemo(() => ({
    result: readFilter(address.read('result')),
    q: address.read('q').replace(/[^\d+]/g, ''),
  }));
  const query = useInfiniteQuery(() => targetsQuery(task().id, filter()));
  const rows = createMemo(() => dataOf(query)?.pages.flatMap((page) => page.items));
  const client = useQueryClient();
  const freshness = createFreshness(
    () => task().counters,
    () => client.invalidateQueries({ queryKey: ['tasks', 'targets', task().id] }),
    // Further pages would be asked for one by one and move under the reader: then he is told, and decides.
    () => (dataOf(query)?.pages.length ?? 0) <= 1,
  );
  return { filter, query, freshness, rows };
}

function Filters(props: { counters: Counters; value: TargetFilter | ''; onValue: (value: TargetFilter | '') => void }) {
  const format = useFormat();
  // What seldom happens takes no room until it did.
  const shown = () =>
    filters.filter((value) => !rare.includes(value) || countOf(props.counters, value) > 0 || props.value === value);
  return (
    <Chips
      label={t('taskLive.targets.columns.result')}
      value={props.value}
      onValue={props.onValue}
      chips={shown().map((value) => ({
        value,
        label: filterWords(value),
        // Part of those that wait is already with the dialer: a count here would contradict the bar.
        ...(value !== 'waiting' && { count: format.count(countOf(props.counters, value)) }),
      }))}
    />
  );
}

type TargetsAddress = ReturnType<typeof useAddress<'result' | 'q' | 'hide' | 'target'>>;
type Targets = ReturnType<typeof useTargets>;

function TargetsHead(props: {
  task: Task;
  address: TargetsAddress;
  targets: Targets;
  columns: readonly Column<Target>[];
}) {
  const format = useFormat();
  const rows = () => props.targets.rows() ?? [];
  return (
    <CardHead
      title={t('taskLive.targets.title')}
      note={props.task.state === 'running' ? t('taskLive.live') : undefined}
    >
      <Show when={props.targets.freshness.stale()}>
        <Button look="ghost" size="s" class="text-accent!" onClick={() => props.targets.freshness.take()}>
          {t('taskLive.targets.fresh')}
        </Button>
      </Show>
      <SearchBox
        label={t('taskLive.targets.search')}
        inputMode="numeric"
        value={props.address.read('q')}
        onValue={(q) => props.address.write({ q })}
      />
      <ColumnsMenu
        columns={props.columns}
        hidden={props.address.list('hide')}
        onHidden={(hidden) => props.address.writeList('hide', hidden)}
      />
      <ExportButton onExport={() => exportTargets(rows(), format.dateTime)} disabled={rows().length === 0} />
    </CardHead>
  );
}

/** Every number of the task with what became of it; a row opens its whole story. */
export function TargetsCard(props: { task: Task }) {
  const address = useAddress({ result: '', q: '', hide: '', target: '' });
  const targets = useTargets(() => props.task, address);
  const decimals = createMemo(() =>
    decimalsOfAll(
      (targets.rows() ?? []).map((target) => toMicros(target.chargedMicros)),
      leastDecimals,
    ),
  );
  const columns = targetColumns({ format: useFormat(), decimals: () => decimals() });
  return (
    <Card label={t('taskLive.targets.title')}>
      <TargetsHead task={props.task} address={address} targets={targets} columns={columns} />
      <Toolbar>
        <Filters
          counters={props.task.counters}
          value={targets.filter().result}
          onValue={(result) => address.write({ result })}
        />
      </Toolbar>
      <QueryTable
        label={t('taskLive.targets.title')}
        testId="targets-table"
        query={targets.query}
        columns={columns}
        rows={targets.rows()}
        rowKey={(target) => target.id}
        hidden={address.list('hide')}
        openKey={address.read('target')}
        onOpen={(target) => address.write({ target: target.id })}
        emptyText={props.task.counters.total === 0 ? t('taskLive.targets.emptyDraft') : t('taskLive.targets.empty')}
        filteredText={t('taskLive.targets.emptyFiltered')}
        isFiltered={targets.filter().result !== '' || targets.filter().q !== ''}
        onClearFilters={() => address.write({ result: '', q: '' })}
      />
      <Show when={address.read('target')}>
        {(targetId) => (
          <TargetDrawer taskId={props.task.id} targetId={targetId()} onClose={() => address.write({ target: '' })} />
        )}
      </Show>
    </Card>
  );
}
