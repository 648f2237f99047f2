// The API with payments on, against the loopback Stripe: what most tests of payments stand on.
import { readPaymentSettings } from '@yunhu/api';
import { paymentDetail, type PaymentDetail } from '@yunhu/api/schemas';
import { startTestApi, type TestApi, type TestAnswer, type TestClient } from './api.ts';
import { createTestTenant, type TestTenant } from './customer.ts';
import { startStripeServer, type StripeServer } from './stripe-server.ts';

export const webhookPath = '/v1/payments/stripe/webhook';

export interface PaymentsApi {
  readonly api: TestApi;
  readonly stripe: StripeServer;
  readonly operator: TestClient;
  readonly agent: TestTenant;
  readonly customer: TestTenant;
  /** Opens a payment of the customer's. */
  open(amount: string, key?: string): Promise<PaymentDetail>;
  /** Opens one and pays it at Stripe's; its events are held. Answers Stripe's name of it beside. */
  pay(
    amount: string,
    paying?: Parameters<StripeServer['account']['pay']>[1],
  ): Promise<{ payment: PaymentDetail; intentId: string }>;
  /** A payment as the operator sees it. */
  read(paymentId: string): Promise<PaymentDetail>;
  refund(paymentId: string, amount?: string, key?: string): Promise<TestAnswer>;
  wallet(tenantId: string): Promise<{ balance: bigint; state: string; reason: string | null }>;
  /** What stands in the ledger for a payment, in a form that does not depend on order. */
  postings(paymentId: string): Promise<string[]>;
  /** Sends an event's bytes to the webhook; answers the status. */
  deliver(body: string, signature?: string): Promise<number>;
  /** Names the invariants that are broken. */
  broken(): Promise<string[]>;
  stop(): Promise<void>;
}

/** Settings that lead to a loopback Stripe. */
export function paymentSettings({ url, secretKey, webhookSecret }: StripeServer, publicUrl = 'http://127.0.0.1:8080') {
  return readPaymentSettings({
    STRIPE_SECRET_KEY: secretKey,
    STRIPE_WEBHOOK_SECRET: webhookSecret,
    STRIPE_API_BASE: url,
    PUBLIC_URL: publicUrl,
    HOST: '127.0.0.1',
    PORT: 8080,
  });
}

export async function startPaymentsApi(options: Parameters<typeof startTestApi>[0] = {}): Promise<PaymentsApi> {
  let app: TestApi['app'] | undefined;
  const deliver = async (body: string, signature?: string): Promise<number> => {
    const headers = {
      'content-type': 'application/json',
      ...(signature === undefined ? {} : { 'stripe-signature': signature }),
    };
    const response = await app?.request(webhookPath, { method: 'POST', headers, body });
    return response?.status ?? 0;
  };
  const stripe = await startStripeServer({ deliver });
  const api = await startTestApi({ payments: paymentSettings(stripe), ...options });
  app = api.app;
  const operator = await api.logIn('operator');
  const agent = await createTestTenant(api, operator, {
    kind: 'agent',
    name: 'Agent',
    loginName: 'agent',
    money: '1000',
  });
  const customer = await createTestTenant(api, agent.client, {
    kind: 'customer',
    name: 'Customer',
    loginName: 'customer',
  });
  const open = async (amount: string, key: string = crypto.randomUUID()): Promise<PaymentDetail> =>
    (await customer.client.post('/v1/payments', { amount }, { 'idempotency-key': key })).as(paymentDetail);
  return {
    ...{ api, stripe, operator, agent, customer, open, deliver },
    pay: async (amount, paying) => {
      const payment = await open(amount);
      const session = sessionOf(stripe, payment.id);
      return { payment, intentId: stripe.account.pay(session.id, paying).id };
    },
    read: async (paymentId) => (await operator.get(`/v1/payments/${paymentId}`)).as(paymentDetail),
    refund: (paymentId, amount, key = crypto.randomUUID()) =>
      operator.post(`/v1/payments/${paymentId}/refunds`, amount === undefined ? {} : { amount }, {
        'idempotency-key': key,
      }),
    ...lookBehind(api),
    stop: async () => {
      await stripe.stop();
      await api.stop();
    },
  };
}

/** The checkout that was made for a payment of ours. */
export function sessionOf({ account }: StripeServer, paymentId: string) {
  const session = [...account.sessions.values()].find((one) => one.client_reference_id === paymentId);
  if (session === undefined) throw new Error('there is no checkout for that payment');
  return session;
}

/** The record itself, as no answer of the API shows it. */
function lookBehind(api: TestApi): Pick<PaymentsApi, 'wallet' | 'postings' | 'broken'> {
  return {
    wallet: async (tenantId) => {
      const [row] = await api.behind<[{ balance: string; state: string; reason: string | null }]>`
        select balance_micros::text as balance, state, blocked_reason as reason from wallets where tenant_id = ${tenantId} and kind = 'main'`;
      return { ...row, balance: BigInt(row.balance) };
    },
    postings: async (paymentId) => {
      const rows = await api.behind<{ said: string }[]>`
        select p.kind || ' ' || p.provider_id || ' ' || e.amount_micros as said from payment_postings p
          join entries e on e.transfer_id = p.transfer_id and e.tenant_id = p.tenant_id
        where p.payment_id = ${paymentId} order by 1`;
      return rows.map((row) => row.said);
    },
    broken: async () => {
      const rows = await api.behind<{ invariant: string }[]>`select invariant from prove_ledger() where drift <> 0`;
      return rows.map((row) => row.invariant);
    },
  };
}
