import { z } from 'zod';
import { id, instant, microsText } from '../../http/schemas.ts';

const count = (least: number, most: number) => z.int().min(least).max(most).nullable().default(null);
const prefixes = z.array(z.string().regex(/^\d{1,15}$/, 'digits of an international number, without +')).max(1000);
const homeCountry = z.string().regex(/^[A-Z]{2}$/, 'two capital letters, as ISO 3166 has them');

/** What is set replaces what was set before; what is left out says nothing. */
export const limitsBody = z.strictObject({
  maxCalls: count(0, 1_000_000).meta({ description: 'Calls at once, of the account and everybody below it.' }),
  maxCallsPerSecond: count(1, 100_000),
  dailySpend: z
    .string()
    .max(40)
    .nullable()
    .default(null)
    .meta({ description: 'Of what the account pays, in a day of its time zone: "100.00".' }),
  international: z.boolean().nullable().default(null).meta({ description: 'Only a seller allows it; off until then.' }),
  premium: z.boolean().nullable().default(null).meta({ description: 'Only a seller allows it; off until then.' }),
  allowedPrefixes: prefixes.nullable().default(null).meta({ description: 'null allows every destination.' }),
  blockedPrefixes: prefixes.default([]),
  homeCountry: homeCountry
    .nullable()
    .default(null)
    .meta({ description: 'What is not of it is international. The nearest one that is said holds, CN where none is.' }),
});

const limitSet = z.object({
  maxCalls: z.int().nullable(),
  maxCallsPerSecond: z.int().nullable(),
  dailySpendMicros: microsText.nullable(),
  international: z.boolean().nullable(),
  premium: z.boolean().nullable(),
  allowedPrefixes: z.array(z.string()).nullable(),
  blockedPrefixes: z.array(z.string()),
  homeCountry: z.string().nullable(),
  changedAt: instant,
});

const setBy = z.object({
  kind: z.enum(['self', 'seller', 'above']),
  tenantName: z.string().nullable().meta({ description: 'null for what stands above who asks' }),
});
const sourced = <Value extends z.ZodType>(value: Value) => z.object({ value, setBy }).nullable();

const effectiveLimits = z.object({
  maxCalls: sourced(z.int()),
  maxCallsPerSecond: sourced(z.int()),
  dailySpendMicros: sourced(microsText),
  international: z.boolean(),
  premium: z.boolean(),
  allowedPrefixes: z.array(z.string()).nullable(),
  blockedPrefixes: z.array(z.string()),
  homeCountry: z.string(),
});

export const limits = z
  .object({
    tenantId: id,
    seller: limitSet.nullable().meta({ description: 'Set by who stands right above.' }),
    self: limitSet.nullable().meta({ description: 'What the account allows itself, lower.' }),
    inherited: effectiveLimits.meta({ description: 'The most that the levels above leave for it.' }),
    effective: effectiveLimits.meta({ description: 'What holds: the least of all levels.' }),
    openCalls: z.int().meta({ description: 'Under way now, of the account and everybody below it.' }),
    spentMicros: microsText.meta({ description: 'Paid today, for calls that ended.' }),
    committedMicros: microsText.meta({ description: 'What the calls under way may cost it at most.' }),
  })
  .meta({ id: 'Limits' });

export type LimitsBody = z.input<typeof limitsBody>;
export type Limits = z.infer<typeof limits>;
export type LimitsSet = z.infer<typeof limitSet>;
