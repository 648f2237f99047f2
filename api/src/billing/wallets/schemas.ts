import { z } from 'zod';
import { id, instant, microsText, named, pageQuery, words } from '../../http/schemas.ts';

/** A decimal amount in currency units: "100.00". At most six decimals, never rounded. */
export const amountText = z.string().min(1).max(40);

const note = words(300);

export const idempotencyHeaders = z.object({
  'idempotency-key': z.string().min(8).max(100).meta({
    description:
      'Chosen by the client, one an intention; a repeat with the same one and content moves nothing and gets the same answer.',
  }),
});

export const topUpBody = z.strictObject({ amount: amountText, note: note.optional() });
export const withdrawalBody = z.strictObject({ amount: amountText, note: note.optional() });

export const correctionDirections = ['to_child', 'from_child'] as const;

export const correctionBody = z.strictObject({
  amount: amountText,
  direction: z.enum(correctionDirections),
  note: note.min(1).meta({ description: 'Why. Nothing posted is ever edited; this is what explains the new entry.' }),
  correctsId: id.optional().meta({ description: 'The transfer or call between the two that it corrects.' }),
});

export const creditLimitBody = z.strictObject({
  amount: amountText.meta({ description: 'The new limit; "0" withdraws it.' }),
  note: note.optional(),
});

export const transferResult = z.object({
  transferId: id,
  balanceMicros: microsText.meta({ description: "The child's, right after." }),
  ownBalanceMicros: microsText,
});

export const creditLimitResult = z.object({
  creditLimitMicros: microsText,
  availableMicros: microsText.meta({ description: "The child's, right after." }),
});

export const blockBody = z.strictObject({ reason: note.optional() });

export const transferRequestStates = ['pending', 'approved', 'rejected', 'withdrawn', 'expired'] as const;
export const transferRequestKinds = ['top_up', 'withdrawal', 'correction', 'credit_limit', 'approval_limit'] as const;

export const transferRequest = z
  .object({
    id,
    kind: z.enum(transferRequestKinds),
    tenant: named.meta({ description: 'Whose wallet; oneself where an operator pays in or out.' }),
    direction: z.enum(correctionDirections),
    amountMicros: microsText.meta({ description: 'Of a limit: the limit itself; "0" of an approval limit lifts it.' }),
    currency: z.string(),
    note: z.string().nullable(),
    correctsId: id.nullable(),
    state: z.enum(transferRequestStates),
    requestedBy: named,
    requestedAt: instant,
    expiresAt: instant,
    decidedBy: named.nullable(),
    decidedAt: instant.nullable(),
    reason: z.string().nullable(),
    transferId: id.nullable().meta({ description: 'What came of it.' }),
  })
  .meta({ id: 'TransferRequest' });

export const waitingResult = z.object({
  request: transferRequest.meta({ description: 'It is above the limit and waits for a second person.' }),
});

export const transferRequestsQuery = pageQuery.extend({ state: z.enum(transferRequestStates).optional() });

export const transferRequestCount = z.object({ waiting: z.int() });

export const approveBody = z.strictObject({ reason: note.optional() });
export const rejectBody = z.strictObject({ reason: note.min(1) });
export const withdrawBody = z.strictObject({});

export const moneySettings = z
  .object({
    transferApprovalLimitMicros: microsText
      .nullable()
      .meta({ description: 'What is asked for above this waits for a second person; null: never.' }),
    lowBalanceInfoMicros: microsText.meta({ description: 'An alert while less than this may be spent; "0": never.' }),
    lowBalanceWarningMicros: microsText,
    lowBalanceCriticalMicros: microsText,
    waitingLimit: z
      .object({ requestId: id, transferApprovalLimitMicros: microsText.nullable() })
      .nullable()
      .meta({ description: 'A higher limit, or none, that waits for a second person.' }),
  })
  .meta({ id: 'MoneySettings' });

export const moneySettingsBody = z.strictObject({
  transferApprovalLimit: amountText.nullable(),
  lowBalanceInfo: amountText,
  lowBalanceWarning: amountText,
  lowBalanceCritical: amountText,
});

export const walletQuery = z.object({
  tenantId: id.optional().meta({ description: 'Oneself when absent.' }),
});

export const wallet = z
  .object({
    walletId: id,
    tenantId: id,
    currency: z.string(),
    balanceMicros: microsText,
    heldMicros: microsText,
    availableMicros: microsText,
    creditLimitMicros: microsText,
    usedCreditMicros: microsText,
    reservedMicros: microsText.meta({ description: 'The credit limits granted to those right below.' }),
    state: z.enum(['active', 'blocked']),
    blockedReason: z.enum(['negative_balance', 'by_seller']).nullable(),
    lowBalance: z
      .enum(['info', 'warning', 'critical'])
      .nullable()
      .meta({ description: 'The level of the alert that is open for its balance.' }),
    spentPerDayMicros: microsText.meta({ description: 'Over the last seven days; 0 where calls take nothing.' }),
    enoughForDays: z.int().nullable().meta({ description: 'Whole days at that pace; null where it cannot be said.' }),
  })
  .meta({ id: 'Wallet' });

export type TopUpBody = z.infer<typeof topUpBody>;
export type WithdrawalBody = z.infer<typeof withdrawalBody>;
export type CorrectionBody = z.infer<typeof correctionBody>;
export type CreditLimitBody = z.infer<typeof creditLimitBody>;
export type TransferResult = z.infer<typeof transferResult>;
export type CreditLimitResult = z.infer<typeof creditLimitResult>;
export type TransferRequest = z.infer<typeof transferRequest>;
export type TransferRequestState = (typeof transferRequestStates)[number];
export type TransferRequestKind = (typeof transferRequestKinds)[number];
export type WaitingResult = z.infer<typeof waitingResult>;
export type MoneySettings = z.infer<typeof moneySettings>;
export type MoneySettingsBody = z.infer<typeof moneySettingsBody>;
export type Wallet = z.infer<typeof wallet>;
