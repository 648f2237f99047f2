import type { TenantTx } from '../connect/index.ts';
import type { staffRoles, tenantKinds } from './tables.ts';

export interface LiveSession {
  readonly id: string;
  readonly staff: {
    readonly id: string;
    readonly name: string;
    readonly loginName: string;
    readonly role: (typeof staffRoles)[number];
  };
  readonly tenant: {
    readonly id: string;
    readonly kind: (typeof tenantKinds)[number];
    readonly name: string;
    readonly currency: string;
    readonly timeZone: string;
  };
}

/**
 * The session with its person and tenant; undefined when it was revoked or has expired, or when the person, the tenant or anybody
 * above it is disabled.
 */
export async function findSession(tx: TenantTx, sessionId: string, at: Date): Promise<LiveSession | undefined> {
  const [row] = await tx.sql<LiveSession[]>`
    select s.id,
      json_build_object('id', p.id, 'name', p.name, 'loginName', p.login_name, 'role', p.role) as staff,
      json_build_object('id', t.id, 'kind', t.kind, 'name', t.name, 'currency', t.currency, 'timeZone', t.time_zone) as tenant
    from sessions s join staff p on (p.tenant_id, p.id) = (s.tenant_id, s.staff_id) join tenants t on t.id = s.tenant_id
    where s.tenant_id = ${tx.actor.tenantId} and s.id = ${sessionId} and s.revoked_at is null and s.expires_at > ${at}
      and p.state = 'enabled' and tenant_is_active(s.tenant_id)`;
  return row;
}
