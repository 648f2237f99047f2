import type { StatementMonth } from '@yunhu/api/schemas';
import FileText from 'lucide-solid/icons/file-text';
import { Show } from 'solid-js';
import { formatMovement, toMicros } from '../../i18n/money.ts';
import { t } from '../../i18n/translate.ts';
import type { useFormat } from '../../session/format.ts';
import { Button } from '../../ui/button.tsx';
import { Pill } from '../../ui/status.tsx';
import type { Column } from '../../ui/table-model.ts';

type ColumnsFrom = { format: ReturnType<typeof useFormat>; decimals: () => number; draw: (month: string) => void };

function balanceColumns({ format, decimals }: Omit<ColumnsFrom, 'draw'>): Column<StatementMonth>[] {
  const net = (row: StatementMonth) => toMicros(row.closingMicros) - toMicros(row.openingMicros);
  return [
    {
      id: 'opening',
      head: () => `${t('books.statements.opening')} ${format.sign()}`,
      align: 'right',
      from: 'lg',
      cell: (row) => <span class="code text-ink-2">{format.amount(row().openingMicros, decimals())}</span>,
    },
    {
      id: 'net',
      head: () => `${t('books.statements.net')} ${format.sign()}`,
      align: 'right',
      from: 'md',
      cell: (row) => (
        <span class="code" classList={{ 'text-ok-ink': net(row()) > 0n }}>
          {formatMovement(net(row()), decimals())}
        </span>
      ),
    },
    {
      id: 'closing',
      head: () => `${t('books.statements.closing')} ${format.sign()}`,
      align: 'right',
      always: true,
      cell: (row) => <span class="code">{format.amount(row().closingMicros, decimals())}</span>,
    },
  ];
}

/** The columns of the months; `draw` is asked for one's statement. */
export function monthColumns({ format, decimals, draw }: ColumnsFrom): Column<StatementMonth>[] {
  return [
    {
      id: 'month',
      head: () => t('books.statements.month'),
      always: true,
      grow: true,
      cell: (row) => (
        <span class="flex items-center gap-2">
          <span class="code font-medium">{row().month}</span>
          <Show when={!row().isOver}>
            <span class="max-sm:hidden">
              <Pill look="plain">{t('books.statements.running')}</Pill>
            </span>
          </Show>
        </span>
      ),
    },
    {
      id: 'entries',
      head: () => t('books.statements.entries'),
      align: 'right',
      from: 'md',
      cell: (row) => <span class="code text-ink-2">{format.count(row().entries)}</span>,
    },
    ...balanceColumns({ format, decimals }),
    {
      id: 'draw',
      head: () => t('books.statements.draw'),
      quietHead: true,
      always: true,
      align: 'right',
      cell: (row) => (
        <Button size="s" onClick={() => draw(row().month)} data-testid={`statement-${row().month}`}>
          <FileText class="size-3.5" aria-hidden="true" />
          <span class="max-sm:hidden">{t('books.statements.draw')}</span>
          <span class="sm:hidden">PDF</span>
        </Button>
      ),
    },
  ];
}
