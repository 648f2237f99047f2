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
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { downloadCsv, toCsv } from '../ui/csv.ts';
import { DataTable } from '../ui/data-table.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { EmptyState, ErrorState } from '../ui/notice.tsx';
import { PageHead } from '../ui/page.tsx';
import { dataOf } from '../ui/query.ts';
import { Chips, ColumnsMenu, ExportButton, Toolbar } from '../ui/toolbar.tsx';
import { BalanceCurve } from './balance-curve.tsx';
import { entriesQuery } from './data.ts';
import { counterpartyWords, entryColumns, referenceWords } from './entry-columns.tsx';
import { decimalsOfAll, plainDecimal, toMicros } from './money.ts';
import { periodBounds, periods, readPeriod } from './period.ts';
import { WalletFigures } from './wallet-figures.tsx';

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

/** Every movement of one wallet: where it stands, how it came there, and the proof line by line. */
export default function LedgerPage() {
  const address = useAddress({ tenant: '', kind: '', period: 'all', from: '', to: '', hide: '' });
  const format = useFormat();
  const session = useSession();
  const reader = () => session().tenant.kind;
  const filter = createMemo(() => ({
    tenantId: address.read('tenant'),
    kind: readKind(address.read('kind')),
    ...periodBounds(
      readPeriod(address.read('period')),
      { from: address.read('from'), to: address.read('to') },
      new Date(),
      format.zone(),
    ),
  }));
  const query = useInfiniteQuery(() => entriesQuery(filter()));
  const entries = createMemo(() => dataOf(query)?.pages.flatMap((page) => page.items));
  const decimals = createMemo(() =>
    decimalsOfAll(
      (entries() ?? []).flatMap((entry) => [toMicros(entry.amountMicros), toMicros(entry.balanceAfterMicros)]),
      leastDecimals,
    ),
  );
  const columns = entryColumns(format, decimals, reader);
  const isFiltered = () => address.read('kind') !== '' || address.read('period') !== 'all';
  return (
    <>
      <PageHead title={t('billing.title')} line={t('billing.lead')}>
        <WalletChoice address={address} />
      </PageHead>
      <WalletFigures tenantId={address.read('tenant')} entries={entries()} />
      <div class="mt-4 grid items-start gap-4">
        <BalanceCurve entries={entries()} />
        <Card label={t('billing.title')}>
          <Toolbar>
            <Filters address={address} />
            <span class="grow" />
            <ColumnsMenu
              columns={columns}
              hidden={address.list('hide')}
              onHidden={(hidden) => address.write({ hide: hidden.join(',') })}
            />
            <ExportButton
              onExport={() => exportEntries(entries() ?? [], reader(), format.dateTime)}
              disabled={(entries()?.length ?? 0) === 0}
            />
          </Toolbar>
          <Show
            when={!query.isLoadingError}
            fallback={<ErrorState error={query.error} retry={() => void query.refetch()} />}
          >
            <DataTable
              label={t('billing.title')}
              testId="ledger-table"
              columns={columns}
              rows={entries()}
              rowKey={(entry) => `${entry.walletId}-${entry.seq}`}
              hidden={address.list('hide')}
              empty={
                <EmptyState text={isFiltered() ? t('billing.emptyFiltered') : t('billing.empty')}>
                  <Show when={isFiltered()}>
                    <Button onClick={() => address.write({ kind: '', period: 'all', from: '', to: '' })}>
                      {t('ui.clear')}
                    </Button>
                  </Show>
                </EmptyState>
              }
            />
            <Show when={(entries()?.length ?? 0) > 0}>
              <LoadMore
                shown={t('ui.loadedRows', format.count(entries()?.length ?? 0))}
                hasMore={query.hasNextPage}
                busy={query.isFetchingNextPage}
                onMore={() => void query.fetchNextPage()}
              />
            </Show>
          </Show>
        </Card>
      </div>
    </>
  );
}
