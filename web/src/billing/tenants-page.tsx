import { useNavigate } from '@solidjs/router';
import { useQuery } from '@tanstack/solid-query';
import type { Tenant } from '@yunhu/api/schemas';
import Plus from 'lucide-solid/icons/plus';
import { Show, createMemo, createSignal } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { usePermission, useSession } from '../session/session.ts';
import { pages } from '../shell/pages.ts';
import { useAddress } from '../ui/address.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { PageHead } from '../ui/page.tsx';
import { QueryTable } from '../ui/query-table.tsx';
import { dataOf } from '../ui/query.ts';
import type { Column } from '../ui/table-model.ts';
import { createNarrow } from '../ui/table-window.ts';
import { Chips, ColumnsMenu, ExportButton, SearchBox, Toolbar } from '../ui/toolbar.tsx';
import { tenantsQuery } from '../tenancy/data.ts';
import { exportTenants } from '../tenancy/export-tenants.ts';
import { type DrawerAction, TenantDrawer } from '../tenancy/hierarchy/tenant-drawer.tsx';
import { type RowActions, tenantColumns } from '../tenancy/tenant-columns.tsx';
import { TenantFigures } from '../tenancy/tenant-figures.tsx';
import { type Asked, TenantDialogs } from './tenant-dialogs.tsx';
import { walletActions, walletActionWords } from './wallets/wallet-actions.tsx';
import { type TenantChip, type TenantNode, buildTree, inChip } from '../tenancy/tree.ts';

const chips = ['', 'agent', 'customer', 'low', 'disabled'] as const;

function isChip(value: string): value is TenantChip {
  return chips.some((chip) => chip === value);
}

function NewTenantButton(props: { words: string; onPress: () => void; testId?: string }) {
  const may = usePermission();
  return (
    <Show when={may('tenant.write')}>
      <Button look="main" onClick={() => props.onPress()} data-testid={props.testId}>
        <Plus class="size-4" aria-hidden="true" />
        {props.words}
      </Button>
    </Show>
  );
}

type TenantsAddress = ReturnType<typeof useAddress<'kind' | 'q' | 'sort' | 'hide' | 'tenant'>>;

function readChip(address: TenantsAddress): TenantChip {
  const value = address.read('kind');
  return isChip(value) ? value : '';
}

function TenantsToolbar(props: {
  address: TenantsAddress;
  all: readonly Tenant[];
  below: readonly Tenant[];
  /** Whether the accounts have come; no count is shown before. */
  known: boolean;
  columns: readonly Column<TenantNode>[];
}) {
  const format = useFormat();
  return (
    <Toolbar>
      <Chips
        label={t('tenancy.columns.kind')}
        value={readChip(props.address)}
        onValue={(kind) => props.address.write({ kind })}
        chips={chips.map((value) => ({
          value,
          label: value === '' ? t('ui.all') : t(`tenancy.chips.${value}`),
          ...(props.known && { count: format.count(props.below.filter((tenant) => inChip(tenant, value)).length) }),
        }))}
      />
      <span class="grow" />
      <SearchBox
        label={t('tenancy.search')}
        value={props.address.read('q')}
        onValue={(q) => props.address.write({ q })}
      />
      <ColumnsMenu
        columns={props.columns}
        hidden={props.address.list('hide')}
        onHidden={(hidden) => props.address.writeList('hide', hidden)}
      />
      <ExportButton onExport={() => exportTenants(props.all)} disabled={props.below.length === 0} />
    </Toolbar>
  );
}

