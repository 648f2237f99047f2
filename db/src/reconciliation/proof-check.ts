import type { PlatformTx, Sql } from '../connect/index.ts';

/** What must hold of the ledger, always; the pages have words for each. */
export const invariants = [
  'sum_is_zero',
  'transfers_sum_to_zero',
  'transfers_are_posted',
  'running_balances',
  'wallet_balances',
  'holds_are_held',
  'holds_are_open',
  'credit_is_reserved',
  'payments_are_posted',
  'charges_are_posted',
  'calls_are_charged',
  'rates_give_the_charges',
] as const;
export type Invariant = (typeof invariants)[number];

/** Full: everything. Recent: what was recorded since, and of each wallet what stands behind its checkpoint. */
export type ProofScope = { readonly mode: 'full' } | { readonly mode: 'recent'; readonly since: Date };

/** What one invariant's check found. */
export interface InvariantResult {
  readonly invariant: Invariant;
  /** Rows looked at. */
  readonly examined: number;
  /** Rows that are not as they must be. */
  readonly drift: number;
  /** The first of them, by what names them in the record. */
  readonly offenders: readonly string[];
  readonly milliseconds: number;
}

/** Rows `(off boolean, offender text)`: one for each thing that the invariant speaks of. */
export type CheckedRows = ReturnType<Sql>;

/** A check that PostgreSQL does alone. */
export interface ProofCheck {
  readonly invariant: Invariant;
  rows(tx: PlatformTx, scope: ProofScope): CheckedRows;
}

/** How many offending rows are named; the rest is counted. */
export const maxOffenders = 10;

/** Counts, and names the first offenders where there are any, which costs a second reading only then. */
export async function runCheck(
  tx: PlatformTx,
  { rows }: Pick<ProofCheck, 'rows'>,
  scope: ProofScope,
): Promise<Pick<InvariantResult, 'examined' | 'drift' | 'offenders'>> {
  const [counted] = await tx.sql<[{ examined: bigint; drift: bigint }]>`
    select count(*) examined, count(*) filter (where off) drift from (${rows(tx, scope)}) checked`;
  const examined = Number(counted.examined);
  if (counted.drift === 0n) return { examined, drift: 0, offenders: [] };
  const named = await tx.sql<{ offender: string }[]>`
    select offender from (${rows(tx, scope)}) checked where off limit ${maxOffenders}`;
  return { examined, drift: Number(counted.drift), offenders: named.map((row) => row.offender) };
}
