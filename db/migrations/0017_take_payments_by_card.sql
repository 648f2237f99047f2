-- Money from outside through a payment service: what was asked for, what the service said happened, and what was posted for it.
--
-- Nothing here is a counter that events push up and down. A payment is what its facts say: how much was received, which refunds and
-- disputes there are, and how each of those moved. Facts only ever join, so that in whatever order they come, and however often, the
-- same things are posted; each at most once, by its key in payment_postings.

create table payments (
  tenant_id uuid not null references tenants (id),
  id uuid not null default new_id(),
  provider text not null default 'stripe' check (provider in ('stripe')),
  -- What was asked for.
  amount_micros bigint not null check (amount_micros > 0),
  currency char(3) not null check (currency ~ '^[A-Z]{3}$'),
  state text not null default 'created' check (state in ('created', 'processing', 'paid', 'partly_refunded', 'refunded', 'disputed',
    'mismatched', 'expired', 'failed')),
  idempotency_key text not null check (length(idempotency_key) between 8 and 100),
  staff_id uuid,
  -- Where the person pays, once the service has made it.
  checkout_id text check (length(checkout_id) <= 200),
  checkout_url text check (length(checkout_url) <= 2000),
  checkout_expires_at timestamptz,
  -- The service's name of the payment itself.
  provider_payment_id text check (length(provider_payment_id) <= 200),
  -- Facts, each null until it is known: what was received, and how else it can end.
  received_micros bigint check (received_micros > 0),
  received_currency char(3),
  received_at timestamptz,
  processing_at timestamptz,
  expired_at timestamptz,
  failed_at timestamptz,
  failure text check (length(failure) <= 500),
  -- What the fold over the facts says, kept for lists.
  refunded_micros bigint not null default 0 check (refunded_micros >= 0),
  disputed_micros bigint not null default 0 check (disputed_micros >= 0),
  -- When the service was last asked about it.
  asked_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, idempotency_key),
  unique (tenant_id, provider_payment_id),
  check (num_nulls(received_micros, received_currency, received_at) in (0, 3)),
  check (state not in ('paid', 'partly_refunded', 'disputed', 'mismatched') or received_micros is not null)
);
create index payments_latest on payments (tenant_id, created_at desc, id desc);
create index payments_by_provider_payment on payments (provider_payment_id);
create index payments_open on payments (created_at) where state in ('created', 'processing');

-- A refund or a dispute of a payment. A refund that we ask for stands here before the service knows of it.
create table payment_reversals (
  tenant_id uuid not null,
  id uuid not null default new_id(),
  payment_id uuid not null,
  kind text not null check (kind in ('refund', 'dispute')),
  -- The service's name; null until it knows of ours.
  provider_id text check (length(provider_id) <= 200),
  -- In the currency that was received.
  amount_micros bigint not null check (amount_micros > 0),
  -- `requested` and `refused` are ours: not told yet, and not taken. Everything else is the service's own word.
  status text not null check (length(status) between 1 and 40),
  -- Of when that word is: the newest counts.
  status_at timestamptz not null,
  reason text check (length(reason) <= 300),
  -- What a dispute moved so far: [{id, micros, out}], by the service's names of the movements.
  movements jsonb not null default '[]',
  idempotency_key text check (length(idempotency_key) between 8 and 100),
  staff_id uuid,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, kind, provider_id),
  unique (tenant_id, payment_id, idempotency_key),
  foreign key (tenant_id, payment_id) references payments (tenant_id, id)
);
create index payment_reversals_requested on payment_reversals (created_at) where status = 'requested';

-- What was posted for a payment, once for each of its keys.
create table payment_postings (
  tenant_id uuid not null,
  payment_id uuid not null,
  kind text not null check (kind in ('payment', 'refund', 'refund_failed', 'dispute', 'dispute_reversal')),
  -- The service's name of what moved: the payment, the refund, or the movement of a dispute.
  provider_id text not null check (length(provider_id) between 1 and 200),
  amount_micros bigint not null check (amount_micros > 0),
  transfer_id uuid not null,
  posted_at timestamptz not null default now(),
  primary key (tenant_id, payment_id, kind, provider_id),
  foreign key (tenant_id, payment_id) references payments (tenant_id, id),
  foreign key (tenant_id, transfer_id) references transfers (tenant_id, id)
);

