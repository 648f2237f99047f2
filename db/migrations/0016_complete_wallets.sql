-- Money between a parent and its direct child: top-up, withdrawal, correction, credit; a second person's approval above a limit; blocked
-- wallets; what a tenant sets for itself. See 0007 for who may write and in which order wallets are locked.

-- One row a tenant, made with its wallet.
create table money_settings (
  tenant_id uuid primary key references tenants (id),
  -- What its staff ask for above this waits for a second one of them; null: never.
  transfer_approval_limit_micros bigint check (transfer_approval_limit_micros between 0 and 1000000000000000),
  -- An alert of that level while what may be spent (balance + credit limit − reserved, holds included) is below; 0: never.
  low_balance_info_micros bigint not null default 200000000,
  low_balance_warning_micros bigint not null default 50000000,
  low_balance_critical_micros bigint not null default 10000000,
  check (low_balance_critical_micros between 0 and low_balance_warning_micros),
  check (low_balance_warning_micros <= low_balance_info_micros),
  check (low_balance_info_micros <= 1000000000000000)
);
-- The owner reads them for once without a tenant.
alter table tenants no force row level security;
insert into money_settings (tenant_id) select id from tenants;
alter table tenants force row level security;

-- What a person's idempotency key asked for, and what was answered: a repeat gets the same answer.
create table money_requests (
  tenant_id uuid not null references tenants (id),
  idempotency_key text not null check (length(idempotency_key) between 8 and 100),
  content jsonb not null,
  answer jsonb not null,
  staff_id uuid,
  -- What it moved or lent without a second person: parts of a sum count as the sum (see request_money). 0 of one that waits.
  alone_micros bigint not null default 0 check (alone_micros >= 0),
  recorded_at timestamptz not null default now(),
  primary key (tenant_id, idempotency_key)
);
create index money_requests_alone on money_requests (tenant_id, staff_id, recorded_at) where alone_micros > 0;

-- Asked for above the limit. pending → approved | rejected | withdrawn | expired, and nothing after.
create table transfer_requests (
  tenant_id uuid not null references tenants (id),
  id uuid not null default new_id(),
  kind text not null check (kind in ('top_up', 'withdrawal', 'correction', 'credit_limit', 'approval_limit')),
  -- Right below; the tenant itself where an operator pays in or out, and for its own limit.
  child_tenant_id uuid not null references tenants (id),
  -- From the child to the tenant.
  upward boolean not null,
  -- Of a credit limit, or of the tenant's own limit of what one person moves alone: the limit itself; 0 lifts the latter.
  amount_micros bigint not null check (amount_micros > 0 or (kind = 'approval_limit' and amount_micros = 0)),
  note text check (length(note) <= 300),
  corrects_id uuid,
  idempotency_key text not null,
  state text not null default 'pending' check (state in ('pending', 'approved', 'rejected', 'withdrawn', 'expired')),
  requested_by uuid not null,
  requested_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '7 days',
  decided_by uuid,
  decided_at timestamptz,
  decision_reason text check (length(decision_reason) <= 300),
  transfer_id uuid,
  primary key (tenant_id, id),
  unique (tenant_id, idempotency_key),
  foreign key (tenant_id, requested_by) references staff (tenant_id, id),
  foreign key (tenant_id, decided_by) references staff (tenant_id, id),
  check ((state = 'pending') = (decided_at is null)),
  check ((state in ('approved', 'rejected', 'withdrawn')) = (decided_by is not null)),
  -- Four eyes: who asks never approves, and nobody rejects his own but withdraws it.
  check (state not in ('approved', 'rejected') or decided_by <> requested_by),
  check (state <> 'withdrawn' or decided_by = requested_by)
);
create index transfer_requests_pending on transfer_requests (tenant_id, expires_at) where state = 'pending';

do $$
declare t text;
begin
  foreach t in array array['money_settings', 'money_requests', 'transfer_requests'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy own on %I using (tenant_id = current_setting('app.tenant')::uuid)$p$, t);
  end loop;
