import type { PlatformTx } from '../../connect/index.ts';
import { raiseAlert } from '../alerts/raise-alert.ts';
import { writeAudit } from '../record-audit.ts';
import { endSessions } from './end-sessions.ts';

export interface Refresh {
  readonly tenantId: string;
  readonly sessionId: string;
  /** SHA-256 of the token that came, and of the one that takes its place. */
  readonly hash: Buffer;
  readonly nextHash: Buffer;
  readonly at: Date;
  /** A session that nobody renewed for so long is over. Seconds. */
  readonly idleSeconds: number;
  readonly address?: string | undefined;
  readonly requestId?: string | undefined;
}

/**
 * `refreshed` the next token is the only one that counts now, until the session's end; `replayed` a used one came back, which ended the
 * session; `over` anything else that does not go on.
 */
export type RefreshResult =
  { readonly kind: 'refreshed'; readonly expiresAt: Date } | { readonly kind: 'replayed' | 'over' };

/**
 * Takes a refresh token and gives its place to the next one. Each is taken once: of two who come at once the second finds it used, as both
 * lock the session first. RFC 9700, 4.14: who comes with a used one may be a thief, or the one who was robbed; nobody can tell, so the
 * whole family of tokens ends, which is the session. Used ones are known as long as the session lives, at most some 150 a day, as the
 * oldest one is as telling as the last; they are forgotten with `forgetSessions`.
 */
export async function refreshSession(tx: PlatformTx, refresh: Refresh): Promise<RefreshResult> {
  const { sql } = tx;
  const { tenantId, sessionId, hash, nextHash, at, idleSeconds } = refresh;
  const [session] = await sql<{ staffId: string; name: string; expiresAt: Date }[]>`
    select s.staff_id as "staffId", p.name, s.expires_at as "expiresAt"
    from sessions s join staff p on (p.tenant_id, p.id) = (s.tenant_id, s.staff_id)
    where s.tenant_id = ${tenantId} and s.id = ${sessionId} and s.revoked_at is null and s.expires_at > ${at}
      and s.last_used_at > ${new Date(at.getTime() - idleSeconds * 1000)} and p.state = 'enabled' and tenant_is_active(s.tenant_id)
    for update of s`;
  if (session === undefined) return { kind: 'over' };
  const [token] = await sql<{ used: boolean }[]>`
    select used_at is not null as used from refresh_tokens
    where tenant_id = ${tenantId} and session_id = ${sessionId} and hash = ${hash}`;
  if (token === undefined) return { kind: 'over' };
  if (token.used) {
    await endReplayed(tx, refresh, session);
    return { kind: 'replayed' };
  }
  await sql`
    update refresh_tokens set used_at = ${at} where tenant_id = ${tenantId} and session_id = ${sessionId} and hash = ${hash}`;
  await sql`
    insert into refresh_tokens (tenant_id, session_id, hash, issued_at) values (${tenantId}, ${sessionId}, ${nextHash}, ${at})`;
  await sql`update sessions set last_used_at = ${at} where tenant_id = ${tenantId} and id = ${sessionId}`;
  return { kind: 'refreshed', expiresAt: session.expiresAt };
}

/** Nobody signed in asked for this: the audit names the person whose session it was, and from where the token came. */
async function endReplayed(
  tx: PlatformTx,
  { tenantId, sessionId, at, address, requestId }: Refresh,
  { staffId, name }: { readonly staffId: string; readonly name: string },
): Promise<void> {
  await endSessions(tx, { who: { tenantId, staffId, sessionId }, reason: 'replay', at });
  await writeAudit(
    tx,
    { tenantId, staffId, address, requestId },
    { tenantId, action: 'session.replay', subjectType: 'session', subjectId: sessionId },
  );
  await raiseAlert(tx, {
    tenantId,
    kind: 'session_replayed',
    level: 'warning',
    subjectType: 'staff',
    subjectId: staffId,
    details: { name },
  });
}
