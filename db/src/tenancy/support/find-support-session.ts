import type { PlatformTx } from '../../connect/index.ts';
import type { Permission } from '../permissions.ts';

/** A support session that holds, as the person in it knows it. */
export interface LiveSupport {
  readonly id: string;
  readonly reason: string;
  readonly openedAt: Date;
  readonly until: Date;
  /** What the customer as a whole may have: a session never sees more than the customer's own people could. */
  readonly permissions: readonly Permission[];
  readonly tenant: {
    readonly id: string;
    readonly kind: 'operator' | 'agent' | 'customer';
    readonly name: string;
    readonly currency: string;
    readonly timeZone: string;
  };
}

/** What a session carries that acts inside a customer. */
export interface SupportContext {
  readonly id: string;
  readonly reason: string;
  readonly openedAt: Date;
  readonly until: Date;
  /** Whose person it is. */
  readonly staffTenantId: string;
}

/**
 * The open session of a person at a customer; undefined when it was ended or its time is over, when the customer or anybody above it is
 * disabled, and when it does not stand below the person's company any more. Crosses tenants: it joins the two.
 */
export async function findSupportSession(
  { sql }: Pick<PlatformTx, 'sql'>,
  { tenantId, id, staffTenantId, staffId }: { tenantId: string; id: string; staffTenantId: string; staffId: string },
  at: Date,
): Promise<LiveSupport | undefined> {
  const [session] = await sql<LiveSupport[]>`
    select s.id, s.reason, s.opened_at as "openedAt", s.until,
      array(select p from unnest(k.permissions) p where r.permissions is null or p = any (r.permissions)) as permissions,
      json_build_object('id', t.id, 'kind', t.kind, 'name', t.name, 'currency', t.currency, 'timeZone', t.time_zone) as tenant
    from support_sessions s join tenants t on t.id = s.tenant_id
      join tenant_closure c on (c.ancestor, c.descendant) = (s.staff_tenant_id, s.tenant_id)
      join tenant_kinds k on k.kind = t.kind join tenant_company_roles a on a.tenant_id = t.id
      join company_roles r on (r.tenant_id, r.id) = (a.keeper_tenant_id, a.company_role_id)
    where (s.tenant_id, s.id) = (${tenantId}, ${id}) and (s.staff_tenant_id, s.staff_id) = (${staffTenantId}, ${staffId})
      and s.ended_at is null and s.until > ${at} and tenant_is_active(s.tenant_id)`;
  return session;
}
