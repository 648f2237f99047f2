import type { ProofCheck } from './proof-check.ts';

/**
 * Money from outside: what was received as it was asked for is credited, once; what stands in the entries of a payment is what was
 * posted for it; and no such movement belongs to no payment. Payments are few beside calls, so all of them are looked at every time.
 */
export const paymentsArePosted: ProofCheck = {
  invariant: 'payments_are_posted',
  rows: ({ sql }) => sql`
    select ((p.received_micros, p.received_currency) is not distinct from (p.amount_micros, p.currency)) <> (posted.credits = 1)
        or posted.credited is distinct from case when posted.credits = 1 then p.amount_micros end or posted.net <> coalesce(moved.net, 0) off,
      format('payment %s: posted %s, entries %s', p.id, posted.net, coalesce(moved.net, 0)) offender
    from payments p
      cross join lateral (
        select count(*) filter (where g.kind = 'payment') credits, sum(g.amount_micros) filter (where g.kind = 'payment') credited,
          coalesce(sum(case when g.kind in ('payment', 'refund_failed', 'dispute_reversal') then g.amount_micros else -g.amount_micros end), 0) net
        from payment_postings g where (g.tenant_id, g.payment_id) = (p.tenant_id, p.id)
      ) posted
      cross join lateral (
        select sum(e.amount_micros) net from payment_postings g join entries e on e.transfer_id = g.transfer_id and e.tenant_id = p.tenant_id
          join wallets w on (w.tenant_id, w.id) = (e.tenant_id, e.wallet_id) and w.kind = 'main'
        where (g.tenant_id, g.payment_id) = (p.tenant_id, p.id)
      ) moved
    union all
    select (select count(*) from payment_postings g where (g.tenant_id, g.transfer_id, g.amount_micros) = (t.tenant_id, t.id, t.amount_micros)) <> 1,
      format('transfer %s', t.id)
    from transfers t where t.kind in ('payment', 'refund', 'dispute', 'dispute_reversal')`,
};
