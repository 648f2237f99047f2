import { useNavigate } from '@solidjs/router';
import { useQuery } from '@tanstack/solid-query';
import type { Tenant } from '@yunhu/api/schemas';
import Plus from 'lucide-solid/icons/plus';
import { Show, createMemo, createSignal, untrack } from 'solid-js';
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
import { tenantsQuery } from '../tenancy/data.ts';
import { type DrawerAction, TenantDrawer } from '../tenancy/hierarchy/tenant-drawer.tsx';
import { type RowActions, tenantColumns } from '../tenancy/tenant-columns.tsx';
import { TenantFigures } from '../tenancy/tenant-figures.tsx';
import { type Asked, TenantDialogs } from './tenant-dialogs.tsx';
import { type TenantsAddress, TenantsToolbar, readChip } from './tenants-toolbar.tsx';
import { walletActions, walletActionWords } from './wallets/wallet-actions.tsx';
import { type TenantNode, buildTree } from '../tenancy/tree.ts';

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
      walletActions(tenant, { kind: session().tenant.kind, may: may('money.top-up') && may('money.read') }).map(
        (wallet) => ({
          ...walletActionWords(wallet, tenant),
          run: () => ask({ kind: 'wallet', wallet, tenant }),
        }),
      ),
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

/** The accounts as they come, those below oneself, and the tree that the address asks for. */
function createAccounts(address: TenantsAddress) {
  const query = useQuery(() => tenantsQuery);
  const tenants = () => dataOf(query)?.items;
  const below = createMemo(() => (tenants() ?? []).filter((tenant) => tenant.depth > 0));
  const tree = createMemo(() => {
    const all = tenants();
    return all === undefined ? undefined : buildTree(all, readChip(address), address.read('q'));
  });
  return { query, tenants, below, tree };
}

function TenantsTable(props: {
  address: TenantsAddress;
  accounts: ReturnType<typeof createAccounts>;
  branches: ReturnType<typeof createBranches>;
  columns: readonly Column<TenantNode>[];
  onCreate: () => void;
  onOpen: (id: string) => void;
}) {
  const { query, tenants, below, tree } = untrack(() => props.accounts);
  const { closed, toggle } = untrack(() => props.branches);
  return (
    <>
      <TenantsToolbar
        address={props.address}
        known={tenants() !== undefined}
        all={tenants() ?? []}
        below={below()}
        columns={props.columns}
      />
      <QueryTable
        label={t('tenancy.title')}
        testId="tenants-table"
        query={query}
        columns={props.columns}
        rows={tree()}
        rowKey={(tenant) => tenant.id}
        branches={(tenant) => tenant.below}
        closed={closed()}
        openKey={props.address.read('tenant')}
        onOpen={(tenant) => props.onOpen(tenant.id)}
        onToggle={toggle}
        sort={props.address.read('sort')}
        onSort={(sort) => props.address.write({ sort })}
        hidden={props.address.list('hide')}
        emptyText={t('tenancy.empty')}
        filteredText={t('tenancy.emptyFiltered')}
        isFiltered={readChip(props.address) !== '' || props.address.read('q') !== ''}
        onClearFilters={() => props.address.write({ kind: '', q: '' })}
        emptyAction={<NewTenantButton words={t('tenancy.newCustomer')} onPress={() => props.onCreate()} />}
      />
    </>
  );
}

/** The accounts below oneself: the tree, and the path from a new customer to its first call. */
export default function TenantsPage() {
  const address = useAddress({ kind: '', q: '', sort: '', hide: 'createdAt', tenant: '' });
  const accounts = createAccounts(address);
  const { query, tenants } = accounts;
  const [asked, setAsked] = createSignal<Asked>(null);
  const branches = createBranches();
  const session = useSession();
  const navigate = useNavigate();
  const open = (tenant: string): void => address.write({ tenant });
  const actions = createRowActions(setAsked, branches.toggle, open);
  const may = usePermission();
  const columns = tenantColumns({ format: useFormat(), may, actions, narrow: createNarrow('lg') });
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
      <Show when={!query.isLoadingError && may('money.read')}>
        <TenantFigures tenants={tenants()} />
      </Show>
      <Card class="not-first:mt-4" label={t('tenancy.title')}>
        <TenantsTable
          address={address}
          accounts={accounts}
          branches={branches}
          columns={columns}
          onCreate={() => setAsked({ kind: 'create' })}
          onOpen={open}
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
