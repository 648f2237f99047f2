import type { PlatformTx } from '../connect/index.ts';
import { type OpenAttempt, openAttemptColumns } from './find-open-attempts.ts';

/**
 * Open attempts, of any worker, with a hold that expired before `at`. A hold outlives its channel's absolute time-out by far, so
 * whoever still has the channel on its switch says so, and the others are over with an outcome that nobody knows.
 */
export async function findExpiredAttempts(tx: PlatformTx, at: Date, limit: number): Promise<OpenAttempt[]> {
  return tx.sql<OpenAttempt[]>`
    select ${openAttemptColumns(tx)}
    from attempts a
    where a.ended_at is null and exists (select from holds h where h.attempt_id = a.id and h.expires_at < ${at}) limit ${limit}`;
}
