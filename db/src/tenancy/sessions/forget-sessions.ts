import type { PlatformTx } from '../../connect/index.ts';

/** How long a session is remembered after its end: with it goes when a person logged in last, and from where. */
const keepEndedDays = 180;
const batch = 1_000;
/** A session leaves thousands. */
const tokenBatch = 10_000;

/**
 * Deletes the refresh tokens of sessions that are over, which nobody asks for any more; sessions that ended long ago; and counts of
 * attempts that are over; so many at once. Answers how many sessions and counts.
 */
export async function forgetSessions({ sql }: PlatformTx, at: Date): Promise<number> {
  const attempts = await sql`
    delete from login_attempts where key in (select key from login_attempts where ends_at < ${at} limit ${batch})`;
  await sql`
    delete from refresh_tokens where (tenant_id, session_id, hash) in (
      select r.tenant_id, r.session_id, r.hash
      from refresh_tokens r join sessions s on (s.tenant_id, s.id) = (r.tenant_id, r.session_id)
      where s.revoked_at is not null or s.expires_at <= ${at} limit ${tokenBatch})`;
  const sessions = await sql`
    delete from sessions where (tenant_id, id) in (
      select tenant_id, id from sessions
      where expires_at < ${new Date(at.getTime() - keepEndedDays * 24 * 3_600_000)} order by expires_at limit ${batch})`;
  return attempts.count + sessions.count;
}
