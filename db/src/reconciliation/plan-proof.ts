import type { PlatformTx } from '../connect/index.ts';

/** An earlier run, as far as the next one cares. */
export interface EarlierProof {
  readonly startedAt: Date;
  readonly drift: bigint;
}

/** What earlier runs say: the last full one, and the last of either kind that found nothing. */
export interface ProofHistory {
  readonly lastFull: EarlierProof | undefined;
  readonly lastClean: EarlierProof | undefined;
}

/** Reads the history of the one ledger that there is. */
export async function findProofHistory({ sql }: PlatformTx): Promise<ProofHistory> {
  const [lastFull, lastClean] = await Promise.all([
    sql<
      EarlierProof[]
    >`select started_at as "startedAt", drift from ledger_proofs where mode = 'full' order by started_at desc limit 1`,
    sql<
      EarlierProof[]
    >`select started_at as "startedAt", drift from ledger_proofs where drift = 0 order by started_at desc limit 1`,
  ]);
  return { lastFull: lastFull[0], lastClean: lastClean[0] };
}

/** Longer than any transaction that writes money: a row is stamped when its transaction begins, and seen when it commits. */
const overlapMs = 15 * 60_000;
const hourMs = 3_600_000;
/** When nobody calls: a full proof reads much. Hours of the operator's day. */
const night = { from: 2, until: 5 };

/**
 * From when on the next recent proof has to look: behind the last one that found nothing, so that what was found wrong stays wrong
 * until it is mended. undefined where only a full proof helps.
 */
export function recentSince({ lastFull, lastClean }: ProofHistory): Date | undefined {
  const covered = lastClean ?? lastFull;
  return lastFull === undefined || covered === undefined
    ? undefined
    : new Date(covered.startedAt.getTime() - overlapMs);
}

/**
 * Whether it is time for a full proof: there was none, the night's is due, or the last one found drift, which only another full one
 * can lift. `hour` is that of the operator's day.
 */
export function fullIsDue({ lastFull }: ProofHistory, now: Date, hour: number): boolean {
  if (lastFull === undefined) return true;
  const age = now.getTime() - lastFull.startedAt.getTime();
  if (lastFull.drift > 0n) return age > hourMs;
  return age > 26 * hourMs || (age > 12 * hourMs && hour >= night.from && hour < night.until);
}
