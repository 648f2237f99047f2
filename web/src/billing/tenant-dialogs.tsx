import type { Tenant } from '@yunhu/api/schemas';
import { Match, Switch } from 'solid-js';
import { AssignCompanyRoleDialog } from '../tenancy/company-roles/assign-dialog.tsx';
import { EditTenantDialog } from '../tenancy/hierarchy/edit-dialog.tsx';
import { ResetAdministratorDialog } from '../tenancy/hierarchy/reset-password-dialog.tsx';
import { LimitsDialog } from '../tenancy/limits/limits-dialog.tsx';
import { StateDialog } from '../tenancy/state-dialog.tsx';
import { CreateTenantDialog } from './create-tenant-dialog.tsx';
import { MoveTenantDialog } from './move/move-dialog.tsx';
import { RateDialog } from './rate-dialog.tsx';
import { type WalletAsk, WalletDialogs } from './wallets/wallet-actions.tsx';

/** What a dialog is about; the page shows one at a time. */
export type Asked =
  | { kind: 'create' }
  | { kind: 'rate' | 'state' | 'edit' | 'move' | 'resetPassword' | 'limits' | 'companyRole'; tenant: Tenant }
  | { kind: 'wallet'; wallet: WalletAsk; tenant: Tenant }
  | null;

/** Whatever the page asks about one of its accounts. */
export function TenantDialogs(props: { asked: Asked; tenants: readonly Tenant[]; close: () => void }) {
  const about = (kind: Exclude<NonNullable<Asked>['kind'], 'create'>) => {
    const asked = props.asked;
    if (asked === null || asked.kind === 'create' || asked.kind !== kind) return null;
    return props.tenants.find((tenant) => tenant.id === asked.tenant.id) ?? asked.tenant;
  };
  const wallet = () => {
    const tenant = about('wallet');
    return tenant !== null && props.asked?.kind === 'wallet' ? { wallet: props.asked.wallet, tenant } : null;
  };
  return (
    <Switch>
      <Match when={props.asked?.kind === 'create'}>
        <CreateTenantDialog tenants={props.tenants} onClose={() => props.close()} />
      </Match>
      <Match when={wallet()}>
        {(ask) => <WalletDialogs ask={ask().wallet} tenant={ask().tenant} onClose={() => props.close()} />}
      </Match>
      <Match when={about('rate')}>{(tenant) => <RateDialog tenant={tenant()} onClose={() => props.close()} />}</Match>
      <Match when={about('limits')}>
        {(tenant) => <LimitsDialog tenant={tenant()} onClose={() => props.close()} />}
      </Match>
      <Match when={about('state')}>{(tenant) => <StateDialog tenant={tenant()} onClose={() => props.close()} />}</Match>
      <Match when={about('edit')}>
        {(tenant) => <EditTenantDialog tenant={tenant()} onClose={() => props.close()} />}
      </Match>
      <Match when={about('move')}>
        {(tenant) => <MoveTenantDialog tenant={tenant()} tenants={props.tenants} onClose={() => props.close()} />}
      </Match>
      <Match when={about('companyRole')}>
        {(tenant) => <AssignCompanyRoleDialog tenant={tenant()} onClose={() => props.close()} />}
      </Match>
      <Match when={about('resetPassword')}>
        {(tenant) => <ResetAdministratorDialog tenant={tenant()} onClose={() => props.close()} />}
      </Match>
    </Switch>
  );
}
