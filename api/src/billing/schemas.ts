import { z } from 'zod';
import { id, instant, microsText, named, pageQuery, words } from '../http/schemas.ts';
import { amountText } from './wallets/schemas.ts';

export const assignRateGroupBody = z.strictObject({ rateGroupId: id });

export const rateGroup = z
  .object({
    id,
    name: z.string(),
    currency: z.string(),
    rateCount: z.int(),
    owner: z.enum(['self', 'seller']).meta({ description: 'self: we sell by it. seller: we buy at it.' }),
    assignedCount: z.int().meta({ description: 'Tenants right below us that buy at it; 0 for a seller’s.' }),
  })
  .meta({ id: 'RateGroup' });

export const newRate = z.strictObject({
  prefix: z.string().regex(/^[0-9]{1,15}$/, '1 to 15 digits, E.164 without +'),
  destination: words(200).default(''),
  blockSeconds: z.int().min(1).max(86_400),
  pricePerBlock: amountText,
});

export const ratesPerRequest = 1000;

export const createRateGroupBody = z.strictObject({
  name: words(100).min(1),
  rates: z.array(newRate).min(1).max(ratesPerRequest),
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

export const entryKinds = [
  'top_up',
  'withdrawal',
  'correction',
  'payment',
  'refund',
  'dispute',
  'dispute_reversal',
  'call_charge',
  'call_revenue',
  'call_overrun',
] as const;

export const entriesQuery = pageQuery.extend({
  tenantId: id.optional().meta({ description: 'Oneself when absent.' }),
  kind: z.enum(entryKinds).optional(),
  from: instant.optional().meta({ description: 'Inclusive.' }),
  to: instant.optional().meta({ description: 'Exclusive.' }),
});

export const ledgerEntry = z
  .object({
    walletId: id,
    seq: z.int(),
    tenantId: id,
    occurredAt: instant,
    kind: z.enum(entryKinds),
    amountMicros: microsText.meta({ description: 'Signed: what came in is positive.' }),
    balanceAfterMicros: microsText,
    counterparty: named.nullable().meta({ description: 'null where the other side lies above who asks.' }),
    reference: z.object({
      type: z.enum(['transfer', 'attempt']),
      id,
      label: z.string().optional().meta({ description: "The task's name, where the call is one's own." }),
    }),
    note: z.string().nullable(),
  })
  .meta({ id: 'LedgerEntry' });

export type EntryKind = (typeof entryKinds)[number];
export type AssignRateGroupBody = z.infer<typeof assignRateGroupBody>;
export type RateGroup = z.infer<typeof rateGroup>;
export type NewRate = z.input<typeof newRate>;
export type CreateRateGroupBody = z.input<typeof createRateGroupBody>;
export type Rate = z.infer<typeof rate>;
export type LedgerEntry = z.infer<typeof ledgerEntry>;
