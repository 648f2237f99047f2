import type { EntryKind, LedgerEntry, TenantKind } from '@yunhu/api/schemas';
import { t } from '../../i18n/translate.ts';
import type { useFormat } from '../../session/format.ts';
import { Tag, type Tone } from '../../ui/status.tsx';
import type { Column } from '../../ui/table-model.ts';

export const entryTones: Record<EntryKind, Tone> = {
  top_up: 'answered',
  call_revenue: 'transferred',
  call_charge: 'noanswer',
  call_overrun: 'busy',
  correction: 'ringing',
  payment: 'answered',
  refund: 'noanswer',
  dispute: 'failed',
  dispute_reversal: 'answered',
  withdrawal: 'failed',
};

/** Who stands on the other side; what lies above a tenant is not named to it, and above the operator is only the world. */
export function counterpartyWords(entry: LedgerEntry, reader: TenantKind): string {
  return entry.counterparty?.name ?? (reader === 'operator' ? t('billing.outside') : t('billing.above'));
}

/** What a movement came from: a call by its task, or a transfer. */
export function referenceWords(entry: LedgerEntry): string {
  return entry.reference.label ?? t(`billing.references.${entry.reference.type}`);
}

type ColumnsFrom = {
  format: ReturnType<typeof useFormat>;
  /** At which amounts and balances align. */
  decimals: () => number;
  reader: () => TenantKind;
  /** Entries of several companies in one list. */
  isMerged: boolean;
};

function storyColumns({ reader }: ColumnsFrom): Column<LedgerEntry>[] {
  return [
    {
      id: 'counterparty',
      head: () => t('billing.columns.counterparty'),
      from: 'md',
      cell: (row) => <span class="block max-w-40 truncate">{counterpartyWords(row(), reader())}</span>,
    },
    {
      id: 'reference',
      head: () => t('billing.columns.reference'),
      from: 'lg',
      cell: (row) => (
        <span class="flex max-w-64 items-baseline gap-2" title={row().reference.id}>
          <span class="truncate">{referenceWords(row())}</span>
          <span class="font-mono text-2xs text-ink-3">{row().reference.id.slice(-8)}</span>
        </span>
      ),
    },
    {
      id: 'note',
      head: () => t('billing.columns.note'),
      from: 'lg',
      grow: true,
      cell: (row) => (
        <span class="block max-w-72 truncate text-ink-2" title={row().note ?? ''}>
          {row().note}
        </span>
      ),
    },
  ];
}

function moneyColumns({ format, decimals }: ColumnsFrom): Column<LedgerEntry>[] {
  return [
    {
      id: 'amount',
      head: () => `${t('billing.columns.amount')} ${format.sign()}`,
      align: 'right',
      always: true,
      cell: (row) => (
        <span class="code" classList={{ 'text-ok-ink': !row().amountMicros.startsWith('-') }}>
          {format.movement(row().amountMicros, decimals())}
        </span>
      ),
    },
    {
      id: 'balance',
      head: () => `${t('billing.columns.balance')} ${format.sign()}`,
      align: 'right',
      from: 'sm',
      cell: (row) => <span class="code text-ink-2">{format.amount(row().balanceAfterMicros, decimals())}</span>,
    },
  ];
}

const companyColumn: Column<LedgerEntry> = {
  id: 'company',
  head: () => t('books.company'),
  always: true,
  cell: (row) => <span class="block max-w-40 truncate max-sm:max-w-24">{row().tenant.name}</span>,
};

/** The columns of the ledger; amounts and balances align at the same decimals. */
export function entryColumns(from: ColumnsFrom): Column<LedgerEntry>[] {
  const { format } = from;
  return [
    {
      id: 'seq',
      head: () => t('billing.columns.seq'),
      from: 'lg',
      align: 'right',
      cell: (row) => <span class="code text-ink-3">{format.count(row().seq)}</span>,
    },
    {
      id: 'time',
      head: () => t('billing.columns.time'),
      always: true,
      cell: (row) => (
        <time dateTime={row().recordedAt} class="code text-ink-2" title={format.relative(row().recordedAt)}>
          <span class="max-sm:hidden">{format.dateTime(row().recordedAt)}</span>
          <span class="sm:hidden">{format.shortDateTime(row().recordedAt)}</span>
        </time>
      ),
    },
    ...(from.isMerged ? [companyColumn] : []),
    {
      id: 'kind',
      head: () => t('billing.columns.kind'),
      // On a phone whose it is says more than what it was.
      ...(from.isMerged ? { from: 'sm' as const } : { always: true }),
      cell: (row) => <Tag tone={entryTones[row().kind]}>{t(`billing.kinds.${row().kind}`)}</Tag>,
    },
    ...storyColumns(from),
    ...moneyColumns(from),
  ];
}