end
$$;
grant select on money_settings, transfer_requests to yunhu_app, yunhu_platform;
-- Whether who approves is still who he was when it was asked for.
grant select on audit_entries to yunhu_ledger;
create index audit_entries_of_staff on audit_entries (tenant_id, subject_id, occurred_at) where subject_type = 'staff';
grant select, insert, update on money_settings, money_requests, transfer_requests to yunhu_ledger;

-- What a correction corrects: a transfer's id, or the attempt's for a call.
alter table transfers add column corrects_id uuid;
alter table transfers add check (corrects_id is null or kind = 'correction');
alter table transfers add check (kind <> 'correction' or note ~ '\S');

-- As before, and with its settings.
create or replace function open_wallet(tenant uuid) returns void
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
declare
  opened tenants%rowtype;
begin
  select * into opened from tenants where id = tenant;
  -- Nested, as the operands of "and" run in no promised order and the setting may be missing for other roles.
  if session_user = 'yunhu_app' then
    if not exists (
      select from tenant_closure where ancestor = current_setting('app.tenant')::uuid and descendant = tenant and depth > 0) then
      raise exception 'not_found' using errcode = 'YH404';
    end if;
  end if;
  insert into wallets (tenant_id, kind, currency)
    select tenant, k, opened.currency from unnest(array['main', 'external', 'loss']) k where k = 'main' or opened.kind = 'operator'
    on conflict (tenant_id, kind) do nothing;
  insert into money_settings (tenant_id) values (tenant) on conflict do nothing;
end
$$;

-- The rule of blocked wallets, for every function that moves money by force or brings some in; the wallets are locked by who calls. Below
-- zero with all its credit a wallet is blocked, and no longer when it is not. The operator's is never: what it earns is its own.
create function mark_negative_balance(wallet_ids uuid[]) returns void
  language sql volatile set search_path = pg_catalog, public
  begin atomic
    with marked as (
      update wallets w
        set state = case when w.balance_micros + w.credit_limit_micros < 0 then 'blocked' else 'active' end,
          blocked_reason = case when w.balance_micros + w.credit_limit_micros < 0 then 'negative_balance' end
        from tenants t
        where w.id = any (wallet_ids) and w.kind = 'main' and t.id = w.tenant_id and t.parent_id is not null
          and w.blocked_reason is distinct from 'by_seller'
          and (w.blocked_reason is not null) <> (w.balance_micros + w.credit_limit_micros < 0)
        returning w.tenant_id, w.id, w.state, w.balance_micros, w.currency
    ), resolved as (
      update alerts a set resolved_at = now() from marked m
        where m.state = 'active' and (a.tenant_id, a.kind, a.subject_type, a.subject_id) = (m.tenant_id, 'wallet_blocked', 'wallet', m.id::text)
          and a.resolved_at is null
    )
    insert into alerts (tenant_id, kind, level, subject_type, subject_id, details)
      select m.tenant_id, 'wallet_blocked', 'critical', 'wallet', m.id::text, jsonb_build_object('reason', 'negative_balance',
        'balanceMicros', m.balance_micros::text, 'currency', m.currency)
      from marked m where m.state = 'blocked'
      on conflict (tenant_id, kind, subject_type, subject_id) where resolved_at is null do update
        set times = alerts.times + 1, last_raised_at = now(), details = excluded.details;
  end;

-- Moves an amount between two wallets that the caller has locked, and answers the transfer's id.
create function write_transfer(
  owner uuid, transfer_kind text, giver wallets, taker wallets, amount bigint, transfer_note text, corrects uuid, key text, by_staff uuid)
  returns uuid
  language plpgsql set search_path = pg_catalog, public
  as $$
declare
  made transfers%rowtype;
