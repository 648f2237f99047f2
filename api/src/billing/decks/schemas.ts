import { z } from 'zod';
import { id, instant, microsText, pageQuery, words } from '../../http/schemas.ts';

/** What a column of a deck can mean. */
export const deckFields = [
  'prefix',
  'destination',
  'pricePerMinute',
  'pricePerBlock',
  'blockSeconds',
  'firstBlockSeconds',
  'firstBlockPrice',
  'connectionFee',
  'graceSeconds',
  'minimumCharge',
] as const;
export const deckRowKinds = ['added', 'changed', 'unchanged', 'removed', 'rejected', 'repeated'] as const;
export const deckModes = ['replace', 'merge'] as const;
/** Why a cell is not taken. */
export const cellFaults = [
  'blank',
  'formula',
  'not_a_prefix',
  'ambiguous_prefix',
  'range_too_wide',
  'too_long',
  'not_an_amount',
  'negative',
  'too_many_decimals',
  'too_large',
  'ambiguous_separator',
  'decimal_sign',
  'not_seconds',
  'out_of_range',
  'duplicate',
] as const;

export const maxDeckBytes = 128 * 1024 * 1024;

export const uploadDeckQuery = z.object({ fileName: words(200).min(1) });

const seconds = (least: number, most: number) => z.int().min(least).max(most);
const settings = {
  blockSeconds: seconds(1, 86_400).meta({
    description: 'Of rates whose file has no such column, or whose cell is empty.',
  }),
  graceSeconds: seconds(0, 3600),
  decimalComma: z.boolean().meta({ description: '"0,5" is a half.' }),
  headingRows: seconds(0, 100).meta({ description: 'Rows before the first rate.' }),
};
const columns = z.partialRecord(z.enum(deckFields), z.int().min(0).max(255));

export const deckMapping = z
  .object({ columns: columns.meta({ description: 'By field, the column from 0.' }), ...settings })
  .meta({ id: 'RateDeckMapping' });

export const previewDeckBody = z.strictObject({
  columns: z.strictObject(
    Object.fromEntries(deckFields.map((field) => [field, z.int().min(0).max(255).optional()])) as Record<
      (typeof deckFields)[number],
      z.ZodOptional<z.ZodInt>
    >,
  ),
  blockSeconds: settings.blockSeconds.default(60),
  graceSeconds: settings.graceSeconds.default(0),
  decimalComma: settings.decimalComma.default(false),
  headingRows: settings.headingRows.default(1),
});

export const applyDeckBody = z.strictObject({
  mode: z.enum(deckModes).meta({ description: 'replace: rates that the deck leaves out end. merge: they stay.' }),
  effectiveFrom: instant.optional().meta({ description: 'Now when absent; never in the past.' }),
  belowCostAllowed: z
    .boolean()
    .default(false)
    .meta({ description: 'Its prices below cost are meant so; else they are refused.' }),
});

export const deckSummary = z.object({
  rows: z.int(),
  added: z.int(),
  changed: z.int(),
  raised: z.int().meta({ description: 'Of the changed: dearer by the minute.' }),
  lowered: z.int(),
  unchanged: z.int(),
  removed: z.int(),
  rejected: z.int(),
  repeated: z.int().meta({ description: 'Rows that say a prefix again, in the same words.' }),
  kept: z.int().meta({ description: 'Rates in force whose row is rejected: they stay as they are.' }),
  losses: z.int().meta({ description: 'Prices below oneself whose margin would turn negative.' }),
  belowCost: z.int().meta({ description: 'Prices of the deck below what one pays.' }),
});

export const deck = z
  .object({
    id,
    rateGroupId: id,
    fileName: z.string(),
    bytes: z.int(),
    state: z.enum(['uploaded', 'previewed', 'applied']),
    headingRows: z.int(),
    headings: z.array(z.string()),
    sample: z.array(z.array(z.string())),
    mapping: deckMapping.meta({ description: 'As it was said; before, as remembered from such headings, or guessed.' }),
    remembered: z.boolean(),
    previewJobId: id.nullable(),
    applyJobId: id.nullable(),
    summary: deckSummary.nullable(),
    stale: z.boolean().meta({ description: 'The rates were changed since the preview.' }),
    versionId: id.nullable(),
    createdAt: instant,
    previewedAt: instant.nullable(),
  })
  .meta({ id: 'RateDeck' });

const deckPrice = z
  .object({
    destination: z.string(),
    blockSeconds: z.int(),
    pricePerBlockMicros: microsText,
    firstBlockSeconds: z.int().nullable(),
    firstBlockPriceMicros: microsText.nullable(),
    connectionFeeMicros: microsText,
    graceSeconds: z.int(),
    minimumChargeMicros: microsText,
  })
  .meta({ id: 'RateDeckPrice' });

