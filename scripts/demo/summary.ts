import { openDatabase } from '@yunhu/db/connect';
import type { StackRecord } from '../stack/record.ts';
import type { Prices } from './demonstration.ts';

/** What an upload's report tells. */
export interface ListCounts {
  readonly lines: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly invalid: number;
  readonly overLimit: number;
}

/** What the demonstration prints; money as strings of micro-units. */
export interface DemoSummary extends ListCounts {
  readonly attempts: number;
  readonly answered: number;
  readonly busy: number;
  readonly noAnswer: number;
  readonly failed: number;
  readonly transferred: number;
  /** Asked for a seat and got none. */
  readonly abandoned: number;
  readonly optedOut: number;
  readonly priceMicros: Record<keyof Prices, string>;
  readonly chargedMicros: Record<keyof Prices, string>;
  readonly ledgerSumMicros: string;
  readonly openHolds: number;
  readonly wallSeconds: number;
}

const levels = ['customer', 'subAgent', 'agent'] as const;

/** Reads what was done and charged from the record itself. */
export async function readSummary(
  record: StackRecord,
  counts: ListCounts,
  prices: Prices,
  wallSeconds: number,
): Promise<DemoSummary> {
  const database = openDatabase({ appUrl: record.appUrl, platformUrl: record.platformUrl, maxConnections: 1 });
  try {
    return await database.withPlatform('demonstration summary', async ({ sql }) => {
      const [calls] = await sql<
        [
          Record<
            'attempts' | 'answered' | 'busy' | 'noAnswer' | 'failed' | 'transferred' | 'abandoned' | 'optedOut',
            number
          >,
        ]
      >`
        select count(*)::int attempts, count(*) filter (where result = 'answered')::int answered, count(*) filter (where result = 'busy')::int busy,
          count(*) filter (where result = 'no_answer')::int "noAnswer", count(*) filter (where result in ('failed', 'unknown'))::int failed,
          count(*) filter (where transferred)::int transferred, count(*) filter (where abandoned)::int abandoned,
          count(*) filter (where opted_out)::int "optedOut" from attempts`;
      const charged = await sql<{ level: number; micros: bigint }[]>`
        select level, sum(amount_micros)::bigint micros from attempt_charges group by level`;
      const [ledger] = await sql<[{ sum: bigint; holds: number }]>`
        select (select coalesce(sum(amount_micros), 0)::bigint from entries) sum, (select count(*)::int from holds) holds`;
      const onLevel = (level: number) => String(charged.find((row) => row.level === level)?.micros ?? 0n);
      const { lines, accepted, duplicates, invalid, overLimit } = counts;
      return {
        ...{ lines, accepted, duplicates, invalid, overLimit },
        ...calls,
        priceMicros: Object.fromEntries(
          levels.map((level) => [level, String(prices[level])]),
        ) as DemoSummary['priceMicros'],
        chargedMicros: Object.fromEntries(
          levels.map((level, i) => [level, onLevel(i)]),
        ) as DemoSummary['chargedMicros'],
        ledgerSumMicros: String(ledger.sum),
        openHolds: ledger.holds,
        wallSeconds,
      };
    });
  } finally {
    await database.close();
  }
}
