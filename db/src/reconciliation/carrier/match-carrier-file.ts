// A carrier's file against our CDRs of one trunk: theirs go into a table that ends with the transaction, PostgreSQL puts both sides in
// order of the number, and number by number they are paired; so a file of a million calls needs no more memory than a small one.
import { findRateAt, type Micros, type RateSnapshot, rateSeconds } from '../../billing/index.ts';
import type { PlatformTx } from '../../connect/index.ts';
import type { SheetRow } from '../../sheets/index.ts';
import type { CarrierSettings, CarrierSummary, Period } from './carrier-settings.ts';
import { type MatchTally, newTally } from './match-tally.ts';
import type { OwnCall } from './match-calls.ts';
import { type CarrierCall, type CarrierRowFault, readCarrierRow } from './read-carrier-row.ts';
import { writeDifferences } from './write-differences.ts';

export interface CarrierMatch {
  readonly tenantId: string;
  readonly fileId: string;
  readonly settings: CarrierSettings;
  /** The file's rows, its heading first. */
  readonly rows: AsyncIterable<SheetRow>;
  /** The carrier's price list, where one is known. */
  readonly prices?: RateSnapshot | undefined;
  /** Told how many rows were read. */
  readonly progress: (rows: number) => Promise<void>;
}

const batchRows = 5_000;
const cursorRows = 5_000;
const maxRejectedLines = 50;

interface Staged {
  readonly rows: number;
  readonly rejected: ReadonlyMap<CarrierRowFault, number>;
  readonly rejectedLines: readonly { line: number; fault: CarrierRowFault }[];
}

/** Matches the whole file and replaces what an earlier matching of it found. Throws `not_found` where the trunk is not the tenant's. */
export async function matchCarrierFile(tx: PlatformTx, match: CarrierMatch): Promise<CarrierSummary> {
  const { sql } = tx;
  const { tenantId, fileId, settings } = match;
  const [trunk] = await sql<{ prefix: string }[]>`
    select add_prefix as prefix from trunks where tenant_id = ${tenantId} and id = ${settings.trunkId}`;
  await sql`
    create temporary table carrier_calls (number text not null, line integer not null, started_at timestamptz not null,
      seconds integer not null, amount bigint) on commit drop`;
  const staged = await stageRows(tx, match, trunk?.prefix ?? '');
  const period = await findPeriod(tx, settings);
  const tally = newTally(settings, period, (call) => priceOf(match.prices, call));
  if (period !== undefined) await walkBothSides(tx, settings, period, tally);
  const summary = {
    ...tally.summary(),
    rows: staged.rows,
    rejected: Object.fromEntries(staged.rejected),
    rejectedLines: [...staged.rejectedLines],
    period: period === undefined ? null : { from: period.from.toISOString(), to: period.to.toISOString() },
  };
  await writeDifferences(tx, { tenantId, fileId }, tally.differences);
  await sql`
    update carrier_files set summary = ${JSON.stringify(summary)}::jsonb, matched_at = now()
    where tenant_id = ${tenantId} and id = ${fileId}`;
  return summary;
}

function priceOf(prices: RateSnapshot | undefined, { number, ...call }: OwnCall & { number: string }): Micros | null {
  const at = call.answeredAtMs;
  const rate = prices === undefined || at === null ? undefined : findRateAt(prices, number, at);
  return rate === undefined ? null : rateSeconds(rate, call.seconds).amountMicros;
}

async function stageRows(tx: PlatformTx, match: CarrierMatch, trunkPrefix: string): Promise<Staged> {
  const reading = { columns: match.settings, timeZone: match.settings.timeZone, trunkPrefix };
  const rejected = new Map<CarrierRowFault, number>();
  const rejectedLines: { line: number; fault: CarrierRowFault }[] = [];
  let batch: CarrierCall[] = [];
  let rows = -1;
  for await (const { line, cells } of match.rows) {
    // The first row is the heading.
    if (++rows === 0) continue;
    const read = readCarrierRow(line, cells, reading);
    if ('fault' in read) {
      rejected.set(read.fault, (rejected.get(read.fault) ?? 0) + 1);
      if (rejectedLines.length < maxRejectedLines) rejectedLines.push({ line, fault: read.fault });
    } else if (batch.push(read) === batchRows) {
      await stage(tx, batch);
      batch = [];
      await match.progress(rows);
    }
  }
  await stage(tx, batch);
  await tx.sql`analyze carrier_calls`;
  return { rows: Math.max(0, rows), rejected, rejectedLines };
}

