import type { PlatformTx, TenantTx } from '../../connect/index.ts';

/**
 * Why a session ended before its time: `log-out` the person left; `revoked` by the person from elsewhere, or by a colleague; `replay` a
 * used refresh token came back; `password` it was changed or reset; `second-factor` it was taken away; `disabled` the person was, or the
 * tenant or one above it.
 */
export type EndReason = 'log-out' | 'revoked' | 'replay' | 'password' | 'second-factor' | 'disabled';

/** One session of a person, all of a person, or those of everybody at and below a tenant. */
export type WhoseSessions =
  | { readonly tenantId: string; readonly staffId: string; readonly sessionId?: string | undefined }
  | { readonly branchOf: string };

export interface SessionsEnd {
  readonly who: WhoseSessions;
  /** The session that stays. */
  readonly except?: string | undefined;
  readonly reason: EndReason;
  readonly at: Date;
}

/**
 * Ends sessions that live, for good: none comes back to life when somebody is enabled again. Answers how many. The one place that does;
 * who wants a login under way to be found here takes a lock that `createSession` waits for, before.
 */
export async function endSessions(
  { sql }: TenantTx | PlatformTx,
  { who, except, reason, at }: SessionsEnd,
): Promise<number> {
  const whose =
    'branchOf' in who
      ? sql`tenant_id = any (array(select descendant from tenant_closure where ancestor = ${who.branchOf}))`
      : sql`tenant_id = ${who.tenantId} and staff_id = ${who.staffId} ${who.sessionId === undefined ? sql`` : sql`and id = ${who.sessionId}`}`;
  const { count } = await sql`
    update sessions set revoked_at = ${at}, revoked_reason = ${reason}
    where ${whose} and revoked_at is null and expires_at > ${at} and id is distinct from ${except ?? null}::uuid`;
  return count;
}
