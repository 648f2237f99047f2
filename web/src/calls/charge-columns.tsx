import type { Charge } from '@yunhu/api/schemas';
import { Show } from 'solid-js';
import { formatMovement, toMicros } from '../i18n/money.ts';
import { formatDuration } from '../i18n/time.ts';
import { t } from '../i18n/translate.ts';
import type { useFormat } from '../session/format.ts';
import type { Column } from '../ui/table-model.ts';

type ColumnsFrom = { format: ReturnType<typeof useFormat>; decimals: () => number };

function moneyColumns({ format, decimals }: ColumnsFrom): Column<Charge>[] {
  const withSign = (key: 'paid' | 'cost' | 'margin') => () => `${t(`books.charges.${key}`)} ${format.sign()}`;
  const margin = (row: Charge) =>
    row.costMicros === null ? null : toMicros(row.paidMicros) - toMicros(row.costMicros);
  return [
    {
      id: 'paid',
      head: withSign('paid'),
      align: 'right',
      always: true,
      cell: (row) => <span class="code">{format.amount(row().paidMicros, decimals())}</span>,
    },
    {
      id: 'cost',
      head: withSign('cost'),
      align: 'right',
      from: 'md',
      cell: (row) => {
        const cost = () => row().costMicros;
        return (
          <span class="code text-ink-2">
            <Show when={cost()} fallback={t('ui.none')}>
              {(wire) => format.amount(wire(), decimals())}
            </Show>
          </span>
        );
      },
    },
    {
      id: 'margin',
      head: withSign('margin'),
      align: 'right',
      from: 'sm',
      cell: (row) => {
        const kept = () => margin(row());
        return (
          <span class="code" classList={{ 'text-ok-ink': (kept() ?? 0n) > 0n, 'text-bad-ink': (kept() ?? 0n) < 0n }}>
            {kept() === null ? t('ui.none') : formatMovement(kept() ?? 0n, decimals())}
          </span>
        );
      },
    },
  ];
}

/** The columns of what those below paid; money aligns at `decimals`. */
export function chargeColumns(from: ColumnsFrom): Column<Charge>[] {
  const { format } = from;
  return [
    {
      id: 'answered',
      head: () => t('books.charges.answered'),
      always: true,
      cell: (row) => (
        <time dateTime={row().answeredAt} class="code text-ink-2" title={format.relative(row().answeredAt)}>
          <span class="max-sm:hidden">{format.dateTime(row().answeredAt)}</span>
          <span class="sm:hidden">{format.shortDateTime(row().answeredAt)}</span>
        </time>
      ),
    },
    {
      id: 'payer',
      head: () => t('books.charges.payer'),
      always: true,
      cell: (row) => <span class="block max-w-40 truncate max-sm:max-w-24">{row().payer.name}</span>,
    },
    {
      id: 'customer',
      head: () => t('books.charges.customer'),
      from: 'lg',
      cell: (row) => <span class="block max-w-40 truncate text-ink-2">{row().customer.name}</span>,
    },
    {
      id: 'prefix',
      head: () => t('books.charges.prefix'),
      from: 'lg',
      grow: true,
      cell: (row) => (
        <span class="flex max-w-72 items-baseline gap-2">
          <span class="code">{row().prefix}</span>
          <span class="truncate text-xs text-ink-3">{row().destination}</span>
        </span>
      ),
    },
    {
      id: 'billed',
      head: () => t('books.charges.billed'),
      from: 'md',
      align: 'right',
      cell: (row) => <span class="code text-ink-2">{formatDuration(row().billedSeconds)}</span>,
    },
    ...moneyColumns(from),
  ];
}
