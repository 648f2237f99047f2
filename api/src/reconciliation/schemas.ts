import { z } from 'zod';
import { id, instant, microsText, named, pageQuery, words } from '../http/schemas.ts';

/** What must hold of the ledger, always. */
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

export const proofModes = ['recent', 'full'] as const;

const finding = z
  .object({ at: instant, examined: z.int(), milliseconds: z.int() })
  .meta({ description: 'When it was last looked at, how many rows that were, and how long it took.' });

export const invariantState = z.object({
  invariant: z.enum(invariants),
  state: z.enum(['proven', 'drift', 'unknown']),
  drift: z.int().meta({ description: 'Rows that are not as they must be.' }),
  offenders: z.array(z.string()).meta({ description: 'The first of them, by their ids.' }),
  recent: finding.nullable(),
  full: finding.nullable(),
});

export const proofRun = z.object({
  id,
  mode: z.enum(proofModes),
  startedAt: instant,
  milliseconds: z.int(),
  examined: z.int(),
  drift: z.int(),
  broken: z.array(z.enum(invariants)),
});

export const reconciliation = z
  .object({
    state: z.enum(['proven', 'drift', 'unknown']),
    recent: proofRun.nullable(),
    full: proofRun.nullable(),
    invariants: z.array(invariantState),
  })
  .meta({ id: 'Reconciliation' });

export const proofRunsQuery = pageQuery;

export const proveBody = z.strictObject({ mode: z.enum(proofModes) });

export const uploadCarrierFileQuery = z.object({ fileName: words(200).min(1) });

const carrierSide = z.object({ calls: z.int(), seconds: z.int(), micros: microsText.nullable() });

export const carrierMatchSummary = z.object({
  rows: z.int(),
  rejected: z
    .record(z.string(), z.int())
    .meta({ description: 'Rows that could not be read, by the cell that was wrong.' }),
  rejectedLines: z.array(z.object({ line: z.int(), fault: z.string() })),
  period: z.object({ from: instant, to: instant }).nullable(),
  ours: carrierSide,
  theirs: carrierSide,
  counts: z.object({
    matched: z.int(),
    onlyOurs: z.int(),
    onlyTheirs: z.int(),
    duration: z.int(),
    amount: z.int(),
  }),
  clockSeconds: z.number().nullable().meta({ description: 'Their clock minus ours, at the median.' }),
  listed: z.int(),
});

const place = z.int().min(0).max(199);

export const carrierMatchSettings = z.object({
  trunkId: id.meta({ description: "One of the operator's own." }),
  numberColumn: place.meta({ description: 'Counted from 0; the called number.' }),
  startedAtColumn: place,
  secondsColumn: place,
  amountColumn: place.optional(),
  timeZone: words(60).min(1).meta({ description: 'Of times that do not say theirs: Asia/Shanghai.' }),
  from: instant.optional().meta({ description: 'Inclusive; as far as the file reaches, when absent.' }),
  to: instant.optional().meta({ description: 'Exclusive.' }),
  startToleranceSeconds: z.int().min(0).max(3600),
  durationToleranceSeconds: z.int().min(0).max(60),
  rateGroupId: id.optional().meta({ description: "One of the operator's own groups, as the carrier's price list." }),
});
export const matchCarrierFileBody = z.strictObject(carrierMatchSettings.shape);

export const carrierFile = z
  .object({
    id,
    fileName: z.string(),
    bytes: z.int(),
    createdAt: instant,
    trunk: named.nullable(),
    settings: carrierMatchSettings.nullable(),
    jobId: id.nullable().meta({ description: 'The last matching.' }),
    summary: carrierMatchSummary.nullable(),
    matchedAt: instant.nullable(),
  })
  .meta({ id: 'CarrierFile' });

export const carrierFilePreview = z.object({
  head: z.array(z.string()).readonly(),
  rows: z
    .array(z.array(z.string()).readonly())
    .readonly()
    .meta({ description: 'The first rows; digits of numbers are masked.' }),
  suggested: carrierMatchSettings
    .partial()
    .meta({ description: 'From the last file like this one, and from the heads.' }),
  trunks: z.array(named).readonly(),
});

export const differenceKinds = ['only_ours', 'only_theirs', 'duration', 'amount'] as const;

export const differencesQuery = pageQuery.extend({ kind: z.enum(differenceKinds).optional() });

export const carrierDifference = z
  .object({
    seq: z.int(),
    kind: z.enum(differenceKinds),
    number: z.string().meta({ description: 'The first three digits and the last two.' }),
    line: z.int().nullable().meta({ description: "Of the carrier's file." }),
    attemptId: id.nullable(),
    ourStartedAt: instant.nullable(),
    ourSeconds: z.int().nullable(),
    ourMicros: microsText.nullable().meta({ description: 'What it should have cost.' }),
    theirStartedAt: instant.nullable(),
    theirSeconds: z.int().nullable(),
    theirMicros: microsText.nullable(),
  })
  .meta({ id: 'CarrierDifference' });

export type Invariant = (typeof invariants)[number];
export type InvariantState = z.infer<typeof invariantState>;
export type ProofRun = z.infer<typeof proofRun>;
export type Reconciliation = z.infer<typeof reconciliation>;
export type ProveBody = z.infer<typeof proveBody>;
export type CarrierFile = z.infer<typeof carrierFile>;
export type CarrierFilePreview = z.infer<typeof carrierFilePreview>;
export type CarrierMatchSettings = z.infer<typeof carrierMatchSettings>;
export type CarrierMatchSummary = z.infer<typeof carrierMatchSummary>;
export type CarrierDifference = z.infer<typeof carrierDifference>;
export type DifferenceKind = (typeof differenceKinds)[number];
