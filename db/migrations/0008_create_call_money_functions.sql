-- Admission and settlement of calls in batches, and the proof. See 0007 for who may write and in which order wallets are locked.

-- Admits a batch of calls: every rule of admission, the holds and the attempts, in one transaction, netted to one update a wallet.
-- Call i stands at index i of the arrays; holds name their call by that index, in ascending order. Calls are admitted in order while
-- balance − held + credit limit covers their holds. Answers the refused calls with a reason; they leave no row.
create function admit_attempts(
  worker uuid, at timestamptz, hold_expires_at timestamptz,
  attempt_ids uuid[], tenant_ids uuid[], task_ids uuid[], target_ids uuid[], numbers text[], attempt_nos integer[], caller_id_ids uuid[],
  trunk_tenant_ids uuid[], trunk_ids uuid[], authorised integer[],
  hold_calls integer[], hold_tenant_ids uuid[], hold_micros bigint[])
  returns table (call integer, refusal text)
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
declare
  n constant integer := cardinality(attempt_ids);
  refusals text[];
  wallet_tenants uuid[];
  wallet_ids uuid[];
  available bigint[];
  short boolean;
  h integer := 1;
  first_hold integer;
  w integer;
begin
  if n > 1000 then
    raise exception 'batch_too_large' using errcode = 'YH422';
  end if;
  -- Lock first: what is read below stays true until commit.
  select coalesce(array_agg(l.tenant_id), '{}'), coalesce(array_agg(l.id), '{}'),
      coalesce(array_agg(l.balance_micros - l.held_micros + l.credit_limit_micros), '{}')
    into wallet_tenants, wallet_ids, available
    from (select tenant_id, id, balance_micros, held_micros, credit_limit_micros from wallets
          where kind = 'main' and tenant_id = any (array(select distinct unnest(hold_tenant_ids))) order by id for update) l;

  with calls as materialized (
    select * from unnest(tenant_ids, task_ids, target_ids, numbers, attempt_nos, caller_id_ids) with ordinality
      as c (tenant_id, task_id, target_id, number, attempt_no, caller_id_id, i)
  ), barred as materialized (
    -- Asked again here: somebody may have opted out since the target was leased.
    select distinct c.i from calls c join tenant_closure up on up.descendant = c.tenant_id
      join black_list b on b.tenant_id = up.ancestor and b.number = c.number and b.expires_at > at
  ), tasks_of as materialized (
    select d.tenant_id, d.task_id, d.caller_id_id,
      case
        when k.state is distinct from 'running' then 'task_not_running'
        when k.worker_id is distinct from worker then 'lease_lost'
        when exists (select from tenant_closure c join tenants t on t.id = c.ancestor where c.descendant = d.tenant_id and t.state <> 'enabled')
          then 'tenant_disabled'
        when exists (select from tenant_closure c join wallets b on b.tenant_id = c.ancestor and b.kind = 'main'
                     where c.descendant = d.tenant_id and b.state <> 'active') then 'wallet_blocked'
        when not exists (select from caller_ids c where c.tenant_id = d.tenant_id and c.id = d.caller_id_id and c.state = 'approved'
                         and c.approved_until > at) then 'caller_id_not_approved'
        when not exists (select from flow_versions f join audio a on (a.tenant_id, a.id) = (f.tenant_id, f.audio_id)
                         where (f.tenant_id, f.flow_id, f.version) = (k.tenant_id, k.flow_id, k.flow_version) and a.state = 'approved')
          then 'audio_not_approved'
      end as refusal
    from (select distinct c.tenant_id, c.task_id, c.caller_id_id from calls c) d left join tasks k on (k.tenant_id, k.id) = (d.tenant_id, d.task_id)
  )
  select array_agg(coalesce(o.refusal,
      case when g.leased_by is distinct from worker or g.attempts_made + 1 <> c.attempt_no then 'target_not_leased' end,
      case when c.i in (select b.i from barred b) then 'black_listed' end) order by c.i)
    into refusals
    from calls c
      join tasks_of o on (o.tenant_id, o.task_id, o.caller_id_id) = (c.tenant_id, c.task_id, c.caller_id_id)
      left join targets g on (g.tenant_id, g.id) = (c.tenant_id, c.target_id);

  -- Nearly always every wallet covers the whole batch; only where one does not are the calls weighed one by one.
  select coalesce(bool_or(s.total > coalesce(available[array_position(wallet_tenants, s.tenant_id)], 0)), false) into short
    from (select x.tenant_id, sum(x.micros) total from unnest(hold_tenant_ids, hold_micros) x (tenant_id, micros) group by 1) s;
  if short then
    for i in 1..n loop
      first_hold := h;
      while h <= cardinality(hold_calls) and hold_calls[h] = i loop
        w := array_position(wallet_tenants, hold_tenant_ids[h]);
        if refusals[i] is null and (w is null or available[w] < hold_micros[h]) then
          refusals[i] := 'insufficient_funds';
        end if;
        h := h + 1;
      end loop;
      if refusals[i] is null then
        for j in first_hold..h - 1 loop
          w := array_position(wallet_tenants, hold_tenant_ids[j]);
          available[w] := available[w] - hold_micros[j];
        end loop;
      end if;
    end loop;
  end if;

  insert into attempts (tenant_id, id, task_id, target_id, attempt_no, number, caller_id_id, trunk_tenant_id, trunk_id, worker_id,
      authorised_seconds, admitted_at)
    select c.tenant_id, c.attempt_id, c.task_id, c.target_id, c.attempt_no, c.number, c.caller_id_id, c.trunk_tenant_id, c.trunk_id, worker,
      c.authorised_seconds, at
    from unnest(attempt_ids, tenant_ids, task_ids, target_ids, numbers, attempt_nos, caller_id_ids, trunk_tenant_ids, trunk_ids, authorised, refusals)
      c (attempt_id, tenant_id, task_id, target_id, number, attempt_no, caller_id_id, trunk_tenant_id, trunk_id, authorised_seconds, refusal)
    where c.refusal is null;
  with placed as (
    insert into holds (tenant_id, wallet_id, attempt_id, amount_micros, expires_at)
      select x.tenant_id, wallet_ids[array_position(wallet_tenants, x.tenant_id)], attempt_ids[x.i], x.micros, hold_expires_at
      from unnest(hold_calls, hold_tenant_ids, hold_micros) x (i, tenant_id, micros)
      where refusals[x.i] is null and x.micros > 0
      returning tenant_id, wallet_id, amount_micros
  )
  update wallets u set held_micros = u.held_micros + p.total
    from (select placed.tenant_id, placed.wallet_id, sum(placed.amount_micros) total from placed group by 1, 2) p
    where (u.tenant_id, u.id) = (p.tenant_id, p.wallet_id);

  return query select r.i::integer, r.reason from unnest(refusals) with ordinality r (reason, i) where r.reason is not null;
