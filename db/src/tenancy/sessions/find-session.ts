import type { Statement, TenantTx } from '../../connect/index.ts';
import type { Permission } from '../permissions.ts';
import type { RoleName } from '../roles/find-role.ts';
import type { SupportContext } from '../support/find-support-session.ts';
import type { tenantKinds } from '../tables.ts';

/** What a person has to do before anything but the account page is open. */
export type SessionDuty = 'change-password' | 'set-up-second-factor';

export interface LiveSession {
  readonly id: string;
  readonly staff: {
    readonly id: string;
    readonly name: string;
    readonly loginName: string;
    /** How the person's role is called. What it permits is `permissions`; nothing is to be worked out from a role. */
    readonly role: RoleName;
  };
  readonly tenant: {
    readonly id: string;
    readonly kind: (typeof tenantKinds)[number];
    readonly name: string;
    readonly currency: string;
    readonly timeZone: string;
  };
  /** What the person may do at this moment: of the role, within the company role, within what this kind of tenant may have. */
  readonly permissions: readonly Permission[];
  readonly duty: SessionDuty | null;
  /** Where the person acts inside a customer below: `tenant` and `permissions` are of that customer then. */
  readonly support?: SupportContext;
}

/**
 * The session with its person, tenant and permissions; undefined when it was revoked or has expired, or when the person, the tenant or
 * anybody above it is disabled.
 */
export function findSession(tx: TenantTx, sessionId: string, at: Date): Promise<LiveSession | undefined> {
  return select(tx, tx.sql`own_permissions(p.id)`, { tenantId: tx.actor.tenantId, sessionId }, at);
}

interface SessionName {
  readonly tenantId: string;
  readonly sessionId: string;
}

/** As `findSession`, of the tenant that is named: as a statement by itself it is one round trip, which every request pays. */
export function readSession(statement: Statement, name: SessionName, at: Date): Promise<LiveSession | undefined> {
  return select(statement, statement.sql`effective_permissions(p.tenant_id, p.id)`, name, at);
}

async function select(
  { sql }: Statement | TenantTx,
  permissions: ReturnType<Statement['sql']>,
  { tenantId, sessionId }: SessionName,
  at: Date,
): Promise<LiveSession | undefined> {
  const [row] = await sql<LiveSession[]>`
    select s.id,
      json_build_object('id', p.id, 'name', p.name, 'loginName', p.login_name,
        'role', json_build_object('id', r.id, 'preset', r.preset, 'name', r.name)) as staff,
      json_build_object('id', t.id, 'kind', t.kind, 'name', t.name, 'currency', t.currency, 'timeZone', t.time_zone) as tenant,
      ${permissions} as permissions,
      case when p.must_change_password then 'change-password'
        when t.second_factor_required and p.second_factor_at is null then 'set-up-second-factor' end as duty
    from sessions s join staff p on (p.tenant_id, p.id) = (s.tenant_id, s.staff_id) join tenants t on t.id = s.tenant_id
      join roles r on (r.tenant_id, r.id) = (p.tenant_id, p.role_id)
    where s.tenant_id = ${tenantId} and s.id = ${sessionId} and s.revoked_at is null and s.expires_at > ${at}
      and p.state = 'enabled' and tenant_is_active(s.tenant_id)`;
  return row;
}
