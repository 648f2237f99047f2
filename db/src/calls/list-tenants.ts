import type { Micros } from '../billing/index.ts';
import type { TenantTx } from '../connect/index.ts';
import { DomainError } from '../errors.ts';
import type { LiveSession } from '../tenancy/index.ts';

export interface TenantView {
  readonly id: string;
  /** null for the current tenant: what lies above it is not shown. */
  readonly parentId: string | null;
  readonly depth: number;
  readonly kind: LiveSession['tenant']['kind'];
  readonly name: string;
  /** Of its first administrator; null where that is not shown. */
  readonly loginName: string | null;
  readonly state: 'enabled' | 'disabled';
  readonly currency: string;
  readonly createdAt: Date;
  readonly balanceMicros: Micros;
  readonly heldMicros: Micros;
  readonly creditLimitMicros: Micros;
  /** balance − held + credit limit − what it grants to others. */
  readonly availableMicros: Micros;
  /** Why the wallet is blocked; null while it is not. */
  readonly walletBlocked: 'negative_balance' | 'by_seller' | null;
  /** The level of the alert that is open for its balance. */
  readonly lowBalance: 'info' | 'warning' | 'critical' | null;
  /** What it buys at for tasks that have no group of their own, where that group is the current tenant's to see. */
  readonly rateGroup: { readonly id: string; readonly name: string } | null;
  /** Answered calls that ended today, as the calendar of the current tenant and the tenant's own time zone say. */
  readonly callsToday: number;
  /** What it paid for them; of the operator, what it earned. */
  readonly chargedTodayMicros: Micros;
  /** Earned from below minus paid above; 0 for a customer. */
  readonly marginTodayMicros: Micros;
}

export interface TenantFilter {
  readonly kind?: TenantView['kind'] | undefined;
  readonly state?: TenantView['state'] | undefined;
  /** Part of a name or login name, whatever the case. */
  readonly text?: string | undefined;
  readonly id?: string | undefined;
  /** Login names are shown, and looked through, from this depth on: 0 of everybody. */
  readonly loginNamesFrom?: number | undefined;
}

const maxTenants = 5000;

/** The current tenant and everybody below it, parents before their children, with money and today's figures. */
export function listTenants(tx: TenantTx, filter: TenantFilter, at: Date): Promise<TenantView[]> {
  const { sql } = tx;
  const self = tx.actor.tenantId;
  return sql<TenantView[]>`
    with seen as materialized (
      select descendant as id, depth from tenant_closure where ancestor = ${self} ${filter.id === undefined ? sql`` : sql`and descendant = ${filter.id}`}
    ), known as materialized (
      select * from tenants where id = any (array(select id from seen))
    ), logins as materialized (
      select distinct on (s.tenant_id) s.tenant_id, s.login_name
      from staff s join roles r on (r.tenant_id, r.id) = (s.tenant_id, s.role_id)
      where s.tenant_id = any (array(select id from seen)) and r.preset = 'administrator' order by s.tenant_id, s.id
    ), chosen as materialized (
      select t.*, v.depth, l.login_name
      from seen v join known t on t.id = v.id
        left join logins l on l.tenant_id = t.id and v.depth >= ${filter.loginNamesFrom ?? 0}
      where true
        ${filter.kind === undefined ? sql`` : sql`and t.kind = ${filter.kind}`}
        ${filter.state === undefined ? sql`` : sql`and t.state = ${filter.state}`}
        ${filter.text === undefined ? sql`` : sql`and position(lower(${filter.text}) in lower(concat(t.name, ' ', l.login_name))) > 0`}
      order by v.depth, t.id limit ${maxTenants}
    ), purses as materialized (
      select tenant_id, balance_micros, held_micros, credit_limit_micros, available_micros, blocked_reason from wallets
      where tenant_id = any (array(select id from chosen)) and kind = 'main'
    ), low as materialized (
      select tenant_id, level from alerts
      where tenant_id = any (array(select id from chosen)) and kind = 'low_balance' and resolved_at is null
    ), bought as materialized (
      select tenant_id, seller_tenant_id, rate_group_id from rate_assignments
      where tenant_id = any (array(select id from chosen)) and task_type = 'any'
    ), payers as materialized (
      select id, parent_id from chosen
      union select t.id, t.parent_id from tenants t where t.parent_id = any (array(select id from chosen))
    ), paid as materialized (
      -- Kept by settlement, one row a payer and day of its own time zone: no reading of the day's charges.
      select d.tenant_id, d.calls, d.spent_micros as micros from day_totals d
      where d.tenant_id = any (array(select id from payers))
        and d.day = (select (${at}::timestamptz at time zone time_zone)::date from tenants where id = ${self})
    ), earned as (
      -- What one earns is what those right below pay.
      select t.parent_id as id, sum(p.calls) as calls, sum(p.micros) as micros from paid p join payers t on t.id = p.tenant_id group by 1
    )
    select t.id, case when t.depth > 0 then t.parent_id end as "parentId", t.depth, t.kind, t.name, t.login_name as "loginName",
      t.state, t.currency, t.created_at as "createdAt", w.balance_micros as "balanceMicros", w.held_micros as "heldMicros",
      w.credit_limit_micros as "creditLimitMicros", w.available_micros as "availableMicros", w.blocked_reason as "walletBlocked", l.level as "lowBalance",
      case when g.id is not null then json_build_object('id', g.id, 'name', g.name) end as "rateGroup",
      coalesce(case t.kind when 'operator' then e.calls else p.calls end, 0)::int as "callsToday",
      coalesce(case t.kind when 'operator' then e.micros else p.micros end, 0)::bigint as "chargedTodayMicros",
      case t.kind when 'customer' then 0 else coalesce(e.micros, 0) - coalesce(p.micros, 0) end::bigint as "marginTodayMicros"
    from chosen t join purses w on w.tenant_id = t.id
      left join low l on l.tenant_id = t.id
      left join bought a on a.tenant_id = t.id
      left join rate_groups g on g.id = a.rate_group_id and g.tenant_id = a.seller_tenant_id
      left join paid p on p.tenant_id = t.id left join earned e on e.id = t.id
    order by t.depth, t.id`;
}

/** One tenant at or below the current one. Throws `not_found` for any other. */
export async function getTenant(tx: TenantTx, tenantId: string, at: Date): Promise<TenantView> {
  const [tenant] = await listTenants(tx, { id: tenantId }, at);
  if (tenant === undefined) throw new DomainError('not_found');
  return tenant;
}
