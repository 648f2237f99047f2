import { useInfiniteQuery, useQuery } from '@tanstack/solid-query';
import type { EntryKind, LedgerEntry, TenantKind } from '@yunhu/api/schemas';
import { Show, createMemo } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { useSession } from '../session/session.ts';
import { mayOpen, pages } from '../shell/pages.ts';
import { TenantPicker } from '../tenancy/tenant-picker.tsx';
import { tenantsQuery } from '../tenancy/data.ts';
import { useAddress } from '../ui/address.ts';
import { Card } from '../ui/card.tsx';
import { downloadCsv, toCsv } from '../ui/csv.ts';
import { PageHead } from '../ui/page.tsx';
import { QueryTable } from '../ui/query-table.tsx';
import { dataOf } from '../ui/query.ts';
import { Chips, ColumnsMenu, ExportButton, Toolbar } from '../ui/toolbar.tsx';
import { BalanceCurve } from './balance-curve.tsx';
import { type EntriesFilter, entriesQuery } from './data.ts';
import { counterpartyWords, entryColumns, referenceWords } from './entry-columns.tsx';
import { decimalsOfAll, plainDecimal, toMicros } from '../i18n/money.ts';
import { periodBounds, periods, readPeriod } from './period.ts';
import { PayByCard } from './payments/pay-dialog.tsx';
import { WalletFigures } from './wallet-figures.tsx';
import { WalletActions } from './wallets/wallet-actions.tsx';

const kinds = ['', 'top_up', 'call_charge', 'call_revenue', 'correction', 'withdrawal'] as const;
/** A ledger shows the price of one call: fewer decimals than this would hide it. */
const leastDecimals = 4;

function readKind(value: string): EntryKind | '' {
  return kinds.find((kind) => kind === value) ?? '';
}

function exportEntries(entries: readonly LedgerEntry[], reader: TenantKind, dateTime: (iso: string) => string): void {
  const head = ['seq', 'time', 'kind', 'counterparty', 'reference', 'note', 'amount', 'balance'] as const;
  const rows = entries.map((entry) => [
    String(entry.seq),
    dateTime(entry.occurredAt),
    t(`billing.kinds.${entry.kind}`),
    counterpartyWords(entry, reader),
    `${referenceWords(entry)} ${entry.reference.id}`,
    entry.note ?? '',
    plainDecimal(toMicros(entry.amountMicros)),
    plainDecimal(toMicros(entry.balanceAfterMicros)),
  ]);
  downloadCsv(
    'ledger.csv',
    toCsv(
      head.map((column) => t(`billing.columns.${column}`)),
      rows,
    ),
  );
}

type LedgerAddress = ReturnType<typeof useAddress<'tenant' | 'kind' | 'period' | 'from' | 'to' | 'hide'>>;

function DayFields(props: { address: LedgerAddress }) {
  const field = (key: 'from' | 'to') => (
    <label class="flex items-center gap-1.5 text-xs text-ink-2">
      {t(`billing.${key}`)}
      <input
        type="date"
        class="h-7 rounded-s border border-line bg-surface px-2 text-xs tabular"
        value={props.address.read(key)}
        onChange={(event) => props.address.write({ [key]: event.currentTarget.value })}
      />
    </label>
  );
  return (
    <Show when={props.address.read('period') === 'custom'}>
      {field('from')}
      {field('to')}
    </Show>
  );
}

function Filters(props: { address: LedgerAddress }) {
  return (
    <>
      <Chips
        label={t('billing.columns.kind')}
        value={readKind(props.address.read('kind'))}
        onValue={(kind) => props.address.write({ kind })}
        chips={kinds.map((value) => ({ value, label: value === '' ? t('ui.all') : t(`billing.kinds.${value}`) }))}
      />
      <span class="mx-1 h-4 w-px bg-line max-md:hidden" aria-hidden="true" />
      <Chips
        label={t('billing.period')}
        value={readPeriod(props.address.read('period'))}
        onValue={(period) => props.address.write({ period })}
        chips={periods.map((value) => ({ value, label: t(`billing.periods.${value}`) }))}
      />
      <DayFields address={props.address} />
    </>
  );
}