begin
  insert into transfers (tenant_id, kind, from_wallet_id, to_wallet_id, amount_micros, note, corrects_id, idempotency_key, actor_staff_id)
    values (owner, transfer_kind, giver.id, taker.id, amount, transfer_note, corrects, key, by_staff) returning * into made;
  insert into entries (tenant_id, wallet_id, seq, transfer_id, kind, amount_micros, balance_after_micros, counterparty_tenant_id, occurred_at)
    values
      (giver.tenant_id, giver.id, giver.last_seq + 1, made.id, transfer_kind, -amount, giver.balance_micros - amount, taker.tenant_id,
        made.recorded_at),
      (taker.tenant_id, taker.id, taker.last_seq + 1, made.id, transfer_kind, amount, taker.balance_micros + amount, giver.tenant_id,
        made.recorded_at);
  update wallets w
    set balance_micros = w.balance_micros + case w.id when giver.id then -amount else amount end, last_seq = w.last_seq + 1
    where (w.tenant_id, w.id) in ((giver.tenant_id, giver.id), (taker.tenant_id, taker.id));
  perform mark_negative_balance(array[giver.id, taker.id]);
  return made.id;
end
$$;

-- Does what was asked for, over wallets that the caller has locked. A blocked wallet gives nothing; the others as much as they have
-- available. What an operator earned is bounded by its balance alone: the credit that it grants is recorded, not set aside from it.
create function carry_out_money_request(
  actor uuid, child uuid, request_kind text, upward boolean, amount bigint, request_note text, corrects uuid, key text, by_staff uuid)
  returns jsonb
  language plpgsql set search_path = pg_catalog, public
  as $$
declare
  is_operator boolean;
  main wallets%rowtype;
  own wallets%rowtype;
  other wallets%rowtype;
  giver wallets%rowtype;
  raised bigint;
  moved uuid;
begin
  select t.parent_id is null into is_operator from tenants t where t.id = actor;
  select * into main from wallets w where w.tenant_id = actor and w.kind = 'main';
  select * into own from wallets w where w.tenant_id = actor and w.kind = case when is_operator then 'external' else 'main' end;
  select * into other from wallets w where w.tenant_id = child and w.kind = 'main';
  if own.currency <> other.currency then
    raise exception 'currency_mismatch' using errcode = 'YH422';
  end if;

  if request_kind = 'credit_limit' then
    raised := amount - other.credit_limit_micros;
    -- What is used: what holds, grants and spending took beyond the money that is there.
    if raised < 0 and amount < other.held_micros + other.reserved_micros - other.balance_micros then
      raise exception 'credit_in_use' using errcode = 'YH409';
    end if;
    if raised > 0 and not is_operator then
      if main.state = 'blocked' then
        raise exception 'wallet_blocked' using errcode = 'YH422';
      end if;
      if main.available_micros < raised then
        raise exception 'insufficient_funds' using errcode = 'YH409';
      end if;
    end if;
    update wallets w set reserved_micros = w.reserved_micros + raised where (w.tenant_id, w.id) = (main.tenant_id, main.id);
    update wallets w set credit_limit_micros = amount where (w.tenant_id, w.id) = (other.tenant_id, other.id);
    perform mark_negative_balance(array[other.id]);
  else
    giver := case when upward then other else own end;
    if giver.kind = 'main' then
      if giver.state = 'blocked' then
        raise exception 'wallet_blocked' using errcode = 'YH422';
      end if;
      if (case when child = actor then giver.balance_micros - giver.held_micros else giver.available_micros end) < amount then
        raise exception 'insufficient_funds' using errcode = 'YH409';
      end if;
    end if;
    moved := write_transfer(actor, request_kind, giver, case when upward then own else other end, amount, request_note, corrects, key, by_staff);
  end if;

  select * into main from wallets w where w.tenant_id = actor and w.kind = 'main';
  select * into other from wallets w where w.tenant_id = child and w.kind = 'main';
  return jsonb_build_object('transferId', moved, 'balanceMicros', other.balance_micros::text, 'availableMicros', other.available_micros::text,
    'creditLimitMicros', other.credit_limit_micros::text, 'ownBalanceMicros', main.balance_micros::text);
end
$$;