end
$$;

-- Settles a batch of finished calls: releases their holds, writes what each level pays and posts it, netted to one update a wallet.
-- The key is (payer, attempt, leg): a charge that was written before posts nothing again, so a repeat or a late one is harmless.
-- An overrun (seconds beyond the authorised ones, which nobody pays) goes from the operator's loss account to its revenue.
-- Never fails for lack of money. A call that cost nothing is named without charges: its hold is released.
create function settle_calls(
  attempt_ids uuid[],
  charge_attempts uuid[], charge_levels integer[], payers uuid[], payees uuid[], amounts bigint[], rate_ids uuid[], rate_group_ids uuid[],
  prefixes text[], billed integer[], block_counts integer[], answered timestamptz[], ended timestamptz[],
  overrun_attempts uuid[], overrun_micros bigint[])
  returns void
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
declare
  operator uuid;
begin
  if cardinality(attempt_ids) > 1000 then
    raise exception 'batch_too_large' using errcode = 'YH422';
  end if;
  if cardinality(overrun_attempts) > 0 then
    select id into operator from tenants where parent_id is null;
  end if;
  perform from wallets w
    where w.tenant_id = any (array(select unnest(payers || payees || operator) union select h.tenant_id from holds h where h.attempt_id = any (attempt_ids)))
      and (w.kind = 'main' or (w.kind = 'loss' and operator is not null))
    order by w.id for update;

  with released as (
    delete from holds h where h.attempt_id = any (attempt_ids) returning h.tenant_id, h.wallet_id, h.amount_micros
  ), charged as (
    insert into attempt_charges as a (tenant_id, attempt_id, level, payee_tenant_id, rate_id, rate_group_id, prefix, billed_seconds, blocks,
        amount_micros, answered_at)
      select c.payer, c.attempt_id, c.level, c.payee, c.rate_id, c.rate_group_id, c.prefix, c.billed_seconds, c.blocks, c.amount, c.answered_at
      from unnest(charge_attempts, charge_levels, payers, payees, amounts, rate_ids, rate_group_ids, prefixes, billed, block_counts, answered)
        c (attempt_id, level, payer, payee, amount, rate_id, rate_group_id, prefix, billed_seconds, blocks, answered_at)
      on conflict do nothing
      returning a.tenant_id, a.attempt_id, a.level, a.payee_tenant_id, a.amount_micros
  ), ends as (
    select e.attempt_id, min(e.ended_at) ended_at from unnest(charge_attempts, ended) e (attempt_id, ended_at) group by 1
  ), sides as (
    select c.attempt_id, c.level, c.tenant_id owner, 'main' wallet_kind, 'call_charge' kind, -c.amount_micros amount, c.payee_tenant_id counterparty
      from charged c where c.amount_micros > 0
    union all
    select c.attempt_id, c.level, c.payee_tenant_id, 'main', 'call_revenue', c.amount_micros, c.tenant_id from charged c where c.amount_micros > 0
    union all
    select o.attempt_id, 32767::smallint, operator, s.wallet_kind, 'call_overrun', s.sign * o.micros, operator
      from unnest(overrun_attempts, overrun_micros) o (attempt_id, micros)
        join charged c on c.attempt_id = o.attempt_id and c.level = 0
        cross join (values ('loss', -1), ('main', 1)) s (wallet_kind, sign)
      where o.micros > 0
  ), numbered as (
    select w.tenant_id, w.id wallet_id, s.attempt_id, s.kind, s.amount, s.counterparty,
      w.last_seq + row_number() over of_wallet seq,
      w.balance_micros + (sum(s.amount) over of_wallet)::bigint balance_after
    from sides s join wallets w on w.tenant_id = s.owner and w.kind = s.wallet_kind
    window of_wallet as (partition by w.id order by s.attempt_id, s.level, s.amount rows unbounded preceding)
  ), posted as (
    insert into entries (tenant_id, wallet_id, seq, transfer_id, kind, amount_micros, balance_after_micros, counterparty_tenant_id, occurred_at)
      select d.tenant_id, d.wallet_id, d.seq, d.attempt_id, d.kind, d.amount, d.balance_after, d.counterparty, e.ended_at
      from numbered d join ends e on e.attempt_id = d.attempt_id
      returning tenant_id, wallet_id, amount_micros
  ), net as (
    select x.tenant_id, x.wallet_id, sum(x.delta) delta, sum(x.held) held, sum(x.n) n
    from (select p.tenant_id, p.wallet_id, p.amount_micros delta, 0::bigint held, 1 n from posted p
          union all select r.tenant_id, r.wallet_id, 0, r.amount_micros, 0 from released r) x
    group by 1, 2
  )
  update wallets w set balance_micros = w.balance_micros + net.delta, held_micros = w.held_micros - net.held, last_seq = w.last_seq + net.n
    from net where (w.tenant_id, w.id) = (net.tenant_id, net.wallet_id);