function WalletChoice(props: { address: LedgerAddress }) {
  const session = useSession();
  const tenants = useQuery(() => ({ ...tenantsQuery, enabled: mayOpen(session(), pages.tenants) }));
  const items = () => dataOf(tenants)?.items ?? [];
  return (
    <Show when={items().length > 1}>
      <TenantPicker
        compact
        label={t('billing.whose')}
        tenants={items()}
        value={props.address.read('tenant') || session().tenant.id}
        onValue={(id) => props.address.write({ tenant: id === session().tenant.id ? '' : id })}
      />
    </Show>
  );
}

/** What the address asks for, as the API takes it. */
function readFilter(address: LedgerAddress, timeZone: string): EntriesFilter {
  const days = { from: address.read('from'), to: address.read('to') };
  return {
    tenantId: address.read('tenant'),
    kind: readKind(address.read('kind')),
    ...periodBounds(readPeriod(address.read('period')), days, new Date(), timeZone),
  };
}

function EntriesCard(props: {
  address: LedgerAddress;
  query: EntriesQuery;
  entries: readonly LedgerEntry[] | undefined;
}) {
  const format = useFormat();
  const session = useSession();
  const reader = () => session().tenant.kind;
  const decimals = createMemo(() => {
    const amounts = (props.entries ?? []).flatMap((entry) => [entry.amountMicros, entry.balanceAfterMicros]);
    return decimalsOfAll(amounts.map(toMicros), leastDecimals);
  });
  const columns = entryColumns({ format, decimals: () => decimals(), reader });
  return (
    <Card label={t('billing.title')}>
      <Toolbar>
        <Filters address={props.address} />
        <span class="grow" />
        <ColumnsMenu
          columns={columns}
          hidden={props.address.list('hide')}
          onHidden={(hidden) => props.address.writeList('hide', hidden)}
        />
        <ExportButton
          onExport={() => exportEntries(props.entries ?? [], reader(), format.dateTime)}
          disabled={(props.entries?.length ?? 0) === 0}
        />
      </Toolbar>
      <QueryTable
        label={t('billing.title')}
        testId="ledger-table"
        query={props.query}
        columns={columns}
        rows={props.entries}
        rowKey={(entry) => `${entry.walletId}-${entry.seq}`}
        hidden={props.address.list('hide')}
        emptyText={t('billing.empty')}
        filteredText={t('billing.emptyFiltered')}
        isFiltered={props.address.read('kind') !== '' || props.address.read('period') !== 'all'}
        onClearFilters={() => props.address.write({ kind: '', period: 'all', from: '', to: '' })}
      />
    </Card>
  );
}

function useEntries(filter: () => EntriesFilter) {
  return useInfiniteQuery(() => entriesQuery(filter()));
}
type EntriesQuery = ReturnType<typeof useEntries>;

/** Every movement of one wallet: where it stands, how it came there, and the proof line by line. */
export default function LedgerPage() {
  const address = useAddress({ tenant: '', kind: '', period: 'all', from: '', to: '', hide: '' });
  const format = useFormat();
  const session = useSession();
  const filter = createMemo(() => readFilter(address, format.zone()));
  const query = useEntries(filter);
  const entries = createMemo(() => dataOf(query)?.pages.flatMap((page) => page.items));
  return (
    <>
      <PageHead title={t('billing.title')} line={t('billing.lead')}>
        <WalletChoice address={address} />
        <WalletActions tenantId={address.read('tenant')} />
        <Show when={address.read('tenant') === ''}>
          <PayByCard look={session().tenant.kind === 'customer' ? 'main' : 'plain'} />
        </Show>
      </PageHead>
      <WalletFigures tenantId={address.read('tenant')} entries={entries()} />
      <div class="mt-4 grid items-start gap-4">
        <BalanceCurve entries={entries()} />
        <EntriesCard address={address} query={query} entries={entries()} />
      </div>
    </>
  );
}