create function lock_money_wallets(actor uuid, child uuid) returns void
  language sql volatile set search_path = pg_catalog, public
  begin atomic
    select from wallets w where (w.tenant_id, w.kind) in ((child, 'main'), (actor, 'main'), (actor, 'external')) order by w.id for update;
  end;

drop function post_transfer(uuid, text, bigint, text, text, uuid);

-- What a tenant's staff ask for about a direct child: top_up, withdrawal, correction (either way, with a note and, where it corrects a
-- movement between the two, its id) or credit_limit (the new one; 0 withdraws it). An operator names itself to pay in or out. Its side is
-- its external account; an agent moves its own money. Once for each key. Answers what was done, or {"requestId"} where it waits for a
-- second person: what makes more than the tenant's limit, with whatever else the same person moved to or from the same child, or lent it,
-- alone in the last 24 hours.
create function request_money(
  child uuid, request_kind text, upward boolean, amount bigint, request_note text, corrects uuid, key text, by_staff uuid)
  returns jsonb
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
declare
  actor uuid := current_setting('app.tenant')::uuid;
  asked jsonb := jsonb_build_object('child', child, 'kind', request_kind, 'upward', upward, 'amount', amount::text, 'note', request_note,
    'corrects', corrects);
  known money_requests%rowtype;
  stake bigint := amount;
  -- The wallets are locked before this is read, so that no two at once overlook each other.
  alone bigint;
  answer jsonb;
  request uuid;
begin
  if not exists (select from tenants t where t.id = child and (t.parent_id = actor or (t.id = actor and t.parent_id is null))) then
    raise exception 'not_found' using errcode = 'YH404';
  end if;
  if by_staff is not null and not exists (select from staff s where s.tenant_id = actor and s.id = by_staff and s.state = 'enabled') then
    raise exception 'forbidden' using errcode = 'YH403';
  end if;
  if amount is null or amount > 1000000000000000 or amount < (case request_kind when 'credit_limit' then 0 else 1 end) then
    raise exception 'invalid_amount' using errcode = 'YH422';
  end if;
  if upward is null or coalesce(case request_kind when 'top_up' then upward when 'withdrawal' then not upward when 'correction' then child = actor
      or request_note is null or request_note !~ '\S' when 'credit_limit' then upward or child = actor end, true)
    or (corrects is not null and request_kind <> 'correction') then
    raise exception 'invalid_input' using errcode = 'YH422';
  end if;
  if corrects is not null and not exists (select from entries e where e.transfer_id = corrects and e.tenant_id = child
      and e.counterparty_tenant_id = actor) then
    raise exception 'not_found' using errcode = 'YH404';
  end if;

  -- Serialises the requests of one tenant that carry the same key.
  perform pg_advisory_xact_lock(hashtextextended(actor::text || ' ' || key, 7));
  select * into known from money_requests r where r.tenant_id = actor and r.idempotency_key = key;
  if found and known.content = asked then
    return known.answer || '{"replayed": true}';
  end if;
  if found or exists (select from transfers t where t.tenant_id = actor and t.idempotency_key = key) then
    raise exception 'idempotency_conflict' using errcode = 'YH409';
  end if;

  perform lock_money_wallets(actor, child);
  if request_kind = 'credit_limit' then
    select amount - w.credit_limit_micros into stake from wallets w where w.tenant_id = child and w.kind = 'main';
  end if;
  select coalesce(sum(r.alone_micros), 0) into alone from money_requests r
    where r.tenant_id = actor and r.staff_id is not distinct from by_staff and r.content ->> 'child' = child::text and r.alone_micros > 0
      and r.recorded_at > now() - interval '24 hours';
  if stake > 0 and stake + alone > (select s.transfer_approval_limit_micros from money_settings s where s.tenant_id = actor) then
    if by_staff is null then
      raise exception 'second_person_needed' using errcode = 'YH403';
    end if;
    insert into transfer_requests (tenant_id, kind, child_tenant_id, upward, amount_micros, note, corrects_id, idempotency_key, requested_by)
      values (actor, request_kind, child, upward, amount, request_note, corrects, key, by_staff) returning id into request;
    insert into alerts (tenant_id, kind, level, subject_type, subject_id, details)
      select actor, 'transfer_waiting', 'warning', 'transfer_request', request::text, jsonb_build_object('kind', request_kind,
        'amountMicros', amount::text, 'currency', c.currency, 'tenantName', c.name, 'requestedBy', s.name)
      from tenants c, staff s where c.id = child and (s.tenant_id, s.id) = (actor, by_staff);
    answer := jsonb_build_object('requestId', request);
  else
    answer := carry_out_money_request(actor, child, request_kind, upward, amount, request_note, corrects, key, by_staff);
  end if;
  insert into money_requests (tenant_id, idempotency_key, content, answer, staff_id, alone_micros)
    values (actor, key, asked, answer, by_staff, case when request is null then greatest(stake, 0) else 0 end);
  return answer || '{"replayed": false}';
