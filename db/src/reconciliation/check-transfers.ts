// Transfers: double entry, and the movement that somebody asked for against what was posted of it.
import type { ProofCheck } from './proof-check.ts';

/** The entries of one movement, or of one call on all its levels, sum to zero. */
export const transfersSumToZero: ProofCheck = {
  invariant: 'transfers_sum_to_zero',
  rows: ({ sql }, scope) =>
    scope.mode === 'full'
      ? sql`select sum(amount_micros) <> 0 off, format('transfer %s: %s', transfer_id, sum(amount_micros)) offender from entries group by transfer_id`
      : sql`
        select coalesce(r.total <> 0 and whole.total <> 0, false) off, format('transfer %s: %s', r.transfer_id, whole.total) offender
        from (select transfer_id, sum(amount_micros) total from entries where recorded_at >= ${scope.since} group by 1) r
          -- Only where the recent part alone is not zero is the rest of the transfer looked for.
          left join lateral (select sum(e.amount_micros) total from entries e where r.total <> 0 and e.transfer_id = r.transfer_id offset 0) whole on true`,
};

/** Each transfer stands in the entries as it was asked for: out of one wallet, into the other; and no such entry stands alone. */
export const transfersArePosted: ProofCheck = {
  invariant: 'transfers_are_posted',
  rows: ({ sql }, scope) => {
    const posted = sql`
      count(*) n, min(kind) kind, min(amount_micros) least, max(amount_micros) most, array_agg(wallet_id order by amount_micros) wallets`;
    const fits = sql`
      coalesce((e.n, e.kind, e.least, e.most, e.wallets) is distinct from
        (2::bigint, t.kind, -t.amount_micros, t.amount_micros, array[t.from_wallet_id, t.to_wallet_id]), true)`;
    return scope.mode === 'full'
      ? sql`
        select ${fits} off, format('transfer %s', coalesce(t.id, e.transfer_id)) offender
        from transfers t full join (select transfer_id, ${posted} from entries where kind not like 'call%' group by 1) e on e.transfer_id = t.id`
      : sql`
        select ${fits} off, format('transfer %s', t.id) offender
        from transfers t left join lateral (select ${posted} from entries x where x.transfer_id = t.id offset 0) e on true
        where t.recorded_at >= ${scope.since}
        union all
        select not exists (select from transfers t where t.id = e.transfer_id and t.tenant_id in (e.tenant_id, e.counterparty_tenant_id)),
          format('transfer %s', e.transfer_id)
        from entries e where e.recorded_at >= ${scope.since} and e.kind not like 'call%'`;
  },
};
