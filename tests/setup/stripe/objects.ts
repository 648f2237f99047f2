// Stripe's objects as the loopback Stripe keeps and answers them: whole, so that the types of Stripe's library say what they are.
import { randomBytes } from 'node:crypto';
import type { Stripe } from 'stripe';

const apiVersion = '2026-10-28.endive';

const letters = (): string => randomBytes(18).toString('base64url').replaceAll(/[-_]/g, 'x');
export const newId = (prefix: string): string => `${prefix}_${letters()}`;
export const seconds = (): number => Math.floor(Date.now() / 1000);

interface RefundOrder {
  readonly intent: Stripe.PaymentIntent;
  readonly amount: number;
  readonly metadata: Stripe.Metadata;
  readonly status: string;
}

export function makeRefund({ intent, amount, metadata, status }: RefundOrder): Stripe.Refund {
  return {
    id: newId('re'),
    object: 'refund',
    amount,
    balance_transaction: newId('txn'),
    charge: typeof intent.latest_charge === 'string' ? intent.latest_charge : null,
    created: seconds(),
    currency: intent.currency,
    customer: null,
    customer_account: null,
    metadata,
    payment_intent: intent.id,
    payment_method: null,
    reason: null,
    receipt_number: null,
    source_transfer_reversal: null,
    status,
    transfer_reversal: null,
  };
}

/** A movement of the account's own balance: negative where a bank took money, positive where it came back. */
export function makeMovement(amount: number, currency: string): Stripe.BalanceTransaction {
  return {
    id: newId('txn'),
    object: 'balance_transaction',
    amount,
    available_on: seconds(),
    balance_type: 'payments',
    created: seconds(),
    currency,
    description: null,
    exchange_rate: null,
    fee: 0,
    fee_details: [],
    net: amount,
    reporting_category: amount < 0 ? 'dispute' : 'dispute_reversal',
    source: null,
    status: 'available',
    type: 'adjustment',
  };
}

export function makeDispute(
  intent: Stripe.PaymentIntent,
  { amount, status }: { amount: number; status: Stripe.Dispute.Status },
): Stripe.Dispute {
  return {
    id: newId('du'),
    object: 'dispute',
    amount,
    balance_transactions: [],
    charge: typeof intent.latest_charge === 'string' ? intent.latest_charge : newId('ch'),
    created: seconds(),
    currency: intent.currency,
    enhanced_eligibility_types: [],
    evidence: noEvidence as Stripe.Dispute.Evidence,
    evidence_details: {
      due_by: null,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: intent.id,
    reason: 'fraudulent',
    status,
  };
}

/** Nothing of ours reads evidence; it is the one part that is not answered whole. */
const noEvidence: unknown = {};

export function makeEvent(type: string, object: unknown): Stripe.Event {
  // The library's type is a union over every kind of event; which object goes with which is what the server knows.
  return {
    id: newId('evt'),
    object: 'event',
    api_version: apiVersion,
    created: seconds(),
    data: { object: structuredClone(object) },
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type,
  } as Stripe.Event;
}
