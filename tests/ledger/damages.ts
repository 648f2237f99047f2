// One row of each kind, damaged as no program of ours can: by hand, as the superuser.

export interface Damage {
  readonly what: string;
  /** One statement that answers the `id` of what it hit. */
  readonly damage: string;
  /** The invariants that have to find it. */
  readonly named: readonly string[];
  /** What stands before the id where one of them names it. */
  readonly by: string;
}

export const damages: readonly Damage[] = [
  {
    what: 'an amount that was changed',
    damage: `update entries set amount_micros = amount_micros + 1 where kind = 'call_charge' and ctid = (select min(ctid) from entries where kind = 'call_charge')
      returning wallet_id id`,
    named: ['running_balances', 'transfers_sum_to_zero', 'charges_are_posted'],
    by: 'wallet',
  },
  {
    what: 'a running balance that was changed',
    damage: `update entries set balance_after_micros = balance_after_micros - 5 where kind = 'call_revenue' and ctid = (select min(ctid) from entries where kind = 'call_revenue')
      returning wallet_id id`,
    named: ['running_balances'],
    by: 'wallet',
  },
  {
    what: 'an entry that was taken out',
    damage: `delete from entries where kind = 'call_revenue' and ctid = (select min(ctid) from entries where kind = 'call_revenue') returning transfer_id id`,
    named: ['running_balances', 'transfers_sum_to_zero'],
    by: 'transfer',
  },
  {
    what: 'a wallet that was made richer',
    damage: `update wallets set balance_micros = balance_micros + 7 where id = (select w.id from wallets w join tenants t on t.id = w.tenant_id where t.kind = 'customer' limit 1)
      returning id`,
    named: ['sum_is_zero', 'wallet_balances'],
    by: 'wallet',
  },
  {
    what: 'money held by nobody',
    damage: `update wallets set held_micros = held_micros + 9 where kind = 'loss' returning id`,
    named: ['holds_are_held'],
    by: 'wallet',
  },
  {
    what: 'credit that nobody set aside',
    damage: `update wallets set credit_limit_micros = credit_limit_micros + 3
      where id = (select w.id from wallets w join tenants t on t.id = w.tenant_id where t.kind = 'customer' and w.kind = 'main' limit 1)
      returning (select p.id from wallets p join tenants t on t.parent_id = p.tenant_id where t.id = wallets.tenant_id and p.kind = 'main') id`,
    named: ['credit_is_reserved'],
    by: 'wallet',
  },
  {
    what: 'a hold whose call is over',
    damage: `insert into holds (tenant_id, wallet_id, attempt_id, amount_micros, expires_at)
      select w.tenant_id, w.id, a.id, 1, now() from attempts a join wallets w on w.tenant_id = a.tenant_id where a.ended_at is not null limit 1 returning attempt_id id`,
    named: ['holds_are_open', 'holds_are_held'],
    by: 'attempt',
  },
  {
    what: 'a top-up that was asked for otherwise',
    damage: `update transfers set amount_micros = amount_micros + 1 where id = (select id from transfers limit 1) returning id`,
    named: ['transfers_are_posted'],
    by: 'transfer',
  },
  {
    what: 'a charge that was lost',
    damage: `delete from attempt_charges where level = 0 and ctid = (select min(ctid) from attempt_charges where level = 0) returning attempt_id id`,
    named: ['charges_are_posted', 'calls_are_charged'],
    by: 'attempt',
  },
  {
    what: 'a CDR that was lost',
    damage: `delete from cdrs where answered_at is not null and ctid = (select min(ctid) from cdrs where answered_at is not null) returning attempt_id id`,
    named: ['calls_are_charged'],
    by: 'attempt',
  },
  {
    what: 'a payment that was never credited',
    damage: `insert into payments (tenant_id, amount_micros, currency, state, idempotency_key, provider_payment_id, received_micros, received_currency, received_at)
      select id, 5000000, 'CNY', 'paid', 'never credited', 'pi_1', 5000000, 'CNY', now() from tenants where kind = 'customer' limit 1 returning id`,
    named: ['payments_are_posted'],
    by: 'payment',
  },
  {
    what: 'money from outside that no payment brought',
    damage: `update transfers set kind = 'payment' where id = (select max(id::text)::uuid from transfers) returning id`,
    named: ['payments_are_posted', 'transfers_are_posted'],
    by: 'transfer',
  },
  {
    what: 'a price that the rate does not give',
    damage: `update frozen_rates set price_per_block_micros = price_per_block_micros + 1
      where id = (select rate_id from attempt_charges where amount_micros > 0 limit 1)
      returning (select attempt_id from attempt_charges c where c.rate_id = frozen_rates.id and c.amount_micros > 0 limit 1) id`,
    named: ['rates_give_the_charges'],
    by: 'attempt',
  },
];
