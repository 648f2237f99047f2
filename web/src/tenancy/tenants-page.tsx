import { useNavigate } from '@solidjs/router';
import { useQuery } from '@tanstack/solid-query';
import type { Tenant } from '@yunhu/api/schemas';
import Plus from 'lucide-solid/icons/plus';
import { Match, Show, Switch, createMemo, createSignal } from 'solid-js';
import { plainDecimal, toMicros } from '../billing/money.ts';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { usePermission, useSession } from '../session/session.ts';
import { useAddress } from '../ui/address.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { downloadCsv, toCsv } from '../ui/csv.ts';
import { DataTable } from '../ui/data-table.tsx';
import { EmptyState, ErrorState } from '../ui/notice.tsx';
import { PageHead } from '../ui/page.tsx';
import { dataOf } from '../ui/query.ts';
import { createNarrow } from '../ui/table-window.ts';
import { Chips, ColumnsMenu, ExportButton, SearchBox, Toolbar } from '../ui/toolbar.tsx';
import { CreateTenantDialog } from './create-tenant-dialog.tsx';
import { tenantsQuery } from './data.ts';
import { StateDialog } from './state-dialog.tsx';
import { RateDialog } from './rate-dialog.tsx';
import { RenameDialog } from './rename-dialog.tsx';
import { type RowActions, tenantColumns } from './tenant-columns.tsx';
import { TenantFigures } from './tenant-figures.tsx';
import { TopUpDialog } from './top-up-dialog.tsx';
import { type TenantChip, buildTree, inChip } from './tree.ts';

const chips = ['', 'agent', 'customer', 'low', 'disabled'] as const;

/** What a dialog is about; the page shows one at a time. */
type Asked = { kind: 'create' } | { kind: 'top-up' | 'rate' | 'state' | 'rename'; tenant: Tenant } | null;

function isChip(value: string): value is TenantChip {
  return chips.some((chip) => chip === value);
}

function exportTenants(tenants: readonly Tenant[]): void {
  const head = ['name', 'kind', 'balance', 'calls', 'charged', 'margin', 'rateGroup', 'state', 'createdAt'] as const;
  const rows = tenants.map((tenant) => [
    tenant.name,
    t(`shell.kinds.${tenant.kind}`),
    plainDecimal(toMicros(tenant.balanceMicros)),
    String(tenant.callsToday),
    plainDecimal(toMicros(tenant.chargedTodayMicros)),
    plainDecimal(toMicros(tenant.marginTodayMicros)),
    tenant.rateGroup?.name ?? '',
    t(`tenancy.states.${tenant.state}`),
    tenant.createdAt,
  ]);
  downloadCsv(
    'accounts.csv',
    toCsv(
      head.map((column) => t(`tenancy.columns.${column}`)),
      rows,
    ),
  );
}

function Dialogs(props: { asked: Asked; tenants: readonly Tenant[]; close: () => void }) {
  const about = (kind: 'top-up' | 'rate' | 'state' | 'rename') => {
    const asked = props.asked;
    if (asked === null || asked.kind === 'create' || asked.kind !== kind) return null;
    return props.tenants.find((tenant) => tenant.id === asked.tenant.id) ?? asked.tenant;
  };
  return (
    <Switch>
      <Match when={props.asked?.kind === 'create'}>
        <CreateTenantDialog tenants={props.tenants} onClose={() => props.close()} />
      </Match>
      <Match when={about('top-up')}>
        {(tenant) => <TopUpDialog tenant={tenant()} onClose={() => props.close()} />}
      </Match>
      <Match when={about('rate')}>{(tenant) => <RateDialog tenant={tenant()} onClose={() => props.close()} />}</Match>
      <Match when={about('state')}>{(tenant) => <StateDialog tenant={tenant()} onClose={() => props.close()} />}</Match>
      <Match when={about('rename')}>
        {(tenant) => <RenameDialog tenant={tenant()} onClose={() => props.close()} />}
      </Match>
    </Switch>
  );
}

function HeadActions(props: { self: Tenant | undefined; ask: (asked: Asked) => void }) {
  const may = usePermission();
  return (
    <>
      <Show when={may('money.top-up') && props.self?.kind === 'operator' && props.self}>
        {(self) => (
          <Button onClick={() => props.ask({ kind: 'top-up', tenant: self() })}>{t('tenancy.fundSelf')}</Button>
        )}
      </Show>
      <Show when={may('tenant.write')}>
        <Button look="main" onClick={() => props.ask({ kind: 'create' })} data-testid="new-tenant">
          <Plus class="size-4" aria-hidden="true" />
          {t('tenancy.newTenant')}
        </Button>
      </Show>
    </>
  );
}