end
$$;

-- Decides a waiting request of the current tenant: 'approved' by another of its staff who may move money, and carried out at once;
-- 'rejected' by such a one; 'withdrawn' by who asked. Two at once: one decides, the other conflicts. Who came, was enabled, was given
-- another role or got a new password from somebody else after it was asked for does not approve it: it could be who asked, in his name.
create function decide_money_request(request uuid, decision text, reason text, by_staff uuid)
  returns jsonb
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
declare
  actor uuid := current_setting('app.tenant')::uuid;
  asked transfer_requests%rowtype;
  answer jsonb := '{}';
begin
  select * into asked from transfer_requests r where r.tenant_id = actor and r.id = request for update;
  if not found then
    raise exception 'not_found' using errcode = 'YH404';
  end if;
  if decision is null or decision not in ('approved', 'rejected', 'withdrawn') then
    raise exception 'invalid_input' using errcode = 'YH422';
  end if;
  if asked.state <> 'pending' or asked.expires_at <= now() then
    raise exception 'request_decided' using errcode = 'YH409';
  end if;
  if not exists (select from staff s where s.tenant_id = actor and s.id = by_staff and s.state = 'enabled'
      and s.role in ('administrator', 'finance')) then
    raise exception 'forbidden' using errcode = 'YH403';
  end if;
  if (decision = 'withdrawn') <> (by_staff = asked.requested_by) then
    raise exception 'second_person_needed' using errcode = 'YH403';
  end if;
  if decision = 'approved' then
    if exists (select from staff s where s.tenant_id = actor and s.id = by_staff and s.created_at >= asked.requested_at)
      or exists (select from audit_entries a where a.tenant_id = actor and a.occurred_at >= asked.requested_at and a.subject_type = 'staff'
          and a.subject_id = by_staff::text and a.actor_staff_id is distinct from by_staff
          and (a.action = 'staff.reset-password' or (a.action = 'staff.update'
            and (a.details ->> 'state' = 'enabled' or a.details ->> 'role' is not null)))) then
      raise exception 'approver_too_new' using errcode = 'YH403';
    end if;
    if asked.kind = 'approval_limit' then
      update money_settings s set transfer_approval_limit_micros = nullif(asked.amount_micros, 0) where s.tenant_id = actor;
    else
      perform lock_money_wallets(actor, asked.child_tenant_id);
      answer := carry_out_money_request(actor, asked.child_tenant_id, asked.kind, asked.upward, asked.amount_micros, asked.note,
        asked.corrects_id, asked.idempotency_key, asked.requested_by);
    end if;
  end if;
  update transfer_requests r
    set state = decision, decided_by = by_staff, decided_at = now(), decision_reason = reason, transfer_id = (answer ->> 'transferId')::uuid
    where (r.tenant_id, r.id) = (actor, request);
  update alerts a set resolved_at = now()
    where (a.tenant_id, a.kind, a.subject_type, a.subject_id) = (actor, 'transfer_waiting', 'transfer_request', request::text) and a.resolved_at is null;
  return answer;