async function stage({ sql }: PlatformTx, batch: readonly CarrierCall[]): Promise<void> {
  if (batch.length === 0) return;
  await sql`
    insert into carrier_calls select n, l, to_timestamp(s / 1000.0), d, a from unnest(
      ${batch.map((c) => c.number)}::text[], ${batch.map((c) => c.line)}::int[], ${batch.map((c) => String(c.startedAtMs))}::bigint[],
      ${batch.map((c) => c.seconds)}::int[], ${batch.map((c) => (c.amountMicros === null ? null : String(c.amountMicros)))}::bigint[])
      r (n, l, s, d, a)`;
}

/** What was asked for, else as far as the file reaches; undefined where it has no call. */
async function findPeriod({ sql }: PlatformTx, { from, to }: CarrierSettings): Promise<Period | undefined> {
  const [reach] = await sql<[{ first: Date | null; last: Date | null }]>`
    select min(started_at) first, max(started_at) + interval '1 second' last from carrier_calls`;
  const begins = from === undefined ? reach.first : new Date(from);
  const ends = to === undefined ? reach.last : new Date(to);
  return begins === null || ends === null ? undefined : { from: begins, to: ends };
}

interface SideRow {
  readonly number: string;
  readonly line: number | null;
  readonly attemptId: string | null;
  readonly startedMs: number | null;
  readonly answeredMs: number | null;
  readonly seconds: number;
  readonly amount: bigint | null;
}

async function walkBothSides(
  { sql }: PlatformTx,
  settings: CarrierSettings,
  period: Period,
  tally: MatchTally,
): Promise<void> {
  const margin = settings.startToleranceSeconds + 300;
  const rows = sql<SideRow[]>`
    select number, line, null::uuid as "attemptId", (extract(epoch from started_at) * 1000)::float8 as "startedMs", null::float8 as "answeredMs",
      seconds, amount
    from carrier_calls
    union all
    select c.number, null, c.attempt_id, (extract(epoch from c.originated_at) * 1000)::float8, (extract(epoch from c.answered_at) * 1000)::float8,
      case when c.answered_at is null then 0 else c.billed_seconds end, null
    from cdrs c
    where c.trunk_id = ${settings.trunkId} and c.leg = 'callee'
      -- A CDR is written when its call is over.
      and c.recorded_at >= ${period.from}::timestamptz - make_interval(secs => ${margin})
      and coalesce(c.originated_at, c.answered_at) >= ${period.from}::timestamptz - make_interval(secs => ${margin})
      and coalesce(c.originated_at, c.answered_at) < ${period.to}::timestamptz + make_interval(secs => ${margin})
    order by number`.cursor(cursorRows);
  let number: string | undefined;
  let theirs: CarrierCall[] = [];
  let ours: OwnCall[] = [];
  const finish = () => number !== undefined && tally.count(number, theirs, ours);
  for await (const page of rows) {
    for (const row of page) {
      if (row.number !== number) {
        finish();
        [number, theirs, ours] = [row.number, [], []];
      }
      if (row.attemptId === null) theirs.push(asTheirs(row));
      else ours.push(asOurs(row, row.attemptId));
    }
  }
  finish();
}

function asTheirs({ line, number, startedMs, seconds, amount }: SideRow): CarrierCall {
  return {
    line: line ?? 0,
    number: number as CarrierCall['number'],
    startedAtMs: startedMs ?? 0,
    seconds,
    amountMicros: amount as Micros | null,
  };
}

function asOurs({ startedMs, answeredMs, seconds }: SideRow, attemptId: string): OwnCall {
  return { attemptId, originatedAtMs: startedMs, answeredAtMs: answeredMs, seconds };
}
