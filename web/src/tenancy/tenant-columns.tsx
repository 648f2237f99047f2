import type { Permission, Tenant } from '@yunhu/api/schemas';
import { Match, Show, Switch } from 'solid-js';
import { toMicros } from '../i18n/money.ts';
import { t } from '../i18n/translate.ts';
import type { useFormat } from '../session/format.ts';
import { Button } from '../ui/button.tsx';
import { ActionMenu, type MenuAction } from '../ui/menu.tsx';
import { Tag } from '../ui/status.tsx';
import type { Column } from '../ui/table-model.ts';
import { NameCell } from './tenant-name-cell.tsx';
import { type TenantNode, balanceMeter, isLow, runwayDays } from './tree.ts';

export type RowActions = Record<
  'rate' | 'state' | 'edit' | 'move' | 'ledger' | 'limits' | 'companyRole' | 'details',
  (tenant: Tenant) => void
> & {
  toggle: (id: string) => void;
  /** What may be done to its wallet, the most usual first; nothing where it is not the reader's to do. */
  wallet: (tenant: Tenant) => MenuAction[];
};

type ColumnsFrom = {
  format: ReturnType<typeof useFormat>;
  may: (permission: Permission) => boolean;
  actions: RowActions;
  /** Where room is short, the buttons of a row stand in its menu. */
  narrow: () => boolean;
};

/** Of who may read money: nobody else has this column. */
function BalanceCell(props: { tenant: Tenant; format: ColumnsFrom['format'] }) {
  const low = () => isLow(props.tenant);
  const runway = () => {
    const days = runwayDays(props.tenant);
    const { balanceMicros, creditLimitMicros } = props.tenant;
    const parts = [props.format.money(balanceMicros ?? '0')];
    if (creditLimitMicros !== null && creditLimitMicros !== '0')
      parts.push(t('billing.figures.credit', props.format.money(creditLimitMicros)));
    if (days !== null) parts.push(t('tenancy.runway', props.format.count(days)));
    return parts.join(' · ');
  };
  return (
    <span class="inline-flex items-center justify-end gap-2" title={runway()}>
      <span class="code" classList={{ 'text-bad-ink': low() }}>
        {props.format.amountCut(props.tenant.balanceMicros ?? '0')}
      </span>
      <span class="h-[5px] w-16 overflow-hidden rounded-[3px] bg-line max-sm:hidden" aria-hidden="true">
        <i
          class="block h-full"
          classList={{ 'bg-failed': low(), 'bg-answered': !low() }}
          style={{ width: `${balanceMeter(props.tenant) * 100}%` }}
        />
      </span>
    </span>
  );
}

function Amount(props: { wire: string | null; format: ColumnsFrom['format'] }) {
  const wire = () => props.wire ?? '0';
  return (
    <span class="code" title={props.format.money(wire())}>
      {props.format.amountCut(wire())}
    </span>
  );
}

function StateCell(props: { tenant: Tenant }) {
  return (
    <Show when={props.tenant.state === 'enabled'} fallback={<Tag tone="failed">{t('tenancy.states.disabled')}</Tag>}>
      <Switch fallback={<Tag tone="answered">{t('tenancy.states.enabled')}</Tag>}>
        <Match when={props.tenant.walletBlocked}>
          {(reason) => (
            <span title={t(`wallets.blocked.${reason()}`)}>
              <Tag tone="failed">{t('tenancy.states.blocked')}</Tag>
            </span>
          )}
        </Match>
        <Match when={props.tenant.depth === 1 && props.tenant.rateGroup === null}>
          <Tag tone="busy">{t('tenancy.noRate')}</Tag>
        </Match>
        <Match when={isLow(props.tenant)}>
          <span
            title={props.tenant.lowBalance === null ? undefined : t(`wallets.figures.low.${props.tenant.lowBalance}`)}
          >
            <Tag tone={props.tenant.lowBalance === 'critical' ? 'busy' : 'ringing'}>{t('tenancy.states.low')}</Tag>
          </span>
        </Match>
      </Switch>
    </Show>
  );
}