end
$$;

-- Ends what nobody decided in time; answers how many.
create function expire_money_requests(at timestamptz) returns bigint
  language sql volatile security definer set search_path = pg_catalog, public
  begin atomic
    with expired as (
      update transfer_requests r set state = 'expired', decided_at = at where r.state = 'pending' and r.expires_at <= at returning r.tenant_id, r.id
    ), resolved as (
      update alerts a set resolved_at = at from expired e
        where (a.tenant_id, a.kind, a.subject_type, a.subject_id) = (e.tenant_id, 'transfer_waiting', 'transfer_request', e.id::text)
          and a.resolved_at is null
    )
    select count(*) from expired;
  end;

-- Blocks a direct child's wallet, or lifts that: no calls at or below it, nothing leaves it, money may come in.
create function block_wallet(child uuid, blocked boolean) returns text
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
declare
  actor uuid := current_setting('app.tenant')::uuid;
  found_wallet wallets%rowtype;
begin
  if not exists (select from tenants t where t.id = child and t.parent_id = actor) then
    raise exception 'not_found' using errcode = 'YH404';
  end if;
  select * into found_wallet from wallets w where w.tenant_id = child and w.kind = 'main' for update;
  if blocked then
    update wallets w set state = 'blocked', blocked_reason = 'by_seller' where (w.tenant_id, w.id) = (child, found_wallet.id);
    insert into alerts (tenant_id, kind, level, subject_type, subject_id, details)
      values (child, 'wallet_blocked', 'critical', 'wallet', found_wallet.id::text, jsonb_build_object('reason', 'by_seller',
        'balanceMicros', found_wallet.balance_micros::text, 'currency', found_wallet.currency))
      on conflict (tenant_id, kind, subject_type, subject_id) where resolved_at is null do update
        set times = alerts.times + 1, last_raised_at = now(), details = excluded.details;
  elsif found_wallet.blocked_reason = 'by_seller' then
    update wallets w set state = 'active', blocked_reason = null where (w.tenant_id, w.id) = (child, found_wallet.id);
    update alerts a set resolved_at = now()
      where (a.tenant_id, a.kind, a.subject_type, a.subject_id) = (child, 'wallet_blocked', 'wallet', found_wallet.id::text) and a.resolved_at is null;
    -- It may stand below zero all the same.
    perform mark_negative_balance(array[found_wallet.id]);
  end if;
  return (select w.state from wallets w where (w.tenant_id, w.id) = (child, found_wallet.id));
end
$$;

-- Looks again at wallets that stand below zero: what settlement or credit brought in lifts the block as a top-up does.
create function review_negative_balances() returns void
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
declare
  paid uuid[];
begin
  select array_agg(l.id) into paid from (select w.id from wallets w
    where w.blocked_reason = 'negative_balance' and w.balance_micros + w.credit_limit_micros >= 0 order by w.id for update) l;
  perform mark_negative_balance(paid);
end
$$;

-- The current tenant's own settings. Its limit is lowered, or set where there was none, at once. To raise or lift it takes a second
-- person, as who could do that alone could do anything alone: it waits as a request, which is answered, and the rest is set. A person's
-- newer wish takes the place of an older one that waits.
create function set_money_settings(approval_limit bigint, info bigint, warning bigint, critical bigint, by_staff uuid)
  returns table (request_id uuid, is_new boolean)
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
declare
  actor uuid := current_setting('app.tenant')::uuid;
  before bigint;
  waits boolean;
  request uuid;
