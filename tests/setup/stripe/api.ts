import type { StripeAccount } from './account.ts';
import type { StripeAnswer } from './idempotency.ts';
import {
  readForm,
  readParameters,
  refundParams,
  refundsQuery,
  retrieveQuery,
  sessionParams,
  sessionsQuery,
  StripeRefusal,
} from './parameters.ts';

/** Answers one request of the API; throws what Stripe refuses. */
export function answerApi(account: StripeAccount, method: string, asked: URL, body: string): StripeAnswer {
  const [, , ...parts] = asked.pathname.split('/');
  const ok = (answered: unknown): StripeAnswer => ({ status: 200, body: structuredClone(answered) });
  const list = (data: readonly unknown[], limit: number) =>
    ok({ object: 'list', url: asked.pathname, has_more: data.length > limit, data: data.slice(0, limit) });
  const query = readForm(asked.search.slice(1));
  const route = `${method} ${parts.join('/')}`;
  if (route === 'POST checkout/sessions')
    return ok(account.createSession(readParameters(sessionParams, readForm(body))));
  if (route === 'GET checkout/sessions') {
    const { payment_intent: intent, limit } = readParameters(sessionsQuery, query);
    if (intent !== undefined) account.intent(intent);
    const found = [...account.sessions.values()];
    return list(
      found.filter((one) => intent === undefined || one.payment_intent === intent),
      limit,
    );
  }
  if (/^GET checkout\/sessions\/\w+$/.test(route)) {
    const { expand } = readParameters(retrieveQuery, query);
    const session = account.session(parts[2] ?? '');
    const intent = typeof session.payment_intent === 'string' ? account.intents.get(session.payment_intent) : undefined;
    return ok(
      expand.includes('payment_intent') && intent !== undefined ? { ...session, payment_intent: intent } : session,
    );
  }
  if (route === 'POST refunds') return ok(account.refund(readParameters(refundParams, readForm(body))));
  if (route === 'GET refunds') {
    const { payment_intent: intent, limit } = readParameters(refundsQuery, query);
    const found = [...account.refunds.values()];
    return list(
      found.filter((one) => intent === undefined || one.payment_intent === intent),
      limit,
    );
  }
  if (/^GET refunds\/\w+$/.test(route)) return ok(account.foundRefund(parts[1] ?? ''));
  const message = `Unrecognized request URL (${method}: ${asked.pathname}).`;
  throw new StripeRefusal(404, { type: 'invalid_request_error', message });
}