export const deckRow = z
  .object({
    place: z.int(),
    line: z.int().nullable(),
    prefix: z.string().nullable(),
    before: deckPrice.nullable().meta({ description: 'What is in force.' }),
    after: deckPrice.nullable().meta({ description: 'What the deck says.' }),
    rejection: z.object({ field: z.enum(deckFields), reason: z.enum(cellFaults), cell: z.string() }).nullable(),
  })
  .meta({ id: 'RateDeckRow' });

export const deckRowsQuery = pageQuery.extend({ kind: z.enum(deckRowKinds) });

export const deckLoss = z
  .object({
    place: z.int(),
    seller: z.object({ id, name: z.string() }),
    group: z.object({ id, name: z.string() }),
    prefix: z.string(),
    destination: z.string(),
    cost: z.object({ prefix: z.string(), blockSeconds: z.int(), pricePerBlockMicros: microsText }),
    sold: z.object({ prefix: z.string(), blockSeconds: z.int(), pricePerBlockMicros: microsText }),
    lossBeforeMicros: microsText.meta({ description: 'The most that one call loses, without the deck.' }),
    lossMicros: microsText,
  })
  .meta({ id: 'RateDeckLoss' });

export const rateGroupVersion = z
  .object({
    id,
    seq: z.int(),
    kind: z.enum(['deck', 'edit', 'undo']),
    fileName: z.string().nullable(),
    undoesSeq: z.int().nullable(),
    undoneBySeq: z.int().nullable(),
    effectiveAt: instant,
    added: z.int(),
    changed: z.int(),
    removed: z.int(),
    staffName: z.string().nullable(),
    createdAt: instant,
  })
  .meta({ id: 'RateGroupVersion' });

export const undoVersionBody = z.strictObject({
  belowCostAllowed: z
    .boolean()
    .optional()
    .meta({ description: 'Prices that come back below cost are meant so; else they are refused.' }),
});

export const undoneVersion = z
  .object({
    version: rateGroupVersion.nullable().meta({ description: 'The new version, where it was done at once.' }),
    jobId: id.nullable().meta({ description: 'The job that does it, where many rates are touched.' }),
  })
  .meta({ id: 'UndoneRateGroupVersion' });

export const askedJob = z.object({ jobId: id }).meta({ id: 'AskedJob' });

const prefixText = z.string().regex(/^[0-9]{1,15}$/, '1 to 15 digits, E.164 without +');
const amountText = z.string().min(1).max(40);

export const changedRate = z.strictObject({
  prefix: prefixText,
  destination: words(200).default(''),
  blockSeconds: seconds(1, 86_400),
  pricePerBlock: amountText,
  firstBlockSeconds: seconds(1, 86_400).optional(),
  firstBlockPrice: amountText.optional(),
  connectionFee: amountText.optional(),
  graceSeconds: seconds(0, 3600).optional(),
  minimumCharge: amountText.optional(),
});

export const changesPerRequest = 1000;

export const changeRatesBody = z.strictObject({
  set: z.array(changedRate).max(changesPerRequest).meta({ description: 'What these prefixes cost from then on.' }),
  close: z
    .array(prefixText)
    .max(changesPerRequest)
    .default([])
    .meta({ description: 'Prefixes without a rate of their own from then on.' }),
  effectiveFrom: instant.optional().meta({ description: 'Now when absent; never in the past.' }),
  belowCostAllowed: z
    .boolean()
    .default(false)
    .meta({ description: 'Prices below cost are meant so; else they are refused.' }),
});

export const exportRatesBody = z.strictObject({ format: z.enum(['csv', 'xlsx']) });

export type DeckField = (typeof deckFields)[number];
export type DeckRowKind = (typeof deckRowKinds)[number];
export type DeckMode = (typeof deckModes)[number];
export type CellFault = (typeof cellFaults)[number];
export type Deck = z.infer<typeof deck>;
export type DeckMapping = z.infer<typeof deckMapping>;
export type PreviewDeckBody = z.input<typeof previewDeckBody>;
export type ApplyDeckBody = z.input<typeof applyDeckBody>;
export type DeckRow = z.infer<typeof deckRow>;
export type DeckLoss = z.infer<typeof deckLoss>;
export type RateGroupVersion = z.infer<typeof rateGroupVersion>;
export type UndoneVersion = z.infer<typeof undoneVersion>;
export type ChangeRatesBody = z.input<typeof changeRatesBody>;
export type ExportRatesBody = z.input<typeof exportRatesBody>;
