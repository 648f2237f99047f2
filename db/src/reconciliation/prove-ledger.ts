import type { Database, PlatformTx } from '../connect/index.ts';
import { runningBalances, sumIsZero, walletBalances } from './check-balances.ts';
import { callsAreCharged, chargesArePosted } from './check-calls.ts';
import { creditIsReserved, holdsAreHeld, holdsAreOpen } from './check-holds.ts';
import { paymentsArePosted } from './check-payments.ts';
import { transfersArePosted, transfersSumToZero } from './check-transfers.ts';
import { findProofHistory, fullIsDue, recentSince } from './plan-proof.ts';
import { type Invariant, type InvariantResult, type ProofCheck, type ProofScope, runCheck } from './proof-check.ts';
import { rateAnew } from './rate-anew.ts';

interface Check {
  readonly invariant: Invariant;
  run(tx: PlatformTx, scope: ProofScope): Promise<Pick<InvariantResult, 'examined' | 'drift' | 'offenders'>>;
}

const inSql = (check: ProofCheck): Check => ({
  invariant: check.invariant,
  run: (tx, scope) => runCheck(tx, check, scope),
});

/** In the order in which they are read and shown. */
const checks: readonly Check[] = [
  ...[sumIsZero, transfersSumToZero, transfersArePosted, runningBalances, walletBalances].map(inSql),
  ...[holdsAreHeld, holdsAreOpen, creditIsReserved, paymentsArePosted, chargesArePosted, callsAreCharged].map(inSql),
  { invariant: 'rates_give_the_charges', run: rateAnew },
];

/** Where a wallet stood when its entries were proven. */
export interface WalletMark {
  readonly tenantId: string;
  readonly walletId: string;
  readonly seq: bigint;
  readonly balanceMicros: bigint;
}

/** A finished proof; nothing of it is written yet. */
export interface LedgerProof {
  readonly mode: ProofScope['mode'];
  /** By the database's clock: what committed before is proven. */
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly results: readonly InvariantResult[];
  /** Rows looked at, by all invariants together. */
  readonly examined: number;
  /** 0, always. */
  readonly drift: number;
  /** Wallets that moved since their checkpoint. */
  readonly marks: readonly WalletMark[];
}

export interface ProofOptions {
  /** full: everything there is. recent: what is new. due: recent, or full where that is due. */
  readonly mode: 'full' | 'recent' | 'due';
  /** Told after each invariant. */
  readonly onProgress?: (done: number, total: number) => Promise<void>;
}

/** For sorting and grouping millions of entries; freed with the transaction. */
const workMemory = '128MB';

/**
 * Proves the ledger as it stands at one moment, while money goes on moving: every invariant of the record over all rows, or over
 * those that are new. Reads only; `keepProof` writes down what came of it. A ledger never proven before is proven in full.
 */
export function proveLedger(database: Database, { mode, onProgress }: ProofOptions): Promise<LedgerProof> {
  return database.withSnapshot('prove the ledger', async (tx) => {
    await tx.sql`select set_config('work_mem', ${workMemory}, true), set_config('plan_cache_mode', 'force_custom_plan', true)`;
    const [{ now, hour }] = await tx.sql<[{ now: Date; hour: number }]>`
      select now(), coalesce((select extract(hour from now() at time zone time_zone) from tenants where parent_id is null), 0)::int as hour`;
    const scope = await scopeOf(tx, mode, now, hour);
    const results: InvariantResult[] = [];
    for (const check of checks) {
      const startedMs = performance.now();
      const found = await check.run(tx, scope);
      results.push({ invariant: check.invariant, ...found, milliseconds: Math.round(performance.now() - startedMs) });
      await onProgress?.(results.length, checks.length);
    }
    const [{ ended }] = await tx.sql<[{ ended: Date }]>`select clock_timestamp() as ended`;
    return {
      mode: scope.mode,
      startedAt: now,
      endedAt: ended,
      results,
      examined: total(results.map((result) => result.examined)),
      drift: total(results.map((result) => result.drift)),
      marks: await findMarks(tx),
    };
  });
}

async function scopeOf(tx: PlatformTx, mode: ProofOptions['mode'], now: Date, hour: number): Promise<ProofScope> {
  if (mode === 'full') return { mode };
  const history = await findProofHistory(tx);
  const since = recentSince(history);
  if (since === undefined || (mode === 'due' && fullIsDue(history, now, hour))) return { mode: 'full' };
  return { mode: 'recent', since };
}

function findMarks({ sql }: PlatformTx): Promise<WalletMark[]> {
  return sql<WalletMark[]>`
    select w.tenant_id as "tenantId", w.id as "walletId", w.last_seq as seq, w.balance_micros as "balanceMicros"
    from wallets w left join ledger_checkpoints c on (c.tenant_id, c.wallet_id) = (w.tenant_id, w.id)
    where w.last_seq > 0 and (w.last_seq, w.balance_micros) is distinct from (c.seq, c.balance_micros)`;
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, n) => sum + n, 0);
}