begin
  insert into money_settings (tenant_id) values (actor) on conflict do nothing;
  select s.transfer_approval_limit_micros into before from money_settings s where s.tenant_id = actor for update;
  waits := before is not null and (approval_limit is null or approval_limit > before);
  update money_settings s
    set transfer_approval_limit_micros = case when waits then before else approval_limit end,
      low_balance_info_micros = info, low_balance_warning_micros = warning, low_balance_critical_micros = critical
    where s.tenant_id = actor;
  if not waits then
    return;
  end if;
  if by_staff is null then
    raise exception 'second_person_needed' using errcode = 'YH403';
  end if;
  if not exists (select from staff s where s.tenant_id = actor and s.id = by_staff and s.state = 'enabled' and s.role = 'administrator') then
    raise exception 'forbidden' using errcode = 'YH403';
  end if;
  select r.id into request from transfer_requests r
    where r.tenant_id = actor and r.kind = 'approval_limit' and r.state = 'pending' and r.expires_at > now() and r.requested_by = by_staff
      and r.amount_micros = coalesce(approval_limit, 0);
  if found then
    return query select request, false;
    return;
  end if;
  with replaced as (
    update transfer_requests r set state = 'withdrawn', decided_by = by_staff, decided_at = now()
      where r.tenant_id = actor and r.kind = 'approval_limit' and r.state = 'pending' and r.requested_by = by_staff returning r.id
  )
  update alerts a set resolved_at = now() from replaced
    where (a.tenant_id, a.kind, a.subject_type, a.subject_id) = (actor, 'transfer_waiting', 'transfer_request', replaced.id::text)
      and a.resolved_at is null;
  insert into transfer_requests (tenant_id, kind, child_tenant_id, upward, amount_micros, idempotency_key, requested_by)
    values (actor, 'approval_limit', actor, false, coalesce(approval_limit, 0), 'approval limit ' || new_id(), by_staff) returning id into request;
  insert into alerts (tenant_id, kind, level, subject_type, subject_id, details)
    select actor, 'transfer_waiting', 'warning', 'transfer_request', request::text, jsonb_build_object('kind', 'approval_limit',
      'amountMicros', coalesce(approval_limit, 0)::text, 'currency', t.currency, 'tenantName', t.name, 'requestedBy', s.name)
    from tenants t, staff s where t.id = actor and (s.tenant_id, s.id) = (actor, by_staff);
  return query select request, true;
end
$$;

-- A new password for one of the current tenant's staff. Here, as no role under row-level security can read or change a hash.
create function set_staff_password(person uuid, new_hash text) returns void
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
begin
  update staff_credentials c set password_hash = new_hash, changed_at = now()
    where c.tenant_id = current_setting('app.tenant')::uuid and c.staff_id = person;
  if not found then
    raise exception 'not_found' using errcode = 'YH404';
  end if;
end
$$;
grant select (tenant_id, staff_id), update (password_hash, changed_at) on staff_credentials to yunhu_steward;

revoke execute on function mark_negative_balance(uuid[]), write_transfer, carry_out_money_request, lock_money_wallets(uuid, uuid), request_money,
  decide_money_request(uuid, text, text, uuid), expire_money_requests(timestamptz), block_wallet(uuid, boolean), review_negative_balances(),
  set_money_settings(bigint, bigint, bigint, bigint, uuid), set_staff_password(uuid, text) from public;
alter function mark_negative_balance(uuid[]) owner to yunhu_ledger;
alter function write_transfer owner to yunhu_ledger;
alter function carry_out_money_request owner to yunhu_ledger;
alter function lock_money_wallets(uuid, uuid) owner to yunhu_ledger;
alter function request_money owner to yunhu_ledger;
alter function decide_money_request(uuid, text, text, uuid) owner to yunhu_ledger;
alter function expire_money_requests(timestamptz) owner to yunhu_ledger;
alter function block_wallet(uuid, boolean) owner to yunhu_ledger;
alter function review_negative_balances() owner to yunhu_ledger;
alter function set_money_settings(bigint, bigint, bigint, bigint, uuid) owner to yunhu_ledger;
alter function set_staff_password(uuid, text) owner to yunhu_steward;
grant execute on function request_money, decide_money_request(uuid, text, text, uuid), block_wallet(uuid, boolean),
  set_money_settings(bigint, bigint, bigint, bigint, uuid), set_staff_password(uuid, text) to yunhu_app;
grant execute on function expire_money_requests(timestamptz), review_negative_balances() to yunhu_platform;
