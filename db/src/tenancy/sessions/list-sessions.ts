import type { TenantTx } from '../../connect/index.ts';

export interface SessionView {
  readonly id: string;
  readonly createdAt: Date;
  /** When it was renewed last; to within the life of an access token. */
  readonly lastUsedAt: Date;
  readonly expiresAt: Date;
  readonly address: string | null;
  readonly userAgent: string | null;
}

export interface SessionsOf {
  readonly staffId: string;
  readonly at: Date;
  readonly idleSeconds: number;
}

const maxSessions = 200;

/** The living sessions of one of the current tenant's people, the one used last first. */
export function listSessions(
  { sql, actor }: TenantTx,
  { staffId, at, idleSeconds }: SessionsOf,
): Promise<SessionView[]> {
  return sql<SessionView[]>`
    select id, created_at as "createdAt", last_used_at as "lastUsedAt", expires_at as "expiresAt", address, user_agent as "userAgent"
    from sessions
    where tenant_id = ${actor.tenantId} and staff_id = ${staffId} and revoked_at is null and expires_at > ${at}
      and last_used_at > ${new Date(at.getTime() - idleSeconds * 1000)}
    order by last_used_at desc, id desc limit ${maxSessions}`;
}

export interface ReplayNotice {
  readonly sessionId: string;
  readonly endedAt: Date;
}

/** The newest of a person's sessions that ended because a used refresh token came back, while the person has not said that this is known. */
export async function findReplayNotice({ sql, actor }: TenantTx, staffId: string): Promise<ReplayNotice | undefined> {
  const [notice] = await sql<ReplayNotice[]>`
    select id as "sessionId", revoked_at as "endedAt" from sessions
    where tenant_id = ${actor.tenantId} and staff_id = ${staffId} and revoked_reason = 'replay' and replay_seen_at is null
    order by revoked_at desc limit 1`;
  return notice;
}

/** The person knows of the sessions that ended so. */
export async function dismissReplayNotices({ sql, actor }: TenantTx, staffId: string, at: Date): Promise<number> {
  const { count } = await sql`
    update sessions set replay_seen_at = ${at}
    where tenant_id = ${actor.tenantId} and staff_id = ${staffId} and revoked_reason = 'replay' and replay_seen_at is null`;
  return count;
}
