import { useQuery } from '@tanstack/solid-query';
import type { Tenant, TenantDetails, TenantPerson } from '@yunhu/api/schemas';
import { For, type JSX, Show } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { usePermission } from '../../session/session.ts';
import { Bone } from '../../ui/bone.tsx';
import { Button } from '../../ui/button.tsx';
import { Drawer } from '../../ui/dialog.tsx';
import { ErrorState } from '../../ui/notice.tsx';
import { dataOf } from '../../ui/query.ts';
import { Pill } from '../../ui/status.tsx';
import { roleWords } from '../roles/role-words.ts';
import { BranchFacts } from './branch-facts.tsx';
import { tenantDetailsQuery, tenantPeopleQuery } from './data.ts';
import { TenantFacts, WalletFacts } from './tenant-facts.tsx';

/** What the drawer may ask the page to do with its account. */
export type DrawerAction = 'edit' | 'move' | 'state' | 'limits' | 'ledger' | 'resetPassword' | 'companyRole' | 'audit';

type DrawerProps = {
  /** undefined while none is open. */
  tenant: Tenant | undefined;
  onClose: () => void;
  onAction: (action: DrawerAction, tenant: Tenant) => void;
  onOpen: (tenantId: string) => void;
};

function Section(props: { title: string; action?: JSX.Element; children: JSX.Element }) {
  return (
    <section class="grid gap-2" aria-label={props.title}>
      <div class="flex min-h-7 items-center gap-2">
        <h3 class="grow text-s font-semibold">{props.title}</h3>
        {props.action}
      </div>
      {props.children}
    </section>
  );
}

function StateOf(props: { tenant: Tenant; details: TenantDetails | undefined }) {
  return (
    <div class="flex flex-wrap items-center gap-2">
      <Show when={props.tenant.state === 'enabled'} fallback={<Pill look="bad">{t('tenancy.states.disabled')}</Pill>}>
        <Show when={props.details?.disabledAbove} fallback={<Pill look="ok">{t('tenancy.states.enabled')}</Pill>}>
          {(above) => <Pill look="bad">{t('hierarchy.drawer.disabledAbove', above().name)}</Pill>}
        </Show>
      </Show>
      <Show when={props.tenant.walletBlocked}>
        {(reason) => <Pill look="warn">{t(`wallets.blocked.${reason()}`)}</Pill>}
      </Show>
    </div>
  );
}

function PersonRow(props: { person: TenantPerson }) {
  const format = useFormat();
  return (
    <li class="flex min-h-11 items-center gap-3 py-1.5 text-s">
      <div class="min-w-0 grow">
        <p class="truncate">
          {props.person.name} <span class="code text-xs text-ink-3">{props.person.loginName}</span>
        </p>
        <p class="truncate text-xs text-ink-3">
          {roleWords(props.person.role)} ·{' '}
          {props.person.lastLogInAt === null
            ? t('hierarchy.drawer.neverLoggedIn')
            : t('hierarchy.drawer.lastLogIn', format.dateTime(props.person.lastLogInAt))}
        </p>
      </div>
      <Show when={props.person.state === 'disabled'}>
        <Pill look="bad">{t('tenancy.states.disabled')}</Pill>
      </Show>
    </li>
  );
}

function People(props: { tenantId: string }) {
  const query = useQuery(() => tenantPeopleQuery(props.tenantId));
  return (
    <Show when={!query.isLoadingError} fallback={<ErrorState error={query.error} retry={() => void query.refetch()} />}>
      <Show when={dataOf(query)} fallback={<Bone class="h-16 w-full" />}>
        {(people) => (
          <ul class="divide-y divide-line" data-testid="tenant-people">
            <For each={people().items}>{(person) => <PersonRow person={person} />}</For>
          </ul>
        )}
      </Show>
    </Show>
  );
}

function Actions(props: { tenant: Tenant; onAction: DrawerProps['onAction'] }) {
  const may = usePermission();
  const act = (action: DrawerAction) => () => props.onAction(action, props.tenant);
  const isEnabled = () => props.tenant.state === 'enabled';
  return (
    <div class="flex flex-wrap gap-2">
      <Show when={may('tenant.write')}>
        <Button size="s" onClick={act('edit')} data-testid="drawer-edit">
          {t('hierarchy.actions.edit')}
        </Button>
        <Button size="s" onClick={act('move')} data-testid="drawer-move">
          {t('hierarchy.actions.move')}
        </Button>
      </Show>
      <Show when={may('money.read')}>
        <Button size="s" onClick={act('limits')}>
          {t('limits.action')}
        </Button>
        <Button size="s" onClick={act('ledger')}>
          {t('tenancy.ledger')}
        </Button>
      </Show>
      <Show when={may('company-roles.write')}>
        <Button size="s" onClick={act('companyRole')} data-testid="drawer-company-role">
          {t('roles.company.assign')}
        </Button>
      </Show>
      <Show when={may('audit.read')}>
        <Button size="s" onClick={act('audit')}>
          {t('hierarchy.drawer.audit')}
        </Button>
      </Show>
      <Show when={may('tenant.write')}>
        <Button size="s" look={isEnabled() ? 'bad' : 'plain'} onClick={act('state')} data-testid="drawer-state">
          {isEnabled() ? t('tenancy.disable') : t('tenancy.enable')}
        </Button>
      </Show>
    </div>
  );
}

function Contents(props: DrawerProps & { tenant: Tenant }) {
  const may = usePermission();
  const query = useQuery(() => ({ ...tenantDetailsQuery(props.tenant.id), enabled: may('tenant.read') }));
  return (
    <div class="grid gap-6">
      <div class="grid gap-3">
        <StateOf tenant={props.tenant} details={dataOf(query)} />
        <Actions tenant={props.tenant} onAction={props.onAction} />
      </div>
      <Show
        when={!query.isLoadingError}
        fallback={<ErrorState error={query.error} retry={() => void query.refetch()} />}
      >
        <Show when={dataOf(query)} fallback={may('tenant.read') && <Bone class="h-64 w-full" />}>
          {(details) => (
            <>
              <TenantFacts tenant={props.tenant} details={details()} onOpen={props.onOpen} />
              <Section title={t('hierarchy.drawer.below')}>
                <BranchFacts branch={details().branch} />
              </Section>
            </>
          )}
        </Show>
      </Show>
      <Show when={may('money.read')}>
        <Section title={t('hierarchy.drawer.wallet')}>
          <WalletFacts tenant={props.tenant} />
        </Section>
      </Show>
      <Show when={may('tenant.read') && (props.tenant.depth > 0 || may('staff.read'))}>
        <Section
          title={t('hierarchy.drawer.people')}
          action={
            <Show when={may('tenant.write')}>
              <Button
                size="s"
                look="ghost"
                onClick={() => props.onAction('resetPassword', props.tenant)}
                data-testid="reset-administrator"
              >
                {t('hierarchy.actions.resetPassword')}
              </Button>
            </Show>
          }
        >
          <People tenantId={props.tenant.id} />
        </Section>
      </Show>
    </div>
  );
}

/** One account beside the list: who it is, what it has, who belongs to it and what stands below. */
export function TenantDrawer(props: DrawerProps) {
  return (
    <Drawer
      open={props.tenant !== undefined}
      onClose={() => props.onClose()}
      title={props.tenant?.name ?? ''}
      testId="tenant-drawer"
    >
      <Show when={props.tenant}>{(tenant) => <Contents {...props} tenant={tenant()} />}</Show>
    </Drawer>
  );
}
