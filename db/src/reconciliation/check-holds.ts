// Money set aside and credit granted. Both are few rows, so they are proven whole every time.
import type { ProofCheck } from './proof-check.ts';

/** What a wallet holds is the sum of its open holds. */
export const holdsAreHeld: ProofCheck = {
  invariant: 'holds_are_held',
  rows: ({ sql }) => sql`
    select w.held_micros <> coalesce(h.total, 0) off, format('wallet %s: held %s, holds %s', w.id, w.held_micros, coalesce(h.total, 0)) offender
    from wallets w left join (select tenant_id, wallet_id, sum(amount_micros) total from holds group by 1, 2) h
      on (h.tenant_id, h.wallet_id) = (w.tenant_id, w.id)`,
};

/** Only an attempt that is under way holds money: its end releases the hold in the same transaction. */
export const holdsAreOpen: ProofCheck = {
  invariant: 'holds_are_open',
  rows: ({ sql }) => sql`
    select a.id is null off, format('wallet %s attempt %s', h.wallet_id, h.attempt_id) offender
    from holds h left join (select id from attempts where ended_at is null) a on a.id = h.attempt_id`,
};

/** Credit granted to a child stands reserved on the grantor's wallet, to the micro-unit. */
export const creditIsReserved: ProofCheck = {
  invariant: 'credit_is_reserved',
  rows: ({ sql }) => sql`
    select w.reserved_micros <> coalesce(c.total, 0) off,
      format('wallet %s: reserved %s, granted %s', w.id, w.reserved_micros, coalesce(c.total, 0)) offender
    from wallets w left join (
      select t.parent_id, sum(x.credit_limit_micros) total from wallets x join tenants t on t.id = x.tenant_id where x.kind = 'main' group by 1
    ) c on c.parent_id = w.tenant_id and w.kind = 'main'`,
};
