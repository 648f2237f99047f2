import type { PlatformTx } from '../connect/index.ts';
import { type OpenAttempt, openAttemptColumns } from './find-open-attempts.ts';

/** An attempt may be under way so long beyond its authorised seconds: it waits for its turn, rings, and is settled. Seconds. */
export const attemptGraceSeconds = 600;

/**
 * Open attempts, of any worker, whose authorised seconds and grace had passed before `at`, whether money is held for them or they are
 * free. That outlives their channel's absolute time-out by far, so whoever still has the channel on its switch says so, and the
 * others are over with an outcome that nobody knows.
 */
export async function findExpiredAttempts(tx: PlatformTx, at: Date, limit: number): Promise<OpenAttempt[]> {
  return tx.sql<OpenAttempt[]>`
    select ${openAttemptColumns(tx)}
    from attempts a
    where a.ended_at is null and a.admitted_at + make_interval(secs => a.authorised_seconds + ${attemptGraceSeconds}::int) < ${at}
    limit ${limit}`;
}
