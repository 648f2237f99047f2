import type { PaymentReversal, PaymentState } from '@yunhu/api/schemas';
import { currencySign, formatMicrosExact, toMicros } from '../../i18n/money.ts';
import { locale, t, tMaybe } from '../../i18n/translate.ts';
import type { PillLook, Tone } from '../../ui/status.tsx';

export const paymentTones: Record<PaymentState, Tone> = {
  created: 'queued',
  processing: 'ringing',
  paid: 'answered',
  partly_refunded: 'noanswer',
  refunded: 'noanswer',
  disputed: 'failed',
  mismatched: 'failed',
  expired: 'skipped',
  failed: 'failed',
};

export const paymentLooks: Record<PaymentState, PillLook> = {
  created: 'plain',
  processing: 'accent',
  paid: 'ok',
  partly_refunded: 'plain',
  refunded: 'plain',
  disputed: 'bad',
  mismatched: 'bad',
  expired: 'plain',
  failed: 'bad',
};

/** An amount in a currency of its own, which need not be the reader's. */
export function moneyIn(currency: string, wire: string): string {
  return currencySign(currency, locale()) + formatMicrosExact(toMicros(wire));
}

const reversalTone: Readonly<Record<string, Tone>> = {
  succeeded: 'answered',
  won: 'answered',
  warning_closed: 'answered',
  prevented: 'answered',
  failed: 'failed',
  canceled: 'skipped',
  refused: 'failed',
  lost: 'failed',
};

/** How a refund or a dispute stands, in words; a word of Stripe's that is newer than this page stays as it is. */
export function reversalSaid({ kind, status, reason }: PaymentReversal): {
  tone: Tone;
  words: string;
  reason: string | null;
} {
  const known = tMaybe(`payments.${kind}Statuses`, status, status);
  const words = reason === null ? null : tMaybe('payments.reasons', reason, reason);
  return { tone: reversalTone[status] ?? 'ringing', words: known, reason: words };
}

export const stateWords = (state: PaymentState): string => t(`payments.states.${state}`);
