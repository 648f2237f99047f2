import type { PlatformTx } from '../connect/index.ts';
import type { InvariantResult } from './proof-check.ts';

/** A figure by a few known words: states, reasons, kinds. Never names, numbers or ids. */
export interface LabelledFigure {
  readonly label: string;
  readonly value: number;
}

/** What a machine that watches wants to know of the whole platform. */
export interface PlatformFigures {
  readonly entries: number;
  readonly holds: number;
  /** Of the call under way that was admitted first. */
  readonly oldestHoldSeconds: number;
  readonly walletsBlocked: readonly LabelledFigure[];
  readonly attempts: readonly LabelledFigure[];
  readonly callsEnded: readonly LabelledFigure[];
  readonly jobs: readonly LabelledFigure[];
  readonly payments: readonly LabelledFigure[];
  readonly alerts: readonly LabelledFigure[];
  /** By mode: the newest run. */
  readonly proofs: readonly {
    readonly mode: string;
    readonly ageSeconds: number;
    readonly seconds: number;
    readonly examined: number;
    readonly results: readonly InvariantResult[];
  }[];
}

/** Reads the figures; each from an index or a small table, so that it may be asked every few seconds. */
export async function readPlatformFigures({ sql }: PlatformTx): Promise<PlatformFigures> {
  const [[ledger], walletsBlocked, attempts, callsEnded, jobs, payments, alerts, proofs] = await Promise.all([
    sql<[{ entries: number; holds: number; oldest: number }]>`
      select (select coalesce(sum(last_seq), 0) from wallets)::float8 as entries, (select count(*) from holds)::float8 as holds,
        (select coalesce(extract(epoch from now() - min(a.admitted_at)), 0) from attempts a
          where a.ended_at is null and exists (select from holds h where h.attempt_id = a.id))::float8 as oldest`,
    sql<LabelledFigure[]>`
      select blocked_reason as label, count(*)::float8 as value from wallets where blocked_reason is not null group by 1`,
    sql<LabelledFigure[]>`
      select state as label, count(*)::float8 as value from attempts where ended_at is null group by 1`,
    sql<LabelledFigure[]>`
      select r.label, sum(r.value)::float8 as value from task_counters c
        cross join lateral (values ('answered', c.answered), ('busy', c.busy), ('no_answer', c.no_answer), ('failed', c.failed),
          ('unknown', c.unknown)) r (label, value) group by 1`,
    sql<LabelledFigure[]>`select state as label, count(*)::float8 as value from jobs where ended_at is null group by 1`,
    sql<LabelledFigure[]>`
      select state as label, count(*)::float8 as value from payments where state in ('created', 'processing') group by 1`,
    sql<
      LabelledFigure[]
    >`select level as label, count(*)::float8 as value from alerts where resolved_at is null group by 1`,
    sql<PlatformFigures['proofs'][number][]>`
      select distinct on (mode) mode, extract(epoch from now() - started_at)::float8 as "ageSeconds",
        extract(epoch from ended_at - started_at)::float8 as seconds, examined::float8 as examined, results
      from ledger_proofs order by mode, started_at desc`,
  ]);
  const { entries, holds, oldest: oldestHoldSeconds } = ledger;
  return { entries, holds, oldestHoldSeconds, walletsBlocked, attempts, callsEnded, jobs, payments, alerts, proofs };
}
