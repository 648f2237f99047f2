// What can happen to money, as plain data: a run of it is a list of these, so that fast-check can shrink and replay it.
import fc from 'fast-check';

/** Places in lists are taken modulo their length, so that any number names somebody. */
const place = fc.nat(1000);
const units = fc.integer({ min: 1, max: 30 });
const seconds = fc.integer({ min: 1, max: 900 });

const moneyMoves = fc.record({
  is: fc.constantFrom('top_up' as const, 'withdrawal' as const, 'correction_up' as const, 'correction_down' as const),
  /** Whose; its parent acts. */
  child: place,
  units,
  /** Asked for twice with one key. */
  twice: fc.boolean(),
});
const credit = fc.record({ is: fc.constant('credit' as const), child: place, units: fc.integer({ min: 0, max: 20 }) });
const pay = fc.record({ is: fc.constant('pay' as const), payer: place, units: fc.integer({ min: 10, max: 40 }) });
const giveBack = fc.record({
  is: fc.constantFrom('refund' as const, 'dispute' as const),
  payment: place,
  percent: fc.integer({ min: 1, max: 100 }),
  twice: fc.boolean(),
});
const disputeReturns = fc.record({ is: fc.constant('dispute_reversal' as const), payment: place });
const admit = fc.record({
  is: fc.constant('admit' as const),
  customer: place,
  calls: fc.integer({ min: 1, max: 5 }),
  authorised: seconds,
});
const extend = fc.record({ is: fc.constant('extend' as const), call: place, by: seconds });
const end = fc.record({
  /** settle: answered, or not where it talked 0. sweep: nobody knows. late: the end of one that was swept. again: told once more. */
  is: fc.constantFrom(...(['settle', 'settle', 'settle', 'unanswered', 'sweep', 'late', 'again', 'undo'] as const)),
  call: place,
  talk: seconds,
});
const prove = fc.record({ is: fc.constant('prove' as const) });

const step = fc.oneof(
  { weight: 6, arbitrary: moneyMoves },
  { weight: 4, arbitrary: credit },
  { weight: 3, arbitrary: pay },
  { weight: 2, arbitrary: giveBack },
  { weight: 1, arbitrary: disputeReturns },
  { weight: 6, arbitrary: admit },
  { weight: 4, arbitrary: extend },
  { weight: 9, arbitrary: end },
  { weight: 1, arbitrary: prove },
);

/** A step; now and then the process dies in the middle of it, after its work and before its commit. */
export const command = fc.record({ step, crash: fc.integer({ min: 0, max: 9 }).map((n) => n === 0) });

export type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
export type Command = { readonly step: Step; readonly crash: boolean };

const seed = process.env['LEDGER_SEED'];
const path = process.env['LEDGER_PATH'];

/**
 * How a suite runs: `LEDGER_RUNS` times. A failure ends it at once and says `{ seed: …, path: "…" }`; with these in LEDGER_SEED and
 * LEDGER_PATH the same case runs again, and with LEDGER_SHRINK it is made smaller, which takes minutes.
 */
export function runsOf(usual: number): { numRuns: number; endOnFailure: boolean; seed?: number; path?: string } {
  return {
    numRuns: Number(process.env['LEDGER_RUNS'] ?? usual),
    endOnFailure: seed === undefined || process.env['LEDGER_SHRINK'] === undefined,
    ...(seed === undefined ? {} : { seed: Number(seed) }),
    ...(path === undefined ? {} : { path }),
  };
}
