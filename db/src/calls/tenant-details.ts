// What stands below a tenant, and what would stop or change with it: counts and names of accounts, never what a customer calls.
import type { PlatformTx, TenantTx } from '../connect/index.ts';
import { findTenant, type RoleName } from '../tenancy/index.ts';

/** Of a tenant and everybody below it together. */
export interface TenantBranch {
  /** Below it; itself is not counted. */
  readonly agents: number;
  readonly customers: number;
  /** People, and those of them who are signed in. */
  readonly people: number;
  readonly signedIn: number;
  readonly runningTasks: number;
  readonly openCalls: number;
  readonly extensions: number;
}

/** Counts over tenants: the caller has made sure that this one is his to see. */
export async function readTenantBranch(tx: PlatformTx, tenantId: string, at: Date): Promise<TenantBranch> {
  const [branch] = await tx.sql<[TenantBranch]>`
    with branch as materialized (
      select t.id, t.kind, c.depth from tenant_closure c join tenants t on t.id = c.descendant where c.ancestor = ${tenantId}
    ), ids as materialized (select array_agg(id) as all from branch)
    select (select count(*) from branch where kind = 'agent' and depth > 0)::int as agents,
      (select count(*) from branch where kind = 'customer' and depth > 0)::int as customers,
      (select count(*) from staff s where s.tenant_id = any (ids.all))::int as people,
      (select count(distinct s.staff_id) from sessions s
        where s.tenant_id = any (ids.all) and s.revoked_at is null and s.expires_at > ${at})::int as "signedIn",
      (select count(*) from tasks k where k.tenant_id = any (ids.all) and k.state = 'running')::int as "runningTasks",
      (select count(*) from attempts a where a.tenant_id = any (ids.all) and a.ended_at is null)::int as "openCalls",
      (select count(*) from extensions e where e.tenant_id = any (ids.all) and e.enabled)::int as extensions
    from ids`;
  return branch;
}

export interface TenantFacts {
  readonly timeZone: string;
  readonly contactName: string | null;
  readonly contactPhone: string | null;
  readonly contactEmail: string | null;
  /** Right above it; null for the current tenant itself. */
  readonly parent: { readonly id: string; readonly name: string } | null;
  /** The next one above it that is disabled, where that is not itself; null while none is. */
  readonly disabledAbove: { readonly id: string; readonly name: string } | null;
}

/** What is known of a tenant at or below the current one. Throws `not_found`. */
export async function getTenantFacts(tx: TenantTx, tenantId: string): Promise<TenantFacts> {
  const { depth } = await findTenant(tx, tenantId);
  const [facts] = await tx.sql<[TenantFacts]>`
    with recursive up as (
      select id, parent_id, 0 as steps from tenants where id = ${tenantId}
      union select t.id, t.parent_id, up.steps + 1 from up join tenants t on t.id = up.parent_id where up.steps < ${depth}
    )
    select t.time_zone as "timeZone", t.contact_name as "contactName", t.contact_phone as "contactPhone",
      t.contact_email as "contactEmail",
      case when ${depth} > 0 then (select json_build_object('id', p.id, 'name', p.name) from tenants p where p.id = t.parent_id) end as parent,
      (select json_build_object('id', a.id, 'name', a.name) from up join tenants a on a.id = up.id
        where up.steps > 0 and a.state = 'disabled' order by up.steps limit 1) as "disabledAbove"
    from tenants t where t.id = ${tenantId}`;
  return facts;
}

export interface TenantPerson {
  readonly id: string;
  readonly name: string;
  readonly loginName: string;
  readonly role: RoleName;
  readonly state: 'enabled' | 'disabled';
  readonly lastLogInAt: Date | null;
}

const maxPeople = 200;

/** The people of a tenant in the order they came, the first of them: the caller has made sure that it is his to see. */
export function listTenantPeople(tx: PlatformTx, tenantId: string): Promise<TenantPerson[]> {
  return tx.sql<TenantPerson[]>`
    select s.id, s.name, s.login_name as "loginName", s.state,
      json_build_object('id', r.id, 'preset', r.preset, 'name', r.name) as role,
      (select max(e.created_at) from sessions e where (e.tenant_id, e.staff_id) = (s.tenant_id, s.id)) as "lastLogInAt"
    from staff s join roles r on (r.tenant_id, r.id) = (s.tenant_id, s.role_id)
    where s.tenant_id = ${tenantId} order by s.id limit ${maxPeople}`;
}

/** What a move of a tenant would take away. */
export interface MoveCost {
  /** Lent by the parent it has now. */
  readonly creditMicros: bigint;
  readonly creditInUse: boolean;
  /** Of the parent's staff, about this tenant, that nobody decided. */
  readonly requests: number;
  readonly supportSessions: number;
}

/** As `MoveCost`: the caller has made sure that the tenant is his to move. */
export async function readMoveCost(tx: PlatformTx, tenantId: string, at: Date): Promise<MoveCost> {
  const [cost] = await tx.sql<[MoveCost]>`
    select w.credit_limit_micros as "creditMicros",
      w.credit_limit_micros > 0 and w.held_micros + w.reserved_micros > w.balance_micros as "creditInUse",
      (select count(*) from transfer_requests r
        where r.tenant_id = t.parent_id and r.child_tenant_id = t.id and r.state = 'pending' and r.expires_at > ${at})::int as requests,
      (select count(*) from support_sessions s join tenant_closure c on c.ancestor = t.id and c.descendant = s.tenant_id
        where s.ended_at is null and s.until > ${at})::int as "supportSessions"
    from tenants t join wallets w on w.tenant_id = t.id and w.kind = 'main' where t.id = ${tenantId}`;
  return cost;
}
