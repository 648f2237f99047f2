import { z } from 'zod';
import { id, instant, microsText, pageQuery, words } from '../http/schemas.ts';
import { assignedTaskType, newRule } from './prices/schemas.ts';
import { amountText } from './wallets/schemas.ts';

export const rateGroup = z
  .object({
    id,
    name: z.string(),
    currency: z.string(),
    pricing: z.enum(['list', 'rule']).meta({ description: 'rule: its prices follow what its owner pays.' }),
    costTaskType: assignedTaskType
      .nullable()
      .meta({ description: 'Of a rule of our own: it follows what we buy at for tasks of this type.' }),
    rateCount: z.int().nullable().meta({ description: 'Stored rates; null for a rule, which stores none.' }),
    owner: z.enum(['self', 'seller']).meta({ description: 'self: we sell by it. seller: we buy at it.' }),
    taskTypes: z.array(assignedTaskType).meta({ description: 'For which tasks we buy at it; empty for our own.' }),
    assignedCount: z.int().meta({ description: 'Tenants right below us that buy at it; 0 for a seller’s.' }),
  })
  .meta({ id: 'RateGroup' });

export const newRate = z.strictObject({
  prefix: z.string().regex(/^[0-9]{1,15}$/, '1 to 15 digits, E.164 without +'),
  destination: words(200).default(''),
  blockSeconds: z.int().min(1).max(86_400),
  pricePerBlock: amountText,
  belowCostAllowed: z
    .boolean()
    .default(false)
    .meta({ description: 'Sold below cost on purpose; else that is refused.' }),
});

export const ratesPerRequest = 1000;

export const createRateGroupBody = z.strictObject({
  name: words(100).min(1),
  rates: z.array(newRate).max(ratesPerRequest).default([]),
  rule: newRule.optional().meta({ description: 'Instead of rates: prices that follow what one pays.' }),
  belowCostAllowed: z
    .boolean()
    .default(false)
    .meta({ description: 'Of a rule: what would be below cost is sold so on purpose.' }),
});

export const ratesQuery = pageQuery.extend({
  q: words(80)
    .optional()
    .meta({ description: 'Digits: prefixes that begin with them. Anything else: words of the destination.' }),
  show: z
    .enum(['current', 'all'])
    .default('current')
    .meta({ description: 'current: in force, or to come. all: what is over too.' }),
});

export const rate = z
  .object({
    id,
    prefix: z.string(),
    destination: z.string(),
    blockSeconds: z.int(),
    pricePerBlockMicros: microsText,
    firstBlockSeconds: z.int().nullable(),
    firstBlockPriceMicros: microsText.nullable(),
    connectionFeeMicros: microsText,
    graceSeconds: z.int(),
    minimumChargeMicros: microsText,
    effectiveFrom: instant.nullable().meta({ description: 'null: since ever' }),
    effectiveUntil: instant.nullable().meta({ description: 'null: without end' }),
  })
  .meta({ id: 'Rate' });

export type RateGroup = z.infer<typeof rateGroup>;
export type NewRate = z.input<typeof newRate>;
export type CreateRateGroupBody = z.input<typeof createRateGroupBody>;
export type Rate = z.infer<typeof rate>;