function ActionsCell(props: { tenant: Tenant; from: ColumnsFrom }) {
  const isDirect = () => props.tenant.depth === 1;
  const wallet = () => props.from.actions.wallet(props.tenant);
  const mayRate = () => isDirect() && props.from.may('rates.write');
  const more = (): MenuAction[] => {
    const { actions, may } = props.from;
    const rows: MenuAction[] = [{ label: t('hierarchy.actions.details'), run: () => actions.details(props.tenant) }];
    const narrow = props.from.narrow();
    rows.push(...wallet().slice(narrow ? 0 : 1));
    if (narrow && mayRate()) rows.push({ label: t('tenancy.rates'), run: () => actions.rate(props.tenant) });
    if (may('money.read')) rows.push({ label: t('tenancy.ledger'), run: () => actions.ledger(props.tenant) });
    if (may('money.read')) rows.push({ label: t('limits.action'), run: () => actions.limits(props.tenant) });
    if (may('company-roles.write'))
      rows.push({ label: t('roles.company.assign'), run: () => actions.companyRole(props.tenant) });
    if (!may('tenant.write')) return rows;
    const isEnabled = props.tenant.state === 'enabled';
    rows.push({ label: t('hierarchy.actions.edit'), run: () => actions.edit(props.tenant) });
    rows.push({ label: t('hierarchy.actions.move'), run: () => actions.move(props.tenant) });
    rows.push({
      label: isEnabled ? t('tenancy.disable') : t('tenancy.enable'),
      bad: isEnabled,
      run: () => actions.state(props.tenant),
    });
    return rows;
  };
  return (
    <span class="flex items-center justify-end gap-0.5" title={isDirect() ? undefined : t('tenancy.directOnly')}>
      <Show when={wallet()[0]}>
        {(first) => (
          <Button look="ghost" size="s" class="max-lg:hidden" onClick={() => first().run()}>
            {first().label}
          </Button>
        )}
      </Show>
      <Show when={mayRate()}>
        <Button look="ghost" size="s" class="max-lg:hidden" onClick={() => props.from.actions.rate(props.tenant)}>
          {t('tenancy.rates')}
        </Button>
      </Show>
      <ActionMenu label={`${t('ui.more')}: ${props.tenant.name}`} actions={more()} />
    </span>
  );
}

function kindWord(tenant: Tenant): string {
  return tenant.kind === 'agent' && tenant.depth > 1 ? t('tenancy.subAgent') : t(`shell.kinds.${tenant.kind}`);
}

function moneyColumns({ format }: ColumnsFrom): Column<TenantNode>[] {
  const withSign = (words: string) => `${words} ${format.sign()}`;
  return [
    {
      id: 'balance',
      head: () => withSign(t('tenancy.columns.balance')),
      align: 'right',
      sortBy: (row) => toMicros(row.balanceMicros ?? '0'),
      cell: (row) => <BalanceCell tenant={row()} format={format} />,
    },
    {
      id: 'calls',
      head: () => t('tenancy.columns.calls'),
      align: 'right',
      from: 'md',
      sortBy: (row) => row.callsToday,
      cell: (row) => <span class="code">{format.count(row().callsToday)}</span>,
    },
    {
      id: 'charged',
      head: () => withSign(t('tenancy.columns.charged')),
      align: 'right',
      from: '2xl',
      sortBy: (row) => toMicros(row.chargedTodayMicros ?? '0'),
      cell: (row) => <Amount wire={row().chargedTodayMicros} format={format} />,
    },
    {
      id: 'margin',
      head: () => withSign(t('tenancy.columns.margin')),
      align: 'right',
      from: 'xl',
      sortBy: (row) => toMicros(row.marginTodayMicros ?? '0'),
      cell: (row) => <Amount wire={row().marginTodayMicros} format={format} />,
    },
  ];
}

function stateColumns({ format }: ColumnsFrom): Column<TenantNode>[] {
  return [
    {
      id: 'rateGroup',
      head: () => t('tenancy.columns.rateGroup'),
      from: 'xl',
      sortBy: (row) => row.rateGroup?.name ?? '',
      cell: (row) => (
        <Show when={row().rateGroup} fallback={<span class="text-ink-3">{t('ui.none')}</span>}>
          {(group) => <span class="block max-w-44 truncate text-ink-2">{group().name}</span>}
        </Show>
      ),
    },
    { id: 'state', head: () => t('tenancy.columns.state'), from: 'sm', cell: (row) => <StateCell tenant={row()} /> },
    {
      id: 'createdAt',
      head: () => t('tenancy.columns.createdAt'),
      from: 'xl',
      sortBy: (row) => row.createdAt,
      cell: (row) => <span class="code text-ink-3">{format.date(row().createdAt)}</span>,
    },
  ];
}

/** The columns of the accounts table; what is worth least falls away first. */
export function tenantColumns(from: ColumnsFrom): Column<TenantNode>[] {
  return [
    {
      id: 'name',
      head: () => t('tenancy.columns.name'),
      always: true,
      grow: true,
      sortBy: (row) => row.name,
      cell: (row, place) => <NameCell tenant={row()} place={place()} toggle={from.actions.toggle} />,
    },
    {
      id: 'kind',
      head: () => t('tenancy.columns.kind'),
      from: 'lg',
      sortBy: (row) => row.kind,
      cell: (row) => kindWord(row()),
    },
    ...moneyColumns(from).filter(({ id }) => id === 'calls' || from.may('money.read')),
    ...stateColumns(from),
    {
      id: 'actions',
      head: () => t('tenancy.columns.actions'),
      always: true,
      quietHead: true,
      cell: (row) => <ActionsCell tenant={row()} from={from} />,
    },
  ];
}