/** The accounts below oneself: the tree, and the path from a new customer to its first call. */
export default function TenantsPage() {
  const address = useAddress({ kind: '', q: '', sort: '', hide: '' });
  const query = useQuery(() => tenantsQuery);
  const [asked, setAsked] = createSignal<Asked>(null);
  const [closed, setClosed] = createSignal<ReadonlySet<string>>(new Set());
  const format = useFormat();
  const session = useSession();
  const may = usePermission();
  const navigate = useNavigate();
  const tenants = () => dataOf(query)?.items;
  const self = () => tenants()?.find((tenant) => tenant.depth === 0);
  const below = createMemo(() => (tenants() ?? []).filter((tenant) => tenant.depth > 0));
  const chip = (): TenantChip => {
    const value = address.read('kind');
    return isChip(value) ? value : '';
  };
  const tree = createMemo(() => {
    const all = tenants();
    return all === undefined ? undefined : buildTree(all, chip(), address.read('q'));
  });
  const actions: RowActions = {
    topUp: (tenant) => setAsked({ kind: 'top-up', tenant }),
    rate: (tenant) => setAsked({ kind: 'rate', tenant }),
    state: (tenant) => setAsked({ kind: 'state', tenant }),
    rename: (tenant) => setAsked({ kind: 'rename', tenant }),
    ledger: (tenant) => navigate(`/ledger?tenant=${tenant.id}`),
    toggle: (id) =>
      setClosed((before) => new Set(before.has(id) ? [...before].filter((one) => one !== id) : [...before, id])),
  };
  const columns = tenantColumns({ format, may, actions, sign: format.sign, narrow: createNarrow() });
  const isFiltered = () => chip() !== '' || address.read('q') !== '';
  return (
    <>
      <PageHead title={t('tenancy.title')} line={`${session().tenant.name} · ${t('tenancy.lead')}`}>
        <HeadActions self={self()} ask={setAsked} />
      </PageHead>
      <TenantFigures tenants={tenants()} />
      <Card class="mt-4" label={t('tenancy.title')}>
        <Toolbar>
          <Chips
            label={t('tenancy.columns.kind')}
            value={chip()}
            onValue={(kind) => address.write({ kind })}
            chips={chips.map((value) => ({
              value,
              label: value === '' ? t('ui.all') : t(`tenancy.chips.${value}`),
              count: format.count(below().filter((tenant) => inChip(tenant, value)).length),
            }))}
          />
          <span class="grow" />
          <SearchBox label={t('tenancy.search')} value={address.read('q')} onValue={(q) => address.write({ q })} />
          <ColumnsMenu
            columns={columns}
            hidden={address.list('hide')}
            onHidden={(hidden) => address.write({ hide: hidden.join(',') })}
          />
          <ExportButton onExport={() => exportTenants(below())} disabled={below().length === 0} />
        </Toolbar>
        <Show
          when={!query.isLoadingError}
          fallback={<ErrorState error={query.error} retry={() => void query.refetch()} />}
        >
          <DataTable
            label={t('tenancy.title')}
            testId="tenants-table"
            columns={columns}
            rows={tree()}
            rowKey={(tenant) => tenant.id}
            branches={(tenant) => tenant.below}
            closed={closed()}
            onToggle={actions.toggle}
            sort={address.read('sort')}
            onSort={(sort) => address.write({ sort })}
            hidden={address.list('hide')}
            empty={
              <EmptyState text={isFiltered() ? t('tenancy.emptyFiltered') : t('tenancy.empty')}>
                <Show
                  when={isFiltered()}
                  fallback={
                    <Show when={may('tenant.write')}>
                      <Button look="main" onClick={() => setAsked({ kind: 'create' })}>
                        {t('tenancy.newCustomer')}
                      </Button>
                    </Show>
                  }
                >
                  <Button onClick={() => address.write({ kind: '', q: '' })}>{t('ui.clear')}</Button>
                </Show>
              </EmptyState>
            }
          />
        </Show>
      </Card>
      <Dialogs asked={asked()} tenants={tenants() ?? []} close={() => setAsked(null)} />
    </>
  );
}
