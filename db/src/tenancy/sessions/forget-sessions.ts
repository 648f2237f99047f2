import type { PlatformTx } from '../../connect/index.ts';

/** How long a session is remembered after its end: with it goes when a person logged in last, and from where. */
const keepEndedDays = 180;
const batch = 1_000;

/** Deletes sessions that ended long ago with their refresh tokens, and counts of attempts that are over; so many at once. Answers how many. */
export async function forgetSessions({ sql }: PlatformTx, at: Date): Promise<number> {
  const attempts = await sql`
    delete from login_attempts where key in (select key from login_attempts where ends_at < ${at} limit ${batch})`;
  const sessions = await sql`
    delete from sessions where (tenant_id, id) in (
      select tenant_id, id from sessions
      where expires_at < ${new Date(at.getTime() - keepEndedDays * 24 * 3_600_000)} order by expires_at limit ${batch})`;
  return attempts.count + sessions.count;
}