-- What the service told us, once each, whether it concerned us or not. Belongs to no tenant, as only reading it says whose it is.
create table payment_events (
  -- The service's own name of the event.
  id text primary key check (length(id) between 1 and 200),
  type text not null check (length(type) <= 100),
  occurred_at timestamptz not null,
  -- The facts that were read from it; nothing of the payer.
  facts jsonb not null default '{}',
  -- For finding those that wait for their payment to be known.
  provider_payment_id text,
  payment_id uuid,
  received_at timestamptz not null default now(),
  processed_at timestamptz,
  result text not null check (result in ('applied', 'ignored', 'not_ours', 'waiting')),
  check ((processed_at is null) = (result = 'waiting'))
);
create index payment_events_waiting on payment_events (provider_payment_id) where processed_at is null;

do $$
declare
  t text;
  self constant text := $e$(select current_setting('app.tenant')::uuid)$e$;
begin
  foreach t in array array['payments', 'payment_reversals', 'payment_postings'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy subtree on %2$I using (tenant_id = %1$s or exists (
      select from tenant_closure c where c.ancestor = %1$s and c.descendant = %2$I.tenant_id))', self, t);
  end loop;
end
$$;

grant select on payments, payment_reversals, payment_postings to yunhu_app, yunhu_platform;
grant select, insert, update on payments, payment_reversals, payment_postings to yunhu_ledger;
grant update (state, checkout_id, checkout_url, checkout_expires_at, provider_payment_id, received_micros, received_currency, received_at,
  processing_at, expired_at, failed_at, failure, refunded_micros, disputed_micros, asked_at) on payments to yunhu_platform;
grant insert (tenant_id, id, payment_id, kind, provider_id, amount_micros, status, status_at, reason, movements) on payment_reversals to yunhu_platform;
grant update (provider_id, status, status_at, reason, movements) on payment_reversals to yunhu_platform;
grant select, insert, update on payment_events to yunhu_platform;

-- The intent to pay, into one's own main wallet. A repeat with the same key and amount answers with the first one's payment.
create function open_payment(amount bigint, key text, staff uuid) returns table (payment_id uuid, replayed boolean)
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
declare
  payer uuid := current_setting('app.tenant')::uuid;
  paid_in char(3);
  made payments%rowtype;
begin
  if amount is null or amount <= 0 or amount > 1000000000000000 then
    raise exception 'invalid_amount' using errcode = 'YH422';
  end if;
  select w.currency into paid_in from wallets w where w.tenant_id = payer and w.kind = 'main';
  -- Money comes in over the operator's account, and the ledger changes no money.
  if not exists (select from wallets w where w.kind = 'external' and w.currency = paid_in) then
    raise exception 'currency_mismatch' using errcode = 'YH422';
  end if;
  -- Every one is a request to the service, whose patience all tenants share. One tenant's come one after the other, so that no two at
  -- once are both the fiftieth.
  perform pg_advisory_xact_lock(hashtextextended(payer::text, 8));
  if (select count(*) from payments p where p.tenant_id = payer and p.state = 'created' and p.created_at > now() - interval '1 hour') >= 50
    and not exists (select from payments p where p.tenant_id = payer and p.idempotency_key = key) then
    raise exception 'too_many_payments' using errcode = 'YH409';
  end if;
  insert into payments as p (tenant_id, amount_micros, currency, idempotency_key, staff_id) values (payer, amount, paid_in, key, staff)
    on conflict (tenant_id, idempotency_key) do nothing returning p.* into made;
  if found then
    return query select made.id, false;
    return;
  end if;
  select * into made from payments p where p.tenant_id = payer and p.idempotency_key = key;
  if made.amount_micros <> amount then
    raise exception 'idempotency_conflict' using errcode = 'YH409';
  end if;
  return query select made.id, true;
end
$$;

-- The intent to give back, by the operator, of at most what is left: what was received less refunds, asked for or made, and less what
-- the payer's bank has taken. One person gives back, of the payments of one payer in 24 hours, no more than the operator's limit of what
-- may be moved alone: raising that takes a second person.
create function request_refund(payment_tenant uuid, refunded_payment uuid, amount bigint, key text, staff uuid)
  returns table (reversal_id uuid, replayed boolean)
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
declare
  asker uuid := current_setting('app.tenant')::uuid;
  paid payments%rowtype;
  made payment_reversals%rowtype;
  gone bigint;
  alone bigint;
begin
  if not exists (select from tenants t where t.id = asker and t.kind = 'operator') then
    raise exception 'forbidden' using errcode = 'YH403';
  end if;
  select * into paid from payments p where (p.tenant_id, p.id) = (payment_tenant, refunded_payment) for update;
  if not found then
    raise exception 'not_found' using errcode = 'YH404';
  end if;
  select * into made from payment_reversals r where (r.tenant_id, r.payment_id, r.idempotency_key) = (paid.tenant_id, paid.id, key);
  if found then
    if made.amount_micros is distinct from amount then
      raise exception 'idempotency_conflict' using errcode = 'YH409';
    end if;
    return query select made.id, true;
    return;
  end if;
  if amount is null or amount <= 0 then
    raise exception 'invalid_amount' using errcode = 'YH422';
  end if;
  if paid.received_micros is null then
    raise exception 'invalid_transition' using errcode = 'YH409';
  end if;
  select coalesce(sum(r.amount_micros), 0) into gone from payment_reversals r
    where (r.tenant_id, r.payment_id) = (paid.tenant_id, paid.id) and r.kind = 'refund' and r.status not in ('failed', 'canceled', 'refused');
  if amount > paid.received_micros - gone - paid.disputed_micros then
    raise exception 'refund_too_large' using errcode = 'YH422';
  end if;
  -- The refunds of one payer one after the other, whichever of his payments they are of.
  perform pg_advisory_xact_lock(hashtextextended(payment_tenant::text, 9));
  select coalesce(sum(r.amount_micros), 0) into alone from payment_reversals r
    where r.tenant_id = payment_tenant and r.kind = 'refund' and r.staff_id is not distinct from staff
      and r.idempotency_key is not null and r.status not in ('failed', 'canceled', 'refused') and r.created_at > now() - interval '24 hours';
  if amount + alone > (select s.transfer_approval_limit_micros from money_settings s where s.tenant_id = asker) then
    raise exception 'second_person_needed' using errcode = 'YH403';
  end if;
  insert into payment_reversals as r (tenant_id, payment_id, kind, amount_micros, status, status_at, idempotency_key, staff_id)
    values (paid.tenant_id, paid.id, 'refund', amount, 'requested', to_timestamp(0), key, staff) returning r.* into made;
  return query select made.id, false;
end
$$;

-- One movement between the operator's account for money from outside and a tenant's main wallet, once for each key of payment_postings.
-- What is taken is taken by force: the wallet may fall below zero, and is then blocked (see 0016).
create function post_outside_money(payment_tenant uuid, moved_payment uuid, posting text, moved_id text, transfer_kind text, amount bigint,
  into_wallet boolean) returns boolean
  language plpgsql set search_path = pg_catalog, public
  as $$
declare
  operator uuid;
  main wallets%rowtype;
  outside wallets%rowtype;
  transfer uuid;
begin
  if exists (select from payment_postings p
             where (p.tenant_id, p.payment_id, p.kind, p.provider_id) = (payment_tenant, moved_payment, posting, moved_id)) then
    return false;
  end if;
  select id into operator from tenants where parent_id is null;
  perform from wallets w where (w.tenant_id, w.kind) in ((payment_tenant, 'main'), (operator, 'external')) order by w.id for update;
  select * into main from wallets w where w.tenant_id = payment_tenant and w.kind = 'main';
  select * into outside from wallets w where w.tenant_id = operator and w.kind = 'external';
  -- Nobody can guess its key, so nobody can have used it.
  if into_wallet then
    transfer := write_transfer(payment_tenant, transfer_kind, outside, main, amount, moved_id, null, 'outside ' || new_id(), null);
  else
    transfer := write_transfer(payment_tenant, transfer_kind, main, outside, amount, moved_id, null, 'outside ' || new_id(), null);
  end if;
  insert into payment_postings (tenant_id, payment_id, kind, provider_id, amount_micros, transfer_id)
    values (payment_tenant, moved_payment, posting, moved_id, amount, transfer);
  return true;
end
$$;

-- Credits what was received: exactly what was asked for, in the wallet's currency, once.
create function post_payment(payment_tenant uuid, received_payment uuid) returns boolean
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
declare
  paid payments%rowtype;
begin
  select * into paid from payments p where (p.tenant_id, p.id) = (payment_tenant, received_payment) for update;
  if not found then
    raise exception 'not_found' using errcode = 'YH404';
  end if;
  if (paid.received_micros, paid.received_currency) is distinct from (paid.amount_micros, paid.currency) or paid.provider_payment_id is null then
    raise exception 'invalid_transition' using errcode = 'YH409';
  end if;
  return post_outside_money(paid.tenant_id, paid.id, 'payment', paid.provider_payment_id, 'payment', paid.amount_micros, true);
end
$$;

-- Takes back or returns a part of what was credited: a refund (refund_failed undoes one), or a movement of a dispute.
create function post_payment_reversal(payment_tenant uuid, reversed_payment uuid, posting text, moved_id text, amount bigint) returns boolean
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
declare
  paid payments%rowtype;
  undone boolean;
begin
  select * into paid from payments p where (p.tenant_id, p.id) = (payment_tenant, reversed_payment) for update;
  if not found then
    raise exception 'not_found' using errcode = 'YH404';
  end if;
  if posting not in ('refund', 'refund_failed', 'dispute', 'dispute_reversal') or amount is null or amount <= 0 then
    raise exception 'invalid_amount' using errcode = 'YH422';
  end if;
  -- Only what was credited can be taken back, and only a refund that was posted can be undone.
  if not exists (select from payment_postings p where (p.tenant_id, p.payment_id, p.kind) = (paid.tenant_id, paid.id, 'payment'))
    or (posting = 'refund_failed' and not exists (select from payment_postings p
        where (p.tenant_id, p.payment_id, p.kind, p.provider_id, p.amount_micros) = (paid.tenant_id, paid.id, 'refund', moved_id, amount))) then
    raise exception 'invalid_transition' using errcode = 'YH409';
  end if;
  undone := posting in ('refund_failed', 'dispute_reversal');
  return post_outside_money(paid.tenant_id, paid.id, posting, moved_id, case posting when 'refund_failed' then 'refund' else posting end, amount,
    undone);
end
$$;

revoke execute on function open_payment(bigint, text, uuid), request_refund(uuid, uuid, bigint, text, uuid),
  post_outside_money(uuid, uuid, text, text, text, bigint, boolean), post_payment(uuid, uuid),
  post_payment_reversal(uuid, uuid, text, text, bigint) from public;
alter function open_payment(bigint, text, uuid) owner to yunhu_ledger;
alter function request_refund(uuid, uuid, bigint, text, uuid) owner to yunhu_ledger;
alter function post_outside_money(uuid, uuid, text, text, text, bigint, boolean) owner to yunhu_ledger;
alter function post_payment(uuid, uuid) owner to yunhu_ledger;
alter function post_payment_reversal(uuid, uuid, text, text, bigint) owner to yunhu_ledger;
grant execute on function open_payment(bigint, text, uuid), request_refund(uuid, uuid, bigint, text, uuid) to yunhu_app;
grant execute on function post_payment(uuid, uuid), post_payment_reversal(uuid, uuid, text, text, bigint) to yunhu_platform;
