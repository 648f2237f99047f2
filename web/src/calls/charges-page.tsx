import { useInfiniteQuery, useQuery } from '@tanstack/solid-query';
import type { Tenant } from '@yunhu/api/schemas';
import { Show, createMemo } from 'solid-js';
import { periodBounds, readPeriod } from '../billing/period.ts';
import { PeriodFilter } from '../billing/period-filter.tsx';
import { decimalsOfAll, toMicros } from '../i18n/money.ts';
import { t } from '../i18n/translate.ts';
import { ExportAll } from '../jobs/export-dialog.tsx';
import { useFormat } from '../session/format.ts';
import { mayOpen, pages } from '../shell/pages.ts';
import { useSession } from '../session/session.ts';
import { tenantsQuery } from '../tenancy/data.ts';
import { TenantPicker } from '../tenancy/tenant-picker.tsx';
import { useAddress } from '../ui/address.ts';
import { Card } from '../ui/card.tsx';
import { Drawer } from '../ui/dialog.tsx';
import { PageHead } from '../ui/page.tsx';
import { QueryTable } from '../ui/query-table.tsx';
import { SearchedTo } from '../ui/searched-to.tsx';
import { dataOf } from '../ui/query.ts';
import { ColumnsMenu, SearchBox, Toolbar } from '../ui/toolbar.tsx';
import { CallRanges, callDefaults, rangesOf } from './call-filters.tsx';
import { chargeColumns } from './charge-columns.tsx';
import { ChargeLadder } from '../billing/ledger/charge-ladder.tsx';
import { type CallFilter, chargesQuery, exportBody } from './data.ts';

const leastDecimals = 4;

function useChargeAddress() {
  return useAddress({ ...callDefaults, tenant: '', prefix: '', call: '' });
}
type ChargeAddress = ReturnType<typeof useChargeAddress>;

const noFilters = {
  tenant: '',
  prefix: '',
  period: 'all',
  from: '',
  to: '',
  least: '',
  most: '',
  leastAmount: '',
  mostAmount: '',
};

function readFilter(address: ChargeAddress, timeZone: string): CallFilter {
  const days = { from: address.read('from'), to: address.read('to') };
  return {
    tenantId: address.read('tenant'),
    prefix: address.read('prefix').replace(/\D/g, '').slice(0, 15),
    ...periodBounds(readPeriod(address.read('period')), days, new Date(), timeZone),
    ...rangesOf(address),
  };
}

function CompanyChoice(props: { address: ChargeAddress }) {
  const session = useSession();
  const tenants = useQuery(() => ({ ...tenantsQuery, enabled: mayOpen(session(), pages.tenants) }));
  const items = createMemo(() => {
    const [self, ...others] = dataOf(tenants)?.items ?? [];
    if (self === undefined) return [];
    const everybody: Tenant = { ...self, id: 'all', name: t('books.charges.allPayers'), loginName: null };
    return [everybody, ...others];
  });
  return (
    <Show when={items().length > 1}>
      <TenantPicker
        compact
        label={t('books.charges.payer')}
        tenants={items()}
        value={props.address.read('tenant') || 'all'}
        onValue={(id) => props.address.write({ tenant: id === 'all' ? '' : id })}
      />
    </Show>
  );
}

function Filters(props: { address: ChargeAddress }) {
  return (
    <>
      <SearchBox
        label={t('books.charges.search')}
        value={props.address.read('prefix')}
        onValue={(prefix) => props.address.write({ prefix })}
        inputMode="numeric"
      />
      <PeriodFilter address={props.address} />
      <div class="order-last flex w-full flex-wrap items-center gap-x-4 gap-y-2">
        <CallRanges address={props.address} seconds={t('books.charges.seconds')} />
      </div>
    </>
  );
}

/** Why the call of the address was charged what it was. */
function OpenCharge(props: { address: ChargeAddress }) {
  return (
    <Show when={props.address.read('call')}>
      {(attemptId) => (
        <Drawer
          open
          onClose={() => props.address.write({ call: '' })}
          title={t('books.explain.ladder')}
          testId="charge-drawer"
        >
          <ChargeLadder attemptId={attemptId()} />
        </Drawer>
      )}
    </Show>
  );
}

/** What each answered call below brought and cost; why, at the press of a row. Never a number. */
export default function ChargesPage() {
  const address = useChargeAddress();
  const format = useFormat();
  const filter = createMemo(() => readFilter(address, format.zone()), undefined, {
    equals: (before, after) => JSON.stringify(before) === JSON.stringify(after),
  });
  const query = useInfiniteQuery(() => chargesQuery(filter()));
  const rows = createMemo(() => dataOf(query)?.pages.flatMap((page) => page.items));
  const searchedTo = () => dataOf(query)?.pages.at(-1)?.searchedTo;
  const decimals = createMemo(() =>
    decimalsOfAll(
      (rows() ?? []).flatMap((row) => [row.paidMicros, row.costMicros ?? '0']).map(toMicros),
      leastDecimals,
    ),
  );
  const columns = chargeColumns({ format, decimals: () => decimals() });
  const isFiltered = () => Object.values(filter()).some((value) => value !== '');
  return (
    <>
      <PageHead title={t('books.charges.title')} line={t('books.charges.lead')}>
        <CompanyChoice address={address} />
      </PageHead>
      <Card label={t('books.charges.title')}>
        <Toolbar>
          <Filters address={address} />
          <span class="grow" />
          <ColumnsMenu
            columns={columns}
            hidden={address.list('hide')}
            onHidden={(hidden) => address.writeList('hide', hidden)}
          />
          <ExportAll path="/v1/charges/exports" filter={exportBody(filter())} disabled={(rows()?.length ?? 0) === 0} />
        </Toolbar>
        <QueryTable
          label={t('books.charges.title')}
          testId="charges-table"
          query={query}
          columns={columns}
          rows={rows()}
          rowKey={(row) => row.attemptId}
          hidden={address.list('hide')}
          openKey={address.read('call')}
          onOpen={(row) => address.write({ call: row.attemptId })}
          emptyText={t('books.charges.empty')}
          filteredText={t('books.charges.emptyFiltered')}
          isFiltered={isFiltered()}
          onClearFilters={() => address.write(noFilters)}
        />
        <SearchedTo at={searchedTo()} />
      </Card>
      <OpenCharge address={address} />
    </>
  );
}
