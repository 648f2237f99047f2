// Against the real Stripe, in test mode: run by hand where a key is at hand, never in CI.
//   STRIPE_TEST_SECRET_KEY=sk_test_… npm test -- real-stripe
import { readPaymentSettings } from '@yunhu/api';
import { micros } from '@yunhu/db/billing';
import { systemClock } from '@yunhu/db/time';
import { expect, test } from 'vitest';
import { openStripeGateway } from '../../api/src/billing/payments/stripe-gateway.ts';

const key = process.env['STRIPE_TEST_SECRET_KEY'] ?? '';
const isGiven = /^(sk|rk)_test_/.test(key) && process.env['CI'] !== 'true';
if (!isGiven) process.stderr.write('skipped for want of STRIPE_TEST_SECRET_KEY: payments against the real Stripe\n');

test.skipIf(!isGiven)(
  'the real Stripe makes the checkout that we ask for, once for its key, and tells of it as we read it',
  async () => {
    const settings = readPaymentSettings({
      STRIPE_SECRET_KEY: key,
      STRIPE_WEBHOOK_SECRET: 'whsec_not_used_here',
      HOST: '127.0.0.1',
      PORT: 8080,
    });
    if (settings === undefined) throw new Error('payments are off');
    const gateway = openStripeGateway(settings, systemClock);
    const payment = {
      tenantId: crypto.randomUUID(),
      id: crypto.randomUUID(),
      amountMicros: micros(128_500_000n),
      currency: 'CNY',
      createdAt: new Date(),
    };
    const made = await gateway.createCheckout(payment);
    expect(made.url).toMatch(/^https:\/\//);
    expect(await gateway.createCheckout(payment)).toEqual(made);
    await expect(gateway.createCheckout({ ...payment, amountMicros: micros(1_000_000n) })).rejects.toMatchObject({
      code: 'payment_refused',
    });
    const news = await gateway.readCheckout(made.id);
    expect(news).toMatchObject({ checkoutId: made.id, payment: { tenantId: payment.tenantId, id: payment.id } });
    expect(news.received).toBeUndefined();
    expect(await gateway.findPayment('pi_nobody_has_this')).toBeUndefined();
  },
);
