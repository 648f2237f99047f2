// Calls against money: what was answered is charged, and what is charged is posted, once.
import type { ProofCheck } from './proof-check.ts';

/** What a payer was charged for a call stands in its entries, once and to the micro-unit; and the reverse. */
export const chargesArePosted: ProofCheck = {
  invariant: 'charges_are_posted',
  rows: ({ sql }, scope) =>
    scope.mode === 'full'
      ? sql`
        select (c.total, c.n) is distinct from (e.total, e.n) off,
          format('attempt %s of tenant %s: charged %s, posted %s', coalesce(c.attempt_id, e.transfer_id), coalesce(c.tenant_id, e.tenant_id),
            coalesce(c.total, 0), coalesce(e.total, 0)) offender
        from (select tenant_id, attempt_id, sum(amount_micros) total, count(*) n from attempt_charges where amount_micros > 0 group by 1, 2) c
          full join (select tenant_id, transfer_id, -sum(amount_micros) total, count(*) n from entries where kind = 'call_charge' group by 1, 2) e
            on (e.tenant_id, e.transfer_id) = (c.tenant_id, c.attempt_id)`
      : sql`
        select (c.total, c.n) is distinct from (coalesce(e.total, 0), e.n) off,
          format('attempt %s of tenant %s: charged %s, posted %s', c.attempt_id, c.tenant_id, c.total, coalesce(e.total, 0)) offender
        from (select tenant_id, attempt_id, sum(amount_micros) total, count(*) n from attempt_charges
              where amount_micros > 0 and recorded_at >= ${scope.since} group by 1, 2) c
          left join lateral (select -sum(x.amount_micros) total, count(*) n from entries x
            where x.transfer_id = c.attempt_id and x.tenant_id = c.tenant_id and x.kind = 'call_charge' offset 0) e on true
        union all
        select not exists (select from attempt_charges c where (c.tenant_id, c.attempt_id) = (e.tenant_id, e.transfer_id) and c.amount_micros > 0),
          format('attempt %s of tenant %s: charged 0, posted %s', e.transfer_id, e.tenant_id, -e.amount_micros)
        from entries e where e.recorded_at >= ${scope.since} and e.kind = 'call_charge'`,
};

/** Each answered call has exactly one settlement, also where it was free; and none is settled that was not answered. */
export const callsAreCharged: ProofCheck = {
  invariant: 'calls_are_charged',
  rows: ({ sql }, scope) =>
    scope.mode === 'full'
      ? sql`
        select c.attempt_id is null or p.attempt_id is null off,
          format('attempt %s: %s', coalesce(c.attempt_id, p.attempt_id), case when p.attempt_id is null then 'CDR without a charge' else 'charge without a CDR' end) offender
        from (select tenant_id, attempt_id from cdrs where leg = 'callee' and answered_at is not null) c
          full join (select tenant_id, attempt_id from attempt_charges where level = 0) p on (p.tenant_id, p.attempt_id) = (c.tenant_id, c.attempt_id)`
      : sql`
        select not exists (select from attempt_charges p where (p.tenant_id, p.attempt_id) = (c.tenant_id, c.attempt_id) and p.level = 0) off,
          format('attempt %s: CDR without a charge', c.attempt_id) offender
        from cdrs c where c.recorded_at >= ${scope.since} and c.leg = 'callee' and c.answered_at is not null
        union all
        select not exists (select from cdrs c where (c.tenant_id, c.attempt_id, c.leg) = (p.tenant_id, p.attempt_id, 'callee') and c.answered_at is not null),
          format('attempt %s: charge without a CDR', p.attempt_id)
        from attempt_charges p where p.recorded_at >= ${scope.since} and p.level = 0`,
};
