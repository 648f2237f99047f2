import type { Stripe } from 'stripe';

/** Where people pay in a test: what they buy, and what they can do. Nobody types a card. */
export function writeCheckoutPage(session: Stripe.Checkout.Session): string {
  const sum = `${((session.amount_total ?? 0) / 100).toFixed(2)} ${(session.currency ?? '').toUpperCase()}`;
  const body =
    session.status === 'open'
      ? `<p class="sum" data-testid="checkout-sum">${sum}</p>
<form method="post" action="/c/pay/${session.id}/pay"><button data-testid="checkout-pay">Pay ${sum}</button></form>
<form method="post" action="/c/pay/${session.id}/pay-later"><button data-testid="checkout-pay-later">Pay by bank transfer</button></form>
<p><a href="${session.cancel_url ?? '#'}" data-testid="checkout-cancel">Back</a></p>`
      : `<p data-testid="checkout-over">This checkout is ${session.status ?? 'over'}.</p>`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Loopback checkout</title>
<style>body{font:16px system-ui;max-width:360px;margin:15vh auto;padding:0 16px}.sum{font-size:32px}button{width:100%;padding:12px;margin:6px 0}</style>
</head><body><h1>Loopback checkout</h1>${body}</body></html>`;
}
