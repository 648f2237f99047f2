import { useInfiniteQuery } from '@tanstack/solid-query';
import type { Payment, PaymentState } from '@yunhu/api/schemas';
import ReceiptText from 'lucide-solid/icons/receipt-text';
import { Show, createMemo } from 'solid-js';
import { decimalsOfAll, toMicros } from '../../i18n/money.ts';
import { locale, t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { useSession } from '../../session/session.ts';
import { useAddress } from '../../ui/address.ts';
import { Card } from '../../ui/card.tsx';
import { PageHead } from '../../ui/page.tsx';
import { QueryTable } from '../../ui/query-table.tsx';
import { dataOf } from '../../ui/query.ts';
import { Tag } from '../../ui/status.tsx';
import type { Column } from '../../ui/table-model.ts';
import { Chips, Toolbar } from '../../ui/toolbar.tsx';
import { paymentsQuery, receiptPath } from './data.ts';
import { PayByCard } from './pay-dialog.tsx';
import { PaymentDrawer } from './payment-drawer.tsx';
import { paymentTones, stateWords } from './payment-words.ts';

/** The states worth a filter of their own; the rest is found among all. */
const filters = [
  '',
  'paid',
  'processing',
  'partly_refunded',
  'refunded',
  'disputed',
  'mismatched',
  'expired',
  'failed',
] as const;

function readFilter(value: string): PaymentState | '' {
  return filters.find((state) => state === value) ?? '';
}

type ColumnsFrom = { format: ReturnType<typeof useFormat>; decimals: () => number; isSeller: boolean };

function moneyColumns({ format, decimals }: ColumnsFrom): Column<Payment>[] {
  return [
    {
      id: 'amount',
      head: () => t('payments.columns.amount'),
      align: 'right',
      always: true,
      cell: (row) => (
        <span class="code">
          {format.amount(row().amountMicros, decimals())}
          <span class="ml-1.5 text-xs text-ink-3 max-sm:hidden">{row().currency}</span>
        </span>
      ),
    },
    {
      id: 'gone',
      head: () => t('payments.columns.gone'),
      align: 'right',
      from: 'md',
      cell: (row) => {
        const gone = () => toMicros(row().refundedMicros) + toMicros(row().disputedMicros);
        return (
          <Show when={gone() > 0n} fallback={<span class="text-ink-3">{t('ui.none')}</span>}>
            <span class="code text-bad-ink">{format.movement(String(-gone()), decimals())}</span>
          </Show>
        );
      },
    },
  ];
}

function storyColumns({ format, isSeller }: ColumnsFrom): Column<Payment>[] {
  const tenant: Column<Payment> = {
    id: 'tenant',
    head: () => t('payments.columns.tenant'),
    grow: true,
    from: 'sm',
    cell: (row) => <span class="block max-w-64 truncate">{row().tenant.name}</span>,
  };
  return [
    {
      id: 'time',
      head: () => t('payments.columns.time'),
      always: true,
      cell: (row) => (
        <time dateTime={row().createdAt} class="code text-ink-2" title={format.relative(row().createdAt)}>
          <span class="max-sm:hidden">{format.dateTime(row().createdAt)}</span>
          <span class="sm:hidden">{format.shortDateTime(row().createdAt)}</span>
        </time>
      ),
    },
    ...(isSeller ? [tenant] : []),
    {
      id: 'state',
      head: () => t('payments.columns.state'),
      always: true,
      cell: (row) => <Tag tone={paymentTones[row().state]}>{stateWords(row().state)}</Tag>,
    },
  ];
}

function proofColumns({ isSeller }: ColumnsFrom): Column<Payment>[] {
  return [
    {
      id: 'reference',
      head: () => t('payments.columns.reference'),
      from: 'lg',
      ...(isSeller ? {} : { grow: true }),
      cell: (row) => (
        <span class="block max-w-52 truncate font-mono text-2xs text-ink-3" title={row().reference ?? ''}>
          {row().reference}
        </span>
      ),
    },
    {
      id: 'receipt',
      head: () => t('payments.receipt'),
      quietHead: true,
      always: true,
      align: 'right',
      from: 'sm',
      cell: (row) => (
        <Show when={row().hasReceipt}>
          <a
            class="inline-flex items-center gap-1 text-xs text-accent hover:underline"
            href={receiptPath(row().id, locale())}
            target="_blank"
            rel="noopener"
          >
            <ReceiptText class="size-3.5" aria-hidden="true" />
            {t('payments.receipt')}
          </a>
        </Show>
      ),
    },
  ];
}

const paymentColumns = (from: ColumnsFrom): Column<Payment>[] => [
  ...storyColumns(from),
  ...moneyColumns(from),
  ...proofColumns(from),
];

/** Payments by card, of oneself and of everybody below: each with what became of it and its receipt. */
export default function PaymentsPage() {
  const address = useAddress({ state: '', payment: '' });
  const session = useSession();
  const format = useFormat();
  const state = () => readFilter(address.read('state'));
  const query = useInfiniteQuery(() => paymentsQuery(state()));
  const payments = createMemo(() => dataOf(query)?.pages.flatMap((page) => page.items));
  const decimals = createMemo(() => decimalsOfAll((payments() ?? []).map((one) => toMicros(one.amountMicros))));
  const columns = createMemo(() =>
    paymentColumns({ format, decimals: () => decimals(), isSeller: session().tenant.kind !== 'customer' }),
  );
  return (
    <>
      <PageHead title={t('payments.title')} line={t('payments.lead')}>
        <PayByCard />
      </PageHead>
      <Show when={session().payments?.testMode}>
        <p class="mb-4 rounded-m border border-line bg-warn-soft px-4 py-2.5 text-s text-warn-ink">
          {t('payments.testMode')}
        </p>
      </Show>
      <Card label={t('payments.title')}>
        <Toolbar>
          <Chips
            label={t('payments.columns.state')}
            value={state()}
            onValue={(value) => address.write({ state: value })}
            chips={filters.map((value) => ({ value, label: value === '' ? t('ui.all') : stateWords(value) }))}
          />
        </Toolbar>
        <QueryTable
          label={t('payments.title')}
          testId="payments-table"
          query={query}
          columns={columns()}
          rows={payments()}
          rowKey={(payment) => payment.id}
          onOpen={(payment) => address.write({ payment: payment.id })}
          openKey={address.read('payment') || null}
          emptyText={t('payments.empty')}
          filteredText={t('payments.emptyFiltered')}
          isFiltered={state() !== ''}
          onClearFilters={() => address.write({ state: '' })}
          emptyAction={<PayByCard />}
        />
      </Card>
      <Show when={address.read('payment')}>
        {(paymentId) => <PaymentDrawer paymentId={paymentId()} onClose={() => address.write({ payment: '' })} />}
      </Show>
    </>
  );
}
