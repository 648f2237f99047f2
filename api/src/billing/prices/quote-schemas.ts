import { z } from 'zod';
import { id, instant, microsText, named } from '../../http/schemas.ts';
import { period, ratePoint, taskTypes } from './schemas.ts';

export const quoteQuery = z.object({
  number: z.string().min(1).max(64).meta({ description: 'As people write it; Chinese where it has no country code.' }),
  seconds: z.coerce.number().int().min(0).max(86_400).default(60),
  at: instant.optional().meta({ description: 'When the call is answered; now when absent.' }),
  taskType: z.enum(taskTypes).default('broadcast'),
  tenantId: id.optional().meta({ description: 'Who calls: oneself when absent, or somebody below.' }),
});

export const quoteLevel = z
  .object({
    tenant: named.extend({ kind: z.enum(['agent', 'customer']) }),
    rateGroup: named.nullable().meta({ description: 'null where nothing is assigned, or it is not one’s own to see.' }),
    assigned: z.boolean(),
    rate: ratePoint.extend(period).nullable().meta({ description: 'null where no rate reaches the number.' }),
    billedSeconds: z.int(),
    blocks: z.int().meta({ description: 'After the first block, or all where there is none.' }),
    amountMicros: microsText.nullable(),
  })
  .meta({ id: 'QuoteLevel' });

export const quote = z
  .object({
    number: z.string(),
    seconds: z.int(),
    at: instant,
    taskType: z.enum(taskTypes),
    currency: z.string(),
    levels: z.array(quoteLevel).meta({ description: 'Who calls first, up to who asks; nobody above.' }),
    callable: z.boolean().meta({ description: 'Every level has a rate, those too that are not shown.' }),
  })
  .meta({ id: 'Quote' });

export type Quote = z.infer<typeof quote>;
export type QuoteLevel = z.infer<typeof quoteLevel>;
