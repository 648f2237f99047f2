import { z } from 'zod';
import { id, instant, microsText, named, words } from '../../http/schemas.ts';

/** A decimal amount in currency units; whether it may be negative the field says. */
const amountText = z.string().min(1).max(40);
export const prefixText = z.string().regex(/^[0-9]{1,15}$/, '1 to 15 digits, E.164 without +');

export const taskTypes = ['broadcast', 'predictive', 'preview'] as const;
export const assignedTaskTypes = ['any', ...taskTypes] as const;
export const assignedTaskType = z
  .enum(assignedTaskTypes)
  .meta({ description: 'any: for tasks of every type that has none of its own.' });

const percentText = z
  .string()
  .regex(/^-?[0-9]{1,5}(\.[0-9]{1,4})?$/, 'a percentage with at most four decimals, like 15 or -2.5')
  .meta({ description: 'On the cost, from -100 to 10000: "15" sells for 15 % more.' });

const markUpFields = {
  per: z.enum(['block', 'minute']).default('minute').meta({ description: 'What fixed, step and floor are said of.' }),
  fixed: amountText.default('0').meta({ description: 'Added to the price of a block or minute; may be negative.' }),
  step: amountText
    .default('0.000001')
    .meta({ description: 'The price of a block or minute is rounded up to a multiple of it.' }),
  floor: amountText.default('0').meta({ description: 'No block or minute is sold for less.' }),
};
const belowCostAllowed = z
  .boolean()
  .default(false)
  .meta({ description: 'Whether what would be below cost is sold so on purpose; else it is refused.' });
const downstreamLossesAccepted = z.boolean().default(false).meta({
  description: 'Whether it is known that sellers further below will lose by it; else that is refused, naming them.',
});
const effectiveFrom = instant.optional().meta({ description: 'Now when absent; never in the past.' });

export const newRule = z.strictObject({
  percent: percentText,
  ...markUpFields,
  costTaskType: assignedTaskType.default('any'),
});

export const changeRuleBody = z.strictObject({
  percent: percentText,
  ...markUpFields,
  effectiveFrom,
  belowCostAllowed,
  downstreamLossesAccepted,
});

export const copyRateGroupBody = z.strictObject({
  name: words(100).min(1),
  markUp: z
    .strictObject({ percent: percentText, ...markUpFields })
    .optional()
    .meta({ description: 'Applied once, while copying.' }),
  belowCostAllowed,
});

const seconds = (min: number, max: number) => z.int().min(min).max(max);

export const setExceptionBody = z
  .strictObject({
    kind: z.enum(['rule', 'fixed']).meta({ description: 'rule: another mark-up. fixed: a rate that follows nothing.' }),
    destination: words(200).default('').meta({ description: "Instead of the cost's own name for the prefix." }),
    percent: percentText.default('0'),
    ...markUpFields,
    blockSeconds: seconds(1, 86_400).optional(),
    pricePerBlock: amountText.optional(),
    firstBlockSeconds: seconds(1, 86_400).optional(),
    firstBlockPrice: amountText.optional(),
    connectionFee: amountText.default('0'),
    graceSeconds: seconds(0, 3600).default(0),
    minimumCharge: amountText.default('0'),
    effectiveFrom,
    belowCostAllowed,
    downstreamLossesAccepted,
  })
  .refine((body) => body.kind === 'rule' || body.blockSeconds !== undefined, {
    path: ['blockSeconds'],
    message: 'a fixed rate has a block',
  })
  .refine((body) => body.kind === 'rule' || body.pricePerBlock !== undefined, {
    path: ['pricePerBlock'],
    message: 'a fixed rate has a price',
  })
  .refine((body) => (body.firstBlockSeconds === undefined) === (body.firstBlockPrice === undefined), {
    path: ['firstBlockPrice'],
    message: 'a first block has seconds and a price, or neither',
  });

export const allowBelowCostBody = z.strictObject({
  prefixes: z.array(prefixText).min(1).max(1000),
});

const markUp = z.object({
  percent: z.string(),
  per: z.enum(['block', 'minute']),
  fixedMicros: microsText,
  stepMicros: microsText,
  floorMicros: microsText,
});

/** The prices of a rate, wherever one stands. */
export const prices = z.object({
  blockSeconds: z.int(),
  pricePerBlockMicros: microsText,
  firstBlockSeconds: z.int().nullable(),
  firstBlockPriceMicros: microsText.nullable(),
  connectionFeeMicros: microsText,
  graceSeconds: z.int(),
  minimumChargeMicros: microsText,
});

