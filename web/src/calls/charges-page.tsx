import { useInfiniteQuery, useQuery } from '@tanstack/solid-query';
import type { Charge, Tenant } from '@yunhu/api/schemas';
import { Show, createMemo } from 'solid-js';
import { periodBounds, readPeriod } from '../billing/period.ts';
import { PeriodFilter } from '../billing/period-filter.tsx';
import { decimalsOfAll, formatMovement, toMicros } from '../i18n/money.ts';
import { formatDuration } from '../i18n/time.ts';
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
import { dataOf } from '../ui/query.ts';
import type { Column } from '../ui/table-model.ts';
import { ColumnsMenu, SearchBox, Toolbar } from '../ui/toolbar.tsx';
import { CallRanges, callDefaults, rangesOf } from './call-filters.tsx';
import { ChargeLadder } from './charge-ladder.tsx';
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

function chargeColumns(from: ColumnsFrom): Column<Charge>[] {
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
          <SearchBox
            label={t('books.charges.search')}
            value={address.read('prefix')}
            onValue={(prefix) => address.write({ prefix })}
            inputMode="numeric"
          />
          <PeriodFilter address={address} />
          <div class="order-last flex w-full flex-wrap items-center gap-x-4 gap-y-2">
            <CallRanges address={address} seconds={t('books.charges.seconds')} />
          </div>
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
        <Show when={searchedTo()}>
          {(at) => (
            <p class="border-t border-line px-4 py-2 text-xs text-warn-ink" role="status">
              {t('books.searchedTo', format.dateTime(at()))}
            </p>
          )}
        </Show>
      </Card>
      <Show when={address.read('call')}>
        {(attemptId) => (
          <Drawer
            open
            onClose={() => address.write({ call: '' })}
            title={t('books.explain.ladder')}
            testId="charge-drawer"
          >
            <ChargeLadder attemptId={attemptId()} />
          </Drawer>
        )}
      </Show>
    </>
  );
}