/** What the buttons of a row do: ask in a dialog, go to the ledger, open or close the branch. */
function createRowActions(
  ask: (asked: Asked) => void,
  toggle: (id: string) => void,
  open: (id: string) => void,
): RowActions {
  const navigate = useNavigate();
  const session = useSession();
  const may = usePermission();
  return {
    wallet: (tenant) =>
      walletActions(tenant, { kind: session().tenant.kind, may: may('money.top-up') }).map((wallet) => ({
        ...walletActionWords(wallet, tenant),
        run: () => ask({ kind: 'wallet', wallet, tenant }),
      })),
    rate: (tenant) => ask({ kind: 'rate', tenant }),
    state: (tenant) => ask({ kind: 'state', tenant }),
    edit: (tenant) => ask({ kind: 'edit', tenant }),
    move: (tenant) => ask({ kind: 'move', tenant }),
    details: (tenant) => open(tenant.id),
    limits: (tenant) => ask({ kind: 'limits', tenant }),
    companyRole: (tenant) => ask({ kind: 'companyRole', tenant }),
    ledger: (tenant) => navigate(`${pages.ledger.path}?tenant=${tenant.id}`),
    toggle,
  };
}

/** Which branches of the tree the reader closed. */
function createBranches() {
  const [closed, setClosed] = createSignal<ReadonlySet<string>>(new Set());
  const toggle = (id: string): void => {
    setClosed((before) => new Set(before.has(id) ? [...before].filter((one) => one !== id) : [...before, id]));
  };
  return { closed, toggle };
}

/** The accounts below oneself: the tree, and the path from a new customer to its first call. */
export default function TenantsPage() {
  const address = useAddress({ kind: '', q: '', sort: '', hide: 'createdAt', tenant: '' });
  const query = useQuery(() => tenantsQuery);
  const [asked, setAsked] = createSignal<Asked>(null);
  const { closed, toggle } = createBranches();
  const session = useSession();
  const tenants = () => dataOf(query)?.items;
  const below = createMemo(() => (tenants() ?? []).filter((tenant) => tenant.depth > 0));
  const tree = createMemo(() => {
    const all = tenants();
    return all === undefined ? undefined : buildTree(all, readChip(address), address.read('q'));
  });
  const navigate = useNavigate();
  const open = (tenant: string): void => address.write({ tenant });
  const actions = createRowActions(setAsked, toggle, open);
  const columns = tenantColumns({ format: useFormat(), may: usePermission(), actions, narrow: createNarrow('lg') });
  const act = (action: DrawerAction, tenant: Tenant): void => {
    if (action === 'ledger') actions.ledger(tenant);
    else if (action === 'audit') navigate(`${pages.audit.path}?tenant=${tenant.id}`);
    else setAsked({ kind: action, tenant });
  };
  return (
    <>
      <PageHead title={t('tenancy.title')} line={`${session().tenant.name} · ${t('tenancy.lead')}`}>
        <NewTenantButton
          words={t('tenancy.newTenant')}
          onPress={() => setAsked({ kind: 'create' })}
          testId="new-tenant"
        />
      </PageHead>
      <Show when={!query.isLoadingError}>
        <TenantFigures tenants={tenants()} />
      </Show>
      <Card class="not-first:mt-4" label={t('tenancy.title')}>
        <TenantsToolbar
          address={address}
          known={tenants() !== undefined}
          all={tenants() ?? []}
          below={below()}
          columns={columns}
        />
        <QueryTable
          label={t('tenancy.title')}
          testId="tenants-table"
          query={query}
          columns={columns}
          rows={tree()}
          rowKey={(tenant) => tenant.id}
          branches={(tenant) => tenant.below}
          closed={closed()}
          openKey={address.read('tenant')}
          onOpen={(tenant) => open(tenant.id)}
          onToggle={toggle}
          sort={address.read('sort')}
          onSort={(sort) => address.write({ sort })}
          hidden={address.list('hide')}
          emptyText={t('tenancy.empty')}
          filteredText={t('tenancy.emptyFiltered')}
          isFiltered={readChip(address) !== '' || address.read('q') !== ''}
          onClearFilters={() => address.write({ kind: '', q: '' })}
          emptyAction={
            <NewTenantButton words={t('tenancy.newCustomer')} onPress={() => setAsked({ kind: 'create' })} />
          }
        />
      </Card>
      <TenantDrawer
        tenant={tenants()?.find((tenant) => tenant.id === address.read('tenant'))}
        onClose={() => open('')}
        onAction={act}
        onOpen={open}
      />
      <TenantDialogs asked={asked()} tenants={tenants() ?? []} close={() => setAsked(null)} />
    </>
  );
}