end
$$;

-- The proof that money is conserved: every row's drift is 0, always. Reads the whole ledger.
create function prove_ledger() returns table (invariant text, drift bigint)
  language sql stable security definer set search_path = pg_catalog, public
  begin atomic
    select 'sum of all entries', coalesce(sum(amount_micros), 0)::bigint from entries
    union all select 'sum of all wallets', coalesce(sum(balance_micros), 0)::bigint from wallets
    union all select 'transfers that do not sum to zero', count(*) from (select from entries group by transfer_id having sum(amount_micros) <> 0) t
    union all select 'wallets that differ from their entries', count(*) from wallets w
      left join (select tenant_id, wallet_id, sum(amount_micros) total, max(seq) seqs, count(*) n from entries group by 1, 2) e
        on (e.tenant_id, e.wallet_id) = (w.tenant_id, w.id)
      where w.balance_micros <> coalesce(e.total, 0) or w.last_seq <> coalesce(e.seqs, 0) or w.last_seq <> coalesce(e.n, 0)
    union all select 'entries whose running balance is off', count(*) from (
      select balance_after_micros <> sum(amount_micros) over (partition by tenant_id, wallet_id order by seq) off from entries) e where e.off
    union all select 'wallets whose held differs from their holds', count(*) from wallets w
      left join (select tenant_id, wallet_id, sum(amount_micros) total from holds group by 1, 2) h on (h.tenant_id, h.wallet_id) = (w.tenant_id, w.id)
      where w.held_micros <> coalesce(h.total, 0)
    union all select 'charges without a posting, or the reverse', count(*) from
      (select tenant_id, attempt_id from attempt_charges where amount_micros > 0) c
      full join (select tenant_id, transfer_id from entries where kind = 'call_charge') e on (e.tenant_id, e.transfer_id) = (c.tenant_id, c.attempt_id)
      where c.attempt_id is null or e.transfer_id is null
    union all select 'answered CDRs without a charge, or the reverse', count(*) from
      (select tenant_id, attempt_id from cdrs where leg = 'callee' and answered_at is not null) c
      full join (select tenant_id, attempt_id from attempt_charges where level = 0) p on (p.tenant_id, p.attempt_id) = (c.tenant_id, c.attempt_id)
      where c.attempt_id is null or p.attempt_id is null;
  end;

grant select on black_list, cdrs to yunhu_ledger;
alter function admit_attempts owner to yunhu_ledger;
alter function settle_calls owner to yunhu_ledger;
alter function prove_ledger() owner to yunhu_ledger;

revoke execute on all functions in schema public from public;
alter default privileges in schema public revoke execute on functions from public;
grant execute on function new_id() to yunhu_app, yunhu_platform, yunhu_ledger, yunhu_steward;
grant execute on function tenant_is_active(uuid) to yunhu_app, yunhu_platform, yunhu_switch, yunhu_steward;
grant execute on function blocked_numbers(uuid, text[], timestamptz) to yunhu_app, yunhu_platform;
grant execute on function open_wallet(uuid), post_transfer(uuid, text, bigint, text, text, uuid) to yunhu_app;
grant execute on function admit_attempts, settle_calls, prove_ledger to yunhu_platform;
