-- The only writers of money, here and in 0008. All are owned by yunhu_ledger, which cannot log in, run with a fixed search_path and
-- check for themselves who asks. Errors carry SQLSTATE YH403 (not yours), YH404 (no such tenant), YH409 (conflict) or YH422
-- (refused), and as message a code of DomainError.
--
-- Wallets are always locked in the order of their id, so that no two of these functions ever wait for each other in a circle.

-- Opens a new tenant's wallet; the operator's external and loss accounts with its own.
create function open_wallet(tenant uuid) returns void
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
end
$$;

-- Moves money between a parent (the current tenant) and its direct child, once for each idempotency key. The operator's side is its
-- external account (money comes from outside and returns there); an agent moves its own balance. A repeat with the same key and
-- content answers with the first one's transfer; with another content it is refused.
create function post_transfer(child uuid, transfer_kind text, amount bigint, transfer_note text, key text, staff_id uuid)
  returns table (transfer_id uuid, child_balance_micros bigint, own_balance_micros bigint, replayed boolean)
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
declare
  actor uuid := current_setting('app.tenant')::uuid;
  own_kind text;
  own wallets%rowtype;
  other wallets%rowtype;
  giver wallets%rowtype;
  taker wallets%rowtype;
  made transfers%rowtype;
begin
  if not exists (select from tenants t where t.id = child and t.parent_id = actor) then
    raise exception 'not_found' using errcode = 'YH404';
  end if;
  if transfer_kind not in ('top_up', 'withdrawal') or amount is null or amount <= 0 or amount > 1000000000000000 then
    raise exception 'invalid_amount' using errcode = 'YH422';
  end if;
  select case t.kind when 'operator' then 'external' else 'main' end into own_kind from tenants t where t.id = actor;

  -- Serialises the requests of one tenant that carry the same key.
  perform pg_advisory_xact_lock(hashtextextended(actor::text || ' ' || key, 7));
  perform from wallets w where (w.tenant_id, w.kind) in ((child, 'main'), (actor, own_kind)) order by w.id for update;
  select * into own from wallets w where w.tenant_id = actor and w.kind = own_kind;
  select * into other from wallets w where w.tenant_id = child and w.kind = 'main';
  if transfer_kind = 'top_up' then
    giver := own;
    taker := other;
  else
    giver := other;
    taker := own;
  end if;

  select * into made from transfers t where t.tenant_id = actor and t.idempotency_key = key;
  if found then
    if (made.kind, made.from_wallet_id, made.to_wallet_id, made.amount_micros) is distinct from (transfer_kind, giver.id, taker.id, amount) then
      raise exception 'idempotency_conflict' using errcode = 'YH409';
    end if;
    return query select made.id, other.balance_micros, own.balance_micros, true;
    return;
  end if;
  if own.currency <> other.currency then
    raise exception 'currency_mismatch' using errcode = 'YH422';
  end if;
  if giver.kind = 'main' and giver.balance_micros - giver.held_micros + giver.credit_limit_micros < amount then
    raise exception 'insufficient_funds' using errcode = 'YH409';
  end if;

  insert into transfers (tenant_id, kind, from_wallet_id, to_wallet_id, amount_micros, note, idempotency_key, actor_staff_id)
    values (actor, transfer_kind, giver.id, taker.id, amount, transfer_note, key, staff_id) returning * into made;
  insert into entries (tenant_id, wallet_id, seq, transfer_id, kind, amount_micros, balance_after_micros, counterparty_tenant_id, occurred_at)
    values
      (giver.tenant_id, giver.id, giver.last_seq + 1, made.id, transfer_kind, -amount, giver.balance_micros - amount, taker.tenant_id,
        made.recorded_at),
      (taker.tenant_id, taker.id, taker.last_seq + 1, made.id, transfer_kind, amount, taker.balance_micros + amount, giver.tenant_id,
        made.recorded_at);
  update wallets w
    set balance_micros = w.balance_micros + case w.id when giver.id then -amount else amount end, last_seq = w.last_seq + 1
    where (w.tenant_id, w.id) in ((giver.tenant_id, giver.id), (taker.tenant_id, taker.id));
  return query select made.id,
    other.balance_micros + case transfer_kind when 'top_up' then amount else -amount end,
    own.balance_micros + case transfer_kind when 'top_up' then -amount else amount end,
    false;
end
$$;

alter function open_wallet(uuid) owner to yunhu_ledger;
alter function post_transfer(uuid, text, bigint, text, text, uuid) owner to yunhu_ledger;
