import { useInfiniteQuery, useQuery } from '@tanstack/solid-query';
import type { LedgerEntry } from '@yunhu/api/schemas';
import { Show, createMemo } from 'solid-js';
import { decimalsOfAll, toMicros } from '../../i18n/money.ts';
import { t } from '../../i18n/translate.ts';
import { ExportAll } from '../../jobs/export-dialog.tsx';
import { useFormat } from '../../session/format.ts';
import { useSession } from '../../session/session.ts';
import { Card } from '../../ui/card.tsx';
import { PageHead } from '../../ui/page.tsx';
import { QueryTable } from '../../ui/query-table.tsx';
import { SearchedTo } from '../../ui/searched-to.tsx';
import { dataOf } from '../../ui/query.ts';
import { ColumnsMenu, Toolbar } from '../../ui/toolbar.tsx';
import { PayByCard } from '../payments/pay-dialog.tsx';
import { WalletFigures } from '../wallet-figures.tsx';
import { WalletActions } from '../wallets/wallet-actions.tsx';
import { BalanceCurve } from './balance-curve.tsx';
import { entriesQuery, exportOf, sumsQuery } from './data.ts';
import { entryColumns } from './entry-columns.tsx';
import { EntryDrawer } from './entry-drawer.tsx';
import {
  allBelow,
  isNarrowed,
  type LedgerAddress,
  type LedgerFilter,
  noFilters,
  readLedgerFilter,
  useLedgerAddress,
} from './ledger-address.ts';
import { CompanyChoice, LedgerFilters } from './ledger-filters.tsx';

/** A ledger shows the price of one call: fewer decimals than this would hide it. */
const leastDecimals = 4;

const keyOf = (entry: LedgerEntry) => `${entry.walletId}-${entry.seq}`;

/** How many there are of the filter and what they came to; and, where that is not all, of what. */
function SumsLine(props: { filter: LedgerFilter }) {
  const query = useQuery(() => sumsQuery(props.filter));
  const format = useFormat();
  return (
    <p
      class="min-h-8 border-b border-line px-4 py-1.5 text-xs text-ink-2 tabular"
      data-testid="ledger-sums"
      aria-live="polite"
    >
      <Show when={dataOf(query)}>
        {(sums) => {
          const count = () => format.count(sums().count);
          const into = () => format.money(sums().inMicros);
          const out = () => format.money(sums().outMicros.replace('-', ''));
          return (
            <Show when={sums().since} fallback={t('books.sums', count(), into(), out())}>
              {(since) => t('books.sumsSince', count(), into(), out(), format.dateTime(since()))}
            </Show>
          );
        }}
      </Show>
    </p>
  );
}

/** Under which amounts and balances of these entries align without loss. */
function decimalsOf(entries: readonly LedgerEntry[]): number {
  const amounts = entries.flatMap((entry) => [entry.amountMicros, entry.balanceAfterMicros]);
  return decimalsOfAll(amounts.map(toMicros), leastDecimals);
}

function useEntries(filter: () => LedgerFilter) {
  return useInfiniteQuery(() => entriesQuery(filter()));
}
type EntriesQuery = ReturnType<typeof useEntries>;

function EntriesCard(props: {
  address: LedgerAddress;
  filter: LedgerFilter;
  query: EntriesQuery;
  entries: readonly LedgerEntry[] | undefined;
}) {
  const format = useFormat();
  const session = useSession();
  const reader = () => session().tenant.kind;
  const decimals = createMemo(() => decimalsOf(props.entries ?? []));
  const isMerged = () => props.address.read('tenant') === allBelow;
  const columns = createMemo(() => entryColumns({ format, decimals: () => decimals(), reader, isMerged: isMerged() }));
  const searchedTo = () => dataOf(props.query)?.pages.at(-1)?.searchedTo;
  const opened = createMemo(() => props.entries?.find((entry) => keyOf(entry) === props.address.read('entry')));
  return (
    <Card label={t('billing.title')}>
      <Toolbar>
        <LedgerFilters address={props.address} />
        <span class="grow" />
        <ColumnsMenu
          columns={columns()}
          hidden={props.address.list('hide')}
          onHidden={(hidden) => props.address.writeList('hide', hidden)}
        />
        <ExportAll
          path="/v1/ledger/exports"
          filter={exportOf(props.filter)}
          disabled={(props.entries?.length ?? 0) === 0}
        />
      </Toolbar>
      <SumsLine filter={props.filter} />
      <QueryTable
        label={t('billing.title')}
        testId="ledger-table"
        query={props.query}
        columns={columns()}
        rows={props.entries}
        rowKey={keyOf}
        hidden={props.address.list('hide')}
        openKey={props.address.read('entry')}
        onOpen={(entry) => props.address.write({ entry: keyOf(entry) })}
        emptyText={t('billing.empty')}
        filteredText={t('billing.emptyFiltered')}
        isFiltered={isNarrowed(props.address)}
        onClearFilters={() => props.address.write(noFilters)}
      />
      <SearchedTo at={searchedTo()} />
      <Show when={opened()}>
        {(entry) => (
          <EntryDrawer entry={entry()} reader={reader()} onClose={() => props.address.write({ entry: '' })} />
        )}
      </Show>
    </Card>
  );
}

/** Every movement: where a wallet stands, how it came there, and the proof line by line. */
export default function LedgerPage() {
  const address = useLedgerAddress();
  const format = useFormat();
  const session = useSession();
  const filter = createMemo(() => readLedgerFilter(address, format.zone()), undefined, {
    equals: (before, after) => JSON.stringify(before) === JSON.stringify(after),
  });
  const query = useEntries(filter);
  const entries = createMemo(() => dataOf(query)?.pages.flatMap((page) => page.items));
  const isMerged = () => address.read('tenant') === allBelow;
  return (
    <>
      <PageHead title={t('billing.title')} line={t('billing.lead')}>
        <CompanyChoice address={address} />
        <Show when={!isMerged()}>
          <WalletActions tenantId={address.read('tenant')} />
        </Show>
        <Show when={address.read('tenant') === ''}>
          <PayByCard look={session().tenant.kind === 'customer' ? 'main' : 'plain'} />
        </Show>
      </PageHead>
      <Show when={!isMerged()}>
        <WalletFigures tenantId={address.read('tenant')} filter={filter()} />
      </Show>
      <div class="mt-4 grid items-start gap-4">
        <Show when={!isMerged() && !isNarrowed(address)}>
          <BalanceCurve entries={entries()} />
        </Show>
        <EntriesCard address={address} filter={filter()} query={query} entries={entries()} />
      </div>
    </>
  );
}
