import type { Statement, TenantTx } from '../connect/index.ts';
import type { staffRoles, tenantKinds } from './tables.ts';

/** What a person has to do before anything but the account page is open. */
export type SessionDuty = 'change-password' | 'set-up-second-factor';

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
  readonly duty: SessionDuty | null;
}

/**
 * The session with its person and tenant; undefined when it was revoked or has expired, or when the person, the tenant or
 * anybody above it is disabled.
 */
export function findSession(tx: TenantTx, sessionId: string, at: Date): Promise<LiveSession | undefined> {
  return select(tx, { tenantId: tx.actor.tenantId, sessionId }, at);
}

interface SessionName {
  readonly tenantId: string;
  readonly sessionId: string;
}

/** As `findSession`, of the tenant that is named: as a statement by itself it is one round trip, which every request pays. */
export function readSession(statement: Statement, name: SessionName, at: Date): Promise<LiveSession | undefined> {
  return select(statement, name, at);
}

async function select(
  { sql }: Statement | TenantTx,
  { tenantId, sessionId }: SessionName,
  at: Date,
): Promise<LiveSession | undefined> {
  const [row] = await sql<LiveSession[]>`
    select s.id,
      json_build_object('id', p.id, 'name', p.name, 'loginName', p.login_name, 'role', p.role) as staff,
      json_build_object('id', t.id, 'kind', t.kind, 'name', t.name, 'currency', t.currency, 'timeZone', t.time_zone) as tenant,
      case when p.must_change_password then 'change-password'
        when t.second_factor_required and p.second_factor_at is null then 'set-up-second-factor' end as duty
    from sessions s join staff p on (p.tenant_id, p.id) = (s.tenant_id, s.staff_id) join tenants t on t.id = s.tenant_id
    where s.tenant_id = ${tenantId} and s.id = ${sessionId} and s.revoked_at is null and s.expires_at > ${at}
      and p.state = 'enabled' and tenant_is_active(s.tenant_id)`;
  return row;
}
