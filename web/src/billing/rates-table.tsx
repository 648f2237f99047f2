import { useInfiniteQuery } from '@tanstack/solid-query';
import type { Rate, RateGroup } from '@yunhu/api/schemas';
import { createMemo } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { QueryTable } from '../ui/query-table.tsx';
import { dataOf } from '../ui/query.ts';
import type { Column } from '../ui/table-model.ts';
import { ratesQuery } from './data.ts';
import { perMinuteMicros, toMicros } from '../i18n/money.ts';

function perMinute(rate: Rate): string {
  return perMinuteMicros(toMicros(rate.pricePerBlockMicros), rate.blockSeconds).toString();
}

function rateColumns(format: ReturnType<typeof useFormat>): Column<Rate>[] {
  const price = (wire: string) => <span class="code">{format.amount(wire, 4)}</span>;
  const effective = (rate: Rate): string => {
    if (rate.effectiveUntil !== null) return t('billing.rates.until', format.date(rate.effectiveUntil));
    return rate.effectiveFrom === null ? t('billing.rates.always') : format.date(rate.effectiveFrom);
  };
  return [
    {
      id: 'prefix',
      head: () => t('billing.rates.columns.prefix'),
      always: true,
      cell: (row) => <span class="code font-medium">{row().prefix}</span>,
    },
    {
      id: 'destination',
      head: () => t('billing.rates.columns.destination'),
      grow: true,
      cell: (row) => row().destination || t('ui.none'),
    },
    {
      id: 'block',
      head: () => t('billing.rates.columns.block'),
      align: 'right',
      from: 'sm',
      cell: (row) => <span class="code">{t('billing.rates.block', format.count(row().blockSeconds))}</span>,
    },
    {
      id: 'price',
      head: () => `${t('billing.rates.columns.price')} ${format.sign()}`,
      align: 'right',
      always: true,
      cell: (row) => price(row().pricePerBlockMicros),
    },
    {
      id: 'perMinute',
      head: () => `${t('billing.rates.columns.perMinute')} ${format.sign()}`,
      align: 'right',
      from: 'lg',
      cell: (row) => price(perMinute(row())),
    },
    {
      id: 'minimum',
      head: () => `${t('billing.rates.columns.minimum')} ${format.sign()}`,
      align: 'right',
      from: 'xl',
      cell: (row) => price(row().minimumChargeMicros),
    },
    {
      id: 'effective',
      head: () => t('billing.rates.columns.effective'),
      from: 'lg',
      cell: (row) => <span class="text-ink-3 tabular">{effective(row())}</span>,
    },
  ];
}

/** The rates of one group, by prefix. */
export function RatesTable(props: { group: RateGroup }) {
  const query = useInfiniteQuery(() => ratesQuery(props.group.id));
  const rates = createMemo(() => dataOf(query)?.pages.flatMap((page) => page.items));
  return (
    <QueryTable
      label={props.group.name}
      testId="rates-table"
      query={query}
      columns={rateColumns(useFormat())}
      rows={rates()}
      rowKey={(rate) => rate.id}
      emptyText={t('billing.rates.noRates')}
    />
  );
}
