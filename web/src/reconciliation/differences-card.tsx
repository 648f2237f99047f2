import { useInfiniteQuery } from '@tanstack/solid-query';
import type { CarrierDifference, CarrierMatchSummary, DifferenceKind } from '@yunhu/api/schemas';
import { Show, createMemo } from 'solid-js';
import { decimalsOfAll, plainDecimal, toMicros } from '../i18n/money.ts';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { useAddress } from '../ui/address.ts';
import { Card, CardHead } from '../ui/card.tsx';
import { downloadCsv, toCsv } from '../ui/csv.ts';
import { QueryTable } from '../ui/query-table.tsx';
import { dataOf } from '../ui/query.ts';
import { Tag, type Tone } from '../ui/status.tsx';
import type { Column } from '../ui/table-model.ts';
import { Chips, ExportButton, Toolbar } from '../ui/toolbar.tsx';
import { differencesQuery } from './data.ts';

const kinds = ['only_ours', 'only_theirs', 'duration', 'amount'] as const;
const tones: Record<DifferenceKind, Tone> = {
  only_ours: 'transferred',
  only_theirs: 'failed',
  duration: 'ringing',
  amount: 'busy',
};
const counted = { only_ours: 'onlyOurs', only_theirs: 'onlyTheirs', duration: 'duration', amount: 'amount' } as const;

type Format = ReturnType<typeof useFormat>;

function figureColumns(format: Format, decimals: () => number): Column<CarrierDifference>[] {
  const number = (value: number | null) => (value === null ? '—' : format.count(value));
  const money = (wire: string | null) => (wire === null ? '—' : format.amount(wire, decimals()));
  const figure = (
    id: 'ourSeconds' | 'theirSeconds' | 'ourMicros' | 'theirMicros' | 'line',
    cell: (row: CarrierDifference) => string,
    from?: 'sm' | 'md',
  ): Column<CarrierDifference> => ({
    id,
    head: () => t(`reconciliation.carrier.list.${id}`),
    align: 'right',
    ...(from === undefined ? {} : { from }),
    cell: (row) => <span class="code">{cell(row())}</span>,
  });
  return [
    figure('ourSeconds', (row) => number(row.ourSeconds)),
    figure('theirSeconds', (row) => number(row.theirSeconds)),
    figure('ourMicros', (row) => money(row.ourMicros), 'md'),
    figure('theirMicros', (row) => money(row.theirMicros), 'sm'),
    figure('line', (row) => number(row.line), 'md'),
  ];
}

function columnsOf(format: Format, decimals: () => number): Column<CarrierDifference>[] {
  return [
    {
      id: 'kind',
      head: () => t('reconciliation.carrier.list.kind'),
      always: true,
      cell: (row) => <Tag tone={tones[row().kind]}>{t(`reconciliation.carrier.kinds.${row().kind}`)}</Tag>,
    },
    {
      id: 'number',
      head: () => t('reconciliation.carrier.list.number'),
      cell: (row) => <span class="code">{row().number}</span>,
    },
    {
      id: 'started',
      head: () => t('reconciliation.carrier.list.started'),
      from: 'md',
      grow: true,
      cell: (row) => {
        const at = () => row().theirStartedAt ?? row().ourStartedAt;
        return <span class="code">{at() === null ? '—' : format.dateTime(at() ?? '')}</span>;
      },
    },
    ...figureColumns(format, decimals),
  ];
}

function exportDifferences(rows: readonly CarrierDifference[], format: Format): void {
  const head = [
    'kind',
    'number',
    'started',
    'ourSeconds',
    'theirSeconds',
    'ourMicros',
    'theirMicros',
    'line',
    'call',
  ] as const;
  const text = (value: number | null) => (value === null ? '' : String(value));
  const money = (wire: string | null) => (wire === null ? '' : plainDecimal(toMicros(wire)));
  const lines = rows.map((row) => [
    t(`reconciliation.carrier.kinds.${row.kind}`),
    row.number,
    format.dateTime(row.theirStartedAt ?? row.ourStartedAt ?? ''),
    text(row.ourSeconds),
    text(row.theirSeconds),
    money(row.ourMicros),
    money(row.theirMicros),
    text(row.line),
    row.attemptId ?? '',
  ]);
  downloadCsv(
    'differences.csv',
    toCsv(
      head.map((column) => t(`reconciliation.carrier.list.${column}`)),
      lines,
    ),
  );
}

/** The calls on which both sides differ, by kind, in order of time. */
export function DifferencesCard(props: { fileId: string; summary: CarrierMatchSummary }) {
  const address = useAddress({ kind: '' });
  const format = useFormat();
  const kind = (): DifferenceKind | '' => kinds.find((one) => one === address.read('kind')) ?? '';
  const query = useInfiniteQuery(() => differencesQuery(props.fileId, kind()));
  const rows = createMemo(() => dataOf(query)?.pages.flatMap((page) => page.items));
  const decimals = createMemo(() => {
    const amounts = (rows() ?? []).flatMap((row) => [row.ourMicros, row.theirMicros]).filter((one) => one !== null);
    return decimalsOfAll(amounts.map(toMicros), 2);
  });
  const total = () => {
    const { duration, amount, onlyOurs, onlyTheirs } = props.summary.counts;
    return duration + amount + onlyOurs + onlyTheirs;
  };
  return (
    <Card label={t('reconciliation.carrier.listTitle')}>
      <CardHead
        title={t('reconciliation.carrier.listTitle')}
        note={
          <Show when={props.summary.listed < total()}>
            {t('reconciliation.carrier.listed', format.count(props.summary.listed))}
          </Show>
        }
      />
      <Toolbar>
        <Chips
          label={t('reconciliation.carrier.list.kind')}
          value={kind()}
          onValue={(value) => address.write({ kind: value })}
          chips={[
            { value: '' as const, label: t('ui.all'), count: format.count(total()) },
            ...kinds.map((value) => ({
              value,
              label: t(`reconciliation.carrier.kinds.${value}`),
              count: format.count(props.summary.counts[counted[value]]),
            })),
          ]}
        />
        <span class="grow" />
        <ExportButton onExport={() => exportDifferences(rows() ?? [], format)} disabled={(rows()?.length ?? 0) === 0} />
      </Toolbar>
      <QueryTable
        label={t('reconciliation.carrier.listTitle')}
        testId="differences"
        query={query}
        columns={columnsOf(format, decimals)}
        rows={rows()}
        rowKey={(row) => String(row.seq)}
        emptyText={t('reconciliation.carrier.listEmpty')}
        filteredText={t('reconciliation.carrier.listFiltered')}
        isFiltered={kind() !== ''}
        onClearFilters={() => address.write({ kind: '' })}
      />
    </Card>
  );
}
