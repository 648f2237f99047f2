// Every charge against the one function that rates: the frozen rate, the seconds that were talked and authorised, the amount.
import { rateSeconds } from '../billing/index.ts';
import { type FrozenRate, loadFrozenRates } from '../calls/index.ts';
import type { PlatformTx } from '../connect/index.ts';
import { type InvariantResult, maxOffenders, type ProofScope } from './proof-check.ts';

/** Charges that are alike: at one rate, for as many seconds, at the same amount. Of millions of charges a few thousand are left. */
interface AlikeCharges {
  readonly rateId: string;
  readonly seconds: number;
  readonly billedSeconds: number;
  readonly blocks: number;
  readonly amount: bigint;
  readonly n: bigint;
}

const fetchRows = 5_000;
/** Bounds the memory that frozen rates take. */
const maxRates = 100_000;

/** Rates every charge anew. A charge whose attempt is gone cannot be rated any more, and is not looked at. */
export async function rateAnew(
  tx: PlatformTx,
  scope: ProofScope,
): Promise<Pick<InvariantResult, 'examined' | 'drift' | 'offenders'>> {
  const { sql } = tx;
  const rates = new Map<string, FrozenRate>();
  let examined = 0;
  let drift = 0;
  const wrong: AlikeCharges[] = [];
  // A named cursor, so that rates can be read in between.
  await sql`
    declare charges_to_rate no scroll cursor for
      select c.rate_id as "rateId", ${talked(tx)} as seconds, c.billed_seconds as "billedSeconds", c.blocks, c.amount_micros as amount, count(*) as n
      from ${charges(tx, scope)} group by 1, 2, 3, 4, 5`;
  for (;;) {
    const rows = await sql<AlikeCharges[]>`fetch ${sql.unsafe(String(fetchRows))} from charges_to_rate`;
    if (rows.length === 0) break;
    await addRates(tx, rates, rows);
    for (const row of rows) {
      examined += Number(row.n);
      if (isRight(row, rates)) continue;
      drift += Number(row.n);
      if (wrong.length < maxOffenders) wrong.push(row);
    }
  }
  await sql`close charges_to_rate`;
  return { examined, drift, offenders: await nameCharges(tx, scope, wrong) };
}

/** Whole started seconds that were talked, at most the authorised ones, of `attempts a`. */
function talked({ sql }: PlatformTx) {
  return sql`least(greatest(ceil(extract(epoch from a.ended_at - a.answered_at)), 0), a.authorised_seconds)::int`;
}

/** Charges with their attempts: all, or those that are new. */
function charges({ sql }: PlatformTx, scope: ProofScope) {
  return scope.mode === 'full'
    ? sql`attempt_charges c join attempts a on a.id = c.attempt_id and a.answered_at is not null and a.ended_at is not null`
    : sql`(select * from attempt_charges where recorded_at >= ${scope.since}) c
        cross join lateral (select z.tenant_id from attempt_charges z where z.attempt_id = c.attempt_id and z.level = 0 offset 0) caller
        join attempts a on a.tenant_id = caller.tenant_id and a.id = c.attempt_id and a.answered_at is not null and a.ended_at is not null`;
}

async function addRates(tx: PlatformTx, rates: Map<string, FrozenRate>, rows: readonly AlikeCharges[]): Promise<void> {
  const wanted = [...new Set(rows.map((row) => row.rateId))];
  if (rates.size + wanted.length > maxRates) rates.clear();
  const missing = wanted.filter((id) => !rates.has(id));
  for (const [id, rate] of await loadFrozenRates(tx, missing)) rates.set(id, rate);
}

function isRight(row: AlikeCharges, rates: ReadonlyMap<string, FrozenRate>): boolean {
  const rate = rates.get(row.rateId)?.rate;
  if (rate === undefined) return false;
  const { amountMicros, billedSeconds, blocks } = rateSeconds(rate, row.seconds);
  return amountMicros === row.amount && billedSeconds === row.billedSeconds && blocks === row.blocks;
}

async function nameCharges(tx: PlatformTx, scope: ProofScope, wrong: readonly AlikeCharges[]): Promise<string[]> {
  const named: string[] = [];
  for (const row of wrong) {
    if (named.length >= maxOffenders) break;
    const found = await tx.sql<{ attemptId: string; tenantId: string }[]>`
      select c.attempt_id as "attemptId", c.tenant_id as "tenantId" from ${charges(tx, scope)}
      where (c.rate_id, ${talked(tx)}, c.amount_micros, c.blocks, c.billed_seconds)
        = (${row.rateId}::uuid, ${row.seconds}::int, ${row.amount}::bigint, ${row.blocks}::int, ${row.billedSeconds}::int)
      limit ${maxOffenders - named.length}`;
    for (const { attemptId, tenantId } of found)
      named.push(`attempt ${attemptId} of tenant ${tenantId}: charged ${row.amount} for ${row.seconds} s`);
  }
  return named;
}
