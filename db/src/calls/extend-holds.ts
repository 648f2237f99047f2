import { authorisedSeconds, holdsForLevels, type RatedLevel, rateSeconds } from '../billing/index.ts';
import type { PlatformTx } from '../connect/index.ts';
import type { AttemptKey } from './mark-attempts.ts';

/** A call under way that wants to last longer. */
export interface ExtensionRequest extends AttemptKey {
  /** The rates that it was admitted at, customer first. */
  readonly levels: readonly RatedLevel[];
  /** The second after the answer at which it is cut as it stands. */
  readonly authorisedSeconds: number;
  /** The second that it wants. */
  readonly wantedSeconds: number;
}

/** What became of the wish. */
export interface Extension {
  readonly authorisedSeconds: number;
  /** Why it is not all that was wanted; undefined where it is. */
  readonly refusal: 'insufficient_funds' | 'daily_spend_reached' | 'wallet_blocked' | 'tenant_disabled' | undefined;
}

export interface ExtensionBatch {
  readonly at: Date;
  readonly holdExpiresAt: Date;
  /** At most `maxExtensionBatch`. */
  readonly calls: readonly ExtensionRequest[];
}

export const maxExtensionBatch = 250;
/** Where there is not money for all that is wanted, a half of it will do, a quarter … and at last one block. */
const halvings = 4;

/**
 * Lets calls last longer as far as money and limits reach on every level, in the caller's transaction: holds and authorised seconds grow
 * together. Where there is not enough for all, each gets a little before any gets more. Answers by attempt id; a call that is over is missing.
 */
export async function extendHolds(tx: PlatformTx, batch: ExtensionBatch): Promise<Map<string, Extension>> {
  const { calls } = batch;
  const rungs = calls.flatMap((request, call) => rungsOf(request).map((seconds) => ({ call, request, seconds })));
  const levels = rungs.flatMap(({ request, seconds }, rung) => levelsAt(request, seconds, rung));
  const rows = await tx.sql<{ call: number; authorised: number; refusal: NonNullable<Extension['refusal']> | null }[]>`
    select call, authorised, refusal from extend_holds(${batch.at}, ${batch.holdExpiresAt},
      ${calls.map((c) => c.tenantId)}::uuid[], ${calls.map((c) => c.attemptId)}::uuid[],
      ${rungs.map((r) => r.call + 1)}::int[], ${rungs.map((r) => r.seconds)}::int[],
      ${levels.map((l) => l.rung + 1)}::int[], ${levels.map((l) => l.tenantId)}::uuid[],
      ${levels.map((l) => l.most)}::bigint[], ${levels.map((l) => l.held)}::bigint[])`;
  return new Map(
    rows.map(({ call, authorised, refusal }) => [
      calls[call - 1]?.attemptId ?? '',
      { authorisedSeconds: authorised, refusal: refusal ?? undefined },
    ]),
  );
}

/** The seconds that the call may be given, ascending; each to the end of its last block, as that is paid for anyway. */
function rungsOf({ levels, authorisedSeconds: from, wantedSeconds: most }: ExtensionRequest): number[] {
  const rate = levels[0]?.rate;
  if (rate === undefined || most <= from) return [];
  const toBlockEnd = (seconds: number) => authorisedSeconds(rate, rateSeconds(rate, seconds).amountMicros, most);
  const parts = Array.from({ length: halvings + 1 }, (_, i) => Math.ceil((most - from) / 2 ** i));
  const rungs = new Set([1, ...parts].map((part) => Math.max(from + part, toBlockEnd(from + part))));
  return [...rungs].sort((a, b) => a - b);
}

function levelsAt({ levels }: ExtensionRequest, seconds: number, rung: number) {
  const holds = holdsForLevels(levels, seconds);
  return levels.map(({ payerTenantId, rate }, level) => ({
    rung,
    tenantId: payerTenantId,
    most: String(rateSeconds(rate, seconds).amountMicros),
    held: String(holds[level]?.amountMicros ?? 0n),
  }));
}