export const period = {
  effectiveFrom: instant.nullable().meta({ description: 'null: since ever' }),
  effectiveUntil: instant.nullable().meta({ description: 'null: without end' }),
};
const allowed = z
  .object({ by: z.string().nullable(), at: instant })
  .nullable()
  .meta({ description: 'Who lets it be below cost, and since when.' });
const written = { createdAt: instant, by: z.string().nullable(), allowed };

export const rateRule = z.object({ version: z.int(), markUp, ...period, ...written }).meta({ id: 'RateRule' });

export const rateException = z
  .object({
    prefix: z.string(),
    destination: z.string(),
    markUp: markUp.nullable(),
    rate: prices.nullable(),
    ...period,
    ...written,
  })
  .meta({ id: 'RateException' });

export const rateRules = z.object({
  costTaskType: assignedTaskType,
  versions: z.array(rateRule).meta({ description: 'The newest first.' }),
  exceptions: z.array(rateException).meta({ description: 'Those that are not over, by prefix.' }),
});

export const ratePoint = prices.extend({ prefix: z.string(), destination: z.string(), perMinuteMicros: microsText });

export const marginLoss = z
  .object({
    price: ratePoint,
    cost: ratePoint,
    taskTypes: z.array(assignedTaskType),
    worstSeconds: z.int().meta({
      description: 'The call of up to an hour that loses most, in seconds; longer where only longer ones lose.',
    }),
    lossMicros: microsText.meta({ description: 'What that call loses.' }),
    from: instant.meta({ description: 'When price and cost first meet; now, or later.' }),
    allowed: z.boolean(),
  })
  .meta({ id: 'MarginLoss' });

export const marginLosses = z.object({
  items: z
    .array(marginLoss)
    .meta({ description: 'Those that are not allowed first, the largest loss first; at most 200.' }),
  total: z.int(),
  allowed: z.int(),
});

export const rulePreviewQuery = z.object({
  rateGroupId: id.optional().meta({ description: 'A rule of one’s own, with its exceptions; a new one when absent.' }),
  costTaskType: assignedTaskType.default('any'),
  percent: percentText.default('0'),
  ...markUpFields,
  exception: prefixText.optional().meta({ description: 'The terms are for this prefix, not for the whole group.' }),
  prefixes: z
    .string()
    .regex(/^[0-9]{1,15}(,[0-9]{1,15}){0,19}$/, 'up to 20 prefixes, with commas between them')
    .optional()
    .meta({ description: 'Which to show.' }),
});

export const ruleExample = z.object({
  prefix: z.string(),
  cost: ratePoint.nullable(),
  price: ratePoint.nullable(),
});

export const rulePreview = z.object({
  examples: z.array(ruleExample),
  rateCount: z.int(),
  losses: marginLosses,
});

export const rateBuyer = z
  .object({ tenant: named, taskType: assignedTaskType, assignedAt: instant })
  .meta({ id: 'RateBuyer' });

export const boughtRateGroup = z
  .object({
    rateGroup: named.nullable().meta({ description: 'null where it is not one’s own to see.' }),
    taskType: assignedTaskType,
    assignedAt: instant,
  })
  .meta({ id: 'BoughtRateGroup' });

export const assignRateGroupBody = z.strictObject({
  rateGroupId: id,
  taskType: assignedTaskType.default('any'),
  downstreamLossesAccepted,
});
export const downstreamLossesQuery = z.object({
  downstreamLossesAccepted: z
    .enum(['true', 'false'])
    .default('false')
    .meta({ description: 'true: it is known that sellers further below will lose by it.' }),
});
export const removeRateGroupQuery = downstreamLossesQuery.extend({ taskType: assignedTaskType });

export type AssignedTaskType = (typeof assignedTaskTypes)[number];
export type TaskTypeOfRates = (typeof taskTypes)[number];
export type NewRule = z.input<typeof newRule>;
export type ChangeRuleBody = z.input<typeof changeRuleBody>;
export type CopyRateGroupBody = z.input<typeof copyRateGroupBody>;
export type SetExceptionBody = z.input<typeof setExceptionBody>;
export type Prices = z.infer<typeof prices>;
export type RatePoint = z.infer<typeof ratePoint>;
export type RateRule = z.infer<typeof rateRule>;
export type RateException = z.infer<typeof rateException>;
export type RateRules = z.infer<typeof rateRules>;
export type MarginLoss = z.infer<typeof marginLoss>;
export type MarginLosses = z.infer<typeof marginLosses>;
export type RulePreview = z.infer<typeof rulePreview>;
export type RateBuyer = z.infer<typeof rateBuyer>;
export type BoughtRateGroup = z.infer<typeof boughtRateGroup>;
export type AssignRateGroupBody = z.input<typeof assignRateGroupBody>;
