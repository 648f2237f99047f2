import type { PaymentNews } from '@yunhu/db/billing';

/** What a payment service tells of a reversal, each under a name of its own. */
export function newsOf(is: 'refund' | 'dispute' | 'dispute_reversal', name: string, amount: bigint): PaymentNews {
  const common = { minor: Number(amount / 10_000n), currency: 'CNY', at: '2026-06-02T00:00:00Z', providerId: name };
  if (is === 'refund') return { refunds: [{ ...common, status: 'succeeded' }] };
  const movements = [{ id: name, minor: common.minor, out: is === 'dispute' }];
  return { disputes: [{ ...common, status: is === 'dispute' ? 'needs_response' : 'won', movements }] };
}
