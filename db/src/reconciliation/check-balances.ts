// Wallets against their entries. By induction: each entry adds to the one before, and the wallet says what the last one says.
import type { ProofCheck } from './proof-check.ts';

/** Money is neither made nor lost: what all wallets of a currency hold is 0, as is the sum of everything ever posted. */
export const sumIsZero: ProofCheck = {
  invariant: 'sum_is_zero',
  rows: ({ sql }, { mode }) => sql`
    select sum(balance_micros) <> 0 off, format('all wallets in %s: %s', currency, sum(balance_micros)) offender from wallets group by currency
    ${mode === 'full' ? sql`union all select sum(amount_micros) <> 0, format('all entries: %s', sum(amount_micros)) from entries` : sql``}`,
};

/** Entries of a wallet follow each other without a gap, and each one's balance is the one before plus its amount. */
export const runningBalances: ProofCheck = {
  invariant: 'running_balances',
  rows: ({ sql }, { mode }) => {
    const walked =
      mode === 'full'
        ? sql`select e.wallet_id, e.seq, e.amount_micros, e.balance_after_micros, 0::bigint first_seq, 0::bigint first_balance from entries e`
        : sql`
          select e.wallet_id, e.seq, e.amount_micros, e.balance_after_micros, coalesce(k.seq, 0) first_seq, coalesce(k.balance_micros, 0) first_balance
          from wallets w
            -- A checkpoint counts while its entry says the same; else the wallet is walked from its first entry.
            left join lateral (
              select c.seq, c.balance_micros from ledger_checkpoints c
                join entries e on (e.tenant_id, e.wallet_id, e.seq, e.balance_after_micros) = (c.tenant_id, c.wallet_id, c.seq, c.balance_micros)
              where (c.tenant_id, c.wallet_id) = (w.tenant_id, w.id) offset 0
            ) k on true
            -- "offset 0" keeps it one short range of the primary key a wallet.
            cross join lateral (
              select e.* from entries e where e.tenant_id = w.tenant_id and e.wallet_id = w.id and e.seq > coalesce(k.seq, 0) offset 0
            ) e`;
    return sql`
      select seq <> seq_before + 1 or balance_after_micros <> balance_before + amount_micros off, format('wallet %s entry %s', wallet_id, seq) offender
      from (
        select e.*, lag(e.seq, 1, e.first_seq) over of_wallet seq_before, lag(e.balance_after_micros, 1, e.first_balance) over of_wallet balance_before
        from (${walked}) e window of_wallet as (partition by e.wallet_id order by e.seq)
      ) e`;
  },
};

/** A wallet's balance is the sum of its entries, which is what its last entry says, and it counts its entries. */
export const walletBalances: ProofCheck = {
  invariant: 'wallet_balances',
  rows: ({ sql }, { mode }) => {
    const last =
      mode === 'full'
        ? sql`(select tenant_id, wallet_id, sum(amount_micros)::bigint balance, max(seq) seq, count(*) n from entries group by 1, 2) e
            on (e.tenant_id, e.wallet_id) = (w.tenant_id, w.id)`
        : sql`lateral (
            select x.balance_after_micros balance, x.seq, x.seq n from entries x where (x.tenant_id, x.wallet_id) = (w.tenant_id, w.id)
            order by x.seq desc limit 1) e on true`;
    return sql`
      select (w.balance_micros, w.last_seq, w.last_seq) is distinct from (coalesce(e.balance, 0), coalesce(e.seq, 0), coalesce(e.n, 0)) off,
        format('wallet %s: balance %s, entries %s', w.id, w.balance_micros, coalesce(e.balance, 0)) offender
      from wallets w left join ${last}`;
  },
};
