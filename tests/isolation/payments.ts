// Payments by card in the world of hostile neighbours: everybody has one that was paid, refunded in part and disputed.
import { paymentDetail } from '@yunhu/api/schemas';
import { startTestApi, type TestApi } from '../setup/api.ts';
import { paymentSettings, sessionOf, webhookPath } from '../setup/payments.ts';
import { startStripeServer, type StripeServer } from '../setup/stripe-server.ts';
import type { Actor } from './world.ts';

export interface PayingApi {
  readonly api: TestApi;
  readonly stripe: StripeServer;
}

/** The API with payments on; its `stop` ends the loopback Stripe too. */
export async function startPayingApi(options: Parameters<typeof startTestApi>[0]): Promise<PayingApi> {
  let app: TestApi['app'] | undefined;
  const stripe = await startStripeServer({
    deliver: async (body, signature) => {
      const init = { method: 'POST', headers: { 'stripe-signature': signature }, body };
      return (await app?.request(webhookPath, init))?.status ?? 0;
    },
  });
  const api = await startTestApi({ payments: paymentSettings(stripe), ...options });
  app = api.app;
  const stop = async (): Promise<void> => {
    await stripe.stop();
    await api.stop();
  };
  return { api: { ...api, stop }, stripe };
}

export async function withPayment({ api, stripe }: PayingApi, actor: Actor): Promise<Actor> {
  const client = await api.logIn(actor.loginName);
  const opened = await client.post('/v1/payments', { amount: '10' }, { 'idempotency-key': `paid by ${actor.name}` });
  const { id: paymentId } = opened.as(paymentDetail);
  const intent = stripe.account.pay(sessionOf(stripe, paymentId).id);
  stripe.account.refund({ payment_intent: intent.id, amount: 100 });
  const dispute = stripe.account.dispute(intent.id, { amount: 100 });
  stripe.account.closeDispute(dispute.id, 'won');
  await stripe.flush();
  return { ...actor, ids: { ...actor.ids, paymentId } };
}
