import type { Tenant } from '@yunhu/api/schemas';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { exportTenants } from '../tenancy/export-tenants.ts';
import { type TenantChip, type TenantNode, inChip } from '../tenancy/tree.ts';
import type { useAddress } from '../ui/address.ts';
import type { Column } from '../ui/table-model.ts';
import { Chips, ColumnsMenu, ExportButton, SearchBox, Toolbar } from '../ui/toolbar.tsx';

const chips = ['', 'agent', 'customer', 'low', 'disabled'] as const;

function isChip(value: string): value is TenantChip {
  return chips.some((chip) => chip === value);
}

/** What the page keeps in its address. */
export type TenantsAddress = ReturnType<typeof useAddress<'kind' | 'q' | 'sort' | 'hide' | 'tenant'>>;

/** Which accounts are chosen; all for what is no chip. */
export function readChip(address: TenantsAddress): TenantChip {
  const value = address.read('kind');
  return isChip(value) ? value : '';
}

/** Which accounts the table shows, and which columns. */
export function TenantsToolbar(props: {
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
