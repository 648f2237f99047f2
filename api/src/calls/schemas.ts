import { z } from 'zod';
import { fileFormats, fileLanguages } from '../billing/ledger/schemas.ts';
import { id, instant, microsText, named, pageOf, pageQuery } from '../http/schemas.ts';
import { callResults } from '../tasks/schemas.ts';

const amountText = z.string().min(1).max(40);
const seconds = z.coerce.number().int().min(0).max(86_400);

const resultList = z
  .string()
  .max(100)
  .transform((text) => text.split(','))
  .pipe(z.array(z.enum(callResults)).min(1).max(callResults.length))
  .meta({ description: 'One or several, separated by commas.', type: 'string' });

const ranges = {
  leastSeconds: seconds.optional(),
  mostSeconds: seconds.optional(),
  leastAmount: amountText.optional().meta({ description: 'Inclusive, in currency units.' }),
  mostAmount: amountText.optional(),
};

const cdrFields = {
  ...ranges,
  number: z
    .string()
    .regex(/^[0-9+ -]{3,24}$/, 'at least three digits')
    .optional()
    .meta({ description: 'A whole number, which is found at once, or digits anywhere in it.' }),
  from: instant.optional().meta({ description: 'Ended at or after.' }),
  to: instant.optional().meta({ description: 'Ended before.' }),
  taskId: id.optional(),
  line: z
    .string()
    .regex(/^[0-9A-Fa-f]{6}$/)
    .optional()
    .meta({ description: 'As a call shows it.' }),
};

const chargeFields = {
  ...ranges,
  tenantId: id.optional().meta({ description: 'What this one paid; what all right below paid when absent.' }),
  from: instant.optional().meta({ description: 'Answered at or after.' }),
  to: instant.optional().meta({ description: 'Answered before.' }),
  prefix: z
    .string()
    .regex(/^[0-9]{1,15}$/)
    .optional()
    .meta({ description: 'The first digits of the matched prefix.' }),
};

const file = { format: z.enum(fileFormats), language: z.enum(fileLanguages) };

export const cdrsQuery = pageQuery.extend({ ...cdrFields, result: resultList.optional() });
export const cdrExportBody = z.strictObject({
  ...cdrFields,
  ...file,
  results: z.array(z.enum(callResults)).max(callResults.length).optional(),
});
export const chargesQuery = pageQuery.extend(chargeFields);
export const chargeExportBody = z.strictObject({ ...chargeFields, ...file });

export const cdr = z
  .object({
    id,
    attemptId: id,
    attemptNo: z.int(),
    task: named,
    targetId: id,
    number: z.string(),
    display: z.string(),
    callerNumber: z.string(),
    callerDisplay: z.string(),
    result: z.enum(callResults),
    reason: z.string().nullable().meta({ description: 'What a failure means, or why an answered call ended.' }),
    sipStatus: z.int().nullable(),
    cause: z.int().nullable().meta({ description: 'Q.850' }),
    originatedAt: instant.nullable(),
    answeredAt: instant.nullable(),
    endedAt: instant,
    ringSeconds: z.int(),
    talkSeconds: z.int(),
    chargedMicros: microsText,
    keys: z.string().nullable(),
    seat: z.object({ name: z.string() }).nullable(),
    transferred: z.boolean(),
    line: z.string().nullable().meta({ description: 'Tells calls over one line from those over another.' }),
  })
  .meta({ id: 'Cdr' });

const searchedTo = instant.nullable().meta({
  description:
    'Where there was too much to look through at once: so far back the page is complete, and its cursor goes on.',
});

export const cdrPage = pageOf(cdr).extend({ searchedTo });

export const charge = z
  .object({
    attemptId: id,
    payer: named,
    customer: named.meta({ description: 'Whose call it was.' }),
    answeredAt: instant,
    prefix: z.string(),
    destination: z.string().nullable(),
    billedSeconds: z.int(),
    blocks: z.int(),
    paidMicros: microsText,
    costMicros: microsText.nullable().meta({ description: 'What one paid oneself; null where one is not the payee.' }),
  })
  .meta({ id: 'Charge' });

export const chargePage = pageOf(charge).extend({ searchedTo });

export const explainedLevel = z.object({
  level: z.int().meta({ description: '0 is the customer.' }),
  payer: named,
  payee: named.nullable().meta({ description: 'null where it lies above who asks.' }),
  rateGroup: z.string().nullable(),
  prefix: z.string(),
  destination: z.string(),
  effectiveFrom: instant.nullable(),
  effectiveUntil: instant.nullable(),
  blockSeconds: z.int(),
  pricePerBlockMicros: microsText,
  firstBlockSeconds: z.int().nullable(),
  firstBlockPriceMicros: microsText.nullable(),
  connectionFeeMicros: microsText,
  graceSeconds: z.int(),
  minimumChargeMicros: microsText,
  paidSeconds: z.int().meta({ description: 'Seconds that the amount pays for.' }),
  isFree: z.boolean(),
  billedSeconds: z.int().meta({ description: 'What the blocks cover.' }),
  blocks: z.int().meta({ description: 'After the first block, or all of them where there is none.' }),
  blocksMicros: microsText,
  sumMicros: microsText.meta({ description: 'Before the minimum.' }),
  isMinimum: z.boolean(),
  amountMicros: microsText,
  postedMicros: microsText.meta({ description: 'What the ledger has of it.' }),
});

export const explanation = z
  .object({
    attemptId: id,
    answeredAt: instant,
    endedAt: instant.nullable(),
    talkMs: z.int(),
    talkSeconds: z.int(),
    authorisedSeconds: z.int(),
    levels: z.array(explainedLevel),
  })
  .meta({ id: 'ChargeExplanation' });

export type Cdr = z.infer<typeof cdr>;
export type CdrPage = z.infer<typeof cdrPage>;
export type CdrExportBody = z.input<typeof cdrExportBody>;
export type Charge = z.infer<typeof charge>;
export type ChargePage = z.infer<typeof chargePage>;
export type ChargeExportBody = z.input<typeof chargeExportBody>;
export type ExplainedLevel = z.infer<typeof explainedLevel>;
export type ChargeExplanation = z.infer<typeof explanation>;
