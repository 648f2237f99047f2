import { z } from 'zod';
import { id, instant, microsText, named, pageQuery, words } from '../http/schemas.ts';

/** A decimal amount in currency units: "100.00". At most six decimals, never rounded. */
const amountText = z.string().min(1).max(40);

export const topUpBody = z.strictObject({
  amount: amountText,
  note: words(300).optional(),
});

export const topUpHeaders = z.object({
  'idempotency-key': z
    .string()
    .min(8)
    .max(100)
    .meta({ description: 'Chosen by the client, one a top-up; a repeat with the same one moves no money again.' }),
});

export const topUpResult = z.object({
  transferId: id,
  balanceMicros: microsText.meta({ description: "The child's, after the top-up." }),
  ownBalanceMicros: microsText,
});

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

export const wallet = z
  .object({
    walletId: id,
    tenantId: id,
    currency: z.string(),
    balanceMicros: microsText,
    heldMicros: microsText,
    availableMicros: microsText,
    creditLimitMicros: microsText,
    state: z.enum(['active', 'blocked']),
  })
  .meta({ id: 'Wallet' });

export const walletQuery = z.object({
  tenantId: id.optional().meta({ description: 'Oneself when absent.' }),
});

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
export type TopUpBody = z.infer<typeof topUpBody>;
export type TopUpResult = z.infer<typeof topUpResult>;
export type AssignRateGroupBody = z.infer<typeof assignRateGroupBody>;
export type RateGroup = z.infer<typeof rateGroup>;
export type NewRate = z.input<typeof newRate>;
export type CreateRateGroupBody = z.input<typeof createRateGroupBody>;
export type Rate = z.infer<typeof rate>;
export type Wallet = z.infer<typeof wallet>;
export type LedgerEntry = z.infer<typeof ledgerEntry>;
