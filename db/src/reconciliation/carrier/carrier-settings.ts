import { z } from 'zod';
import { isTimeZone } from './carrier-time.ts';

/** What a carrier's file may have: a month of a busy trunk. */
export const maxCarrierFile = { maxRows: 2_000_000, maxBytes: 256 * 1024 * 1024 } as const;

const place = z.int().min(0).max(199);

/** How a carrier's file is read and matched; kept with the file, and taken up for the trunk's next one. */
export const carrierSettings = z.strictObject({
  trunkId: z.uuid(),
  /** Places in a row, counted from 0. */
  numberColumn: place,
  startedAtColumn: place,
  secondsColumn: place,
  amountColumn: place.optional(),
  /** Of times that do not say theirs. */
  timeZone: z.string().max(60).refine(isTimeZone, 'not a time zone'),
  /** Only calls that began in it; as far as the file reaches, where absent. */
  from: z.iso.datetime().optional(),
  to: z.iso.datetime().optional(),
  startToleranceSeconds: z.int().min(0).max(3600),
  durationToleranceSeconds: z.int().min(0).max(60),
  /** One of the operator's own groups, as the carrier's price list: what each call should have cost. */
  rateGroupId: z.uuid().optional(),
  /** The file's heading, by which another file of the same make is known. */
  head: z.array(z.string()).optional(),
});
export type CarrierSettings = z.infer<typeof carrierSettings>;

const side = z.object({
  /** Answered ones. */
  calls: z.number(),
  seconds: z.number(),
  /** Decimal micro-units; null where no call has a price. */
  micros: z.string().nullable(),
});

/** What a matching found. */
export const carrierSummary = z.object({
  rows: z.number(),
  /** Rows that could not be read, by the cell that was wrong, and the first of them. */
  rejected: z.record(z.string(), z.number()),
  rejectedLines: z.array(z.object({ line: z.number(), fault: z.string() })),
  period: z.object({ from: z.string(), to: z.string() }).nullable(),
  ours: side,
  theirs: side,
  counts: z.object({
    matched: z.number(),
    onlyOurs: z.number(),
    onlyTheirs: z.number(),
    duration: z.number(),
    amount: z.number(),
  }),
  /** Their clock minus ours, at the median of the matched calls. Seconds. */
  clockSeconds: z.number().nullable(),
  /** Differences beyond this many are counted, not listed. */
  listed: z.number(),
});
export type CarrierSummary = z.infer<typeof carrierSummary>;

/** The calls that are matched, by when they began. */
export interface Period {
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
}
