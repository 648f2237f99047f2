-- Wallets, entries, holds, transfers; rate groups, rates and who buys at which.
--
-- No role that a process logs in as may write wallets, entries, holds or transfers: the functions of 0007 do, as yunhu_ledger.

create table wallets (
  tenant_id uuid not null references tenants (id),
  id uuid not null default new_id(),
  -- main: the tenant's prepaid balance. external and loss stand with the operator: money from outside, and overruns.
  kind text not null default 'main' check (kind in ('main', 'external', 'loss')),
  currency char(3) not null,
  balance_micros bigint not null default 0,
  held_micros bigint not null default 0 check (held_micros >= 0),
  credit_limit_micros bigint not null default 0 check (credit_limit_micros >= 0),
  last_seq bigint not null default 0,
  state text not null default 'active' check (state in ('active', 'blocked')),
  primary key (tenant_id, id),
  unique (tenant_id, kind)
) with (fillfactor = 70);
create unique index wallets_by_id on wallets (id);

-- A movement that a person or a payment asked for. A call's movements are named by its attempt instead.
create table transfers (
  tenant_id uuid not null references tenants (id),
  id uuid not null default new_id(),
  kind text not null check (kind in ('top_up', 'withdrawal', 'correction')),
  from_wallet_id uuid not null,
  to_wallet_id uuid not null,
  amount_micros bigint not null check (amount_micros > 0),
  note text check (length(note) <= 300),
  idempotency_key text not null check (length(idempotency_key) between 8 and 100),
  actor_staff_id uuid,
  recorded_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, idempotency_key)
);

-- The double-entry record: amounts of one transfer_id sum to zero; (wallet_id, seq) reads like a bank statement.
create table entries (
  tenant_id uuid not null,
  wallet_id uuid not null,
  seq bigint not null,
  -- A transfer's id, or the attempt's id for a call: all levels of one call sum to zero together.
  transfer_id uuid not null,
  kind text not null check (kind in ('top_up', 'withdrawal', 'correction', 'call_charge', 'call_revenue', 'call_overrun')),
  amount_micros bigint not null,
  balance_after_micros bigint not null,
  counterparty_tenant_id uuid not null,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null default now(),
  primary key (tenant_id, wallet_id, seq),
  foreign key (tenant_id, wallet_id) references wallets (tenant_id, id)
);
create index entries_by_transfer on entries (transfer_id);

-- Open holds only: a settled or swept hold is gone, so held = Σ of this table. Its past is in attempts and attempt_charges.
create table holds (
  tenant_id uuid not null,
  wallet_id uuid not null,
  attempt_id uuid not null,
  amount_micros bigint not null check (amount_micros > 0),
  expires_at timestamptz not null,
  primary key (tenant_id, wallet_id, attempt_id),
  foreign key (tenant_id, wallet_id) references wallets (tenant_id, id)
);
create index holds_by_attempt on holds (attempt_id);

create table rate_groups (
  tenant_id uuid not null references tenants (id),
  id uuid not null default new_id(),
  name text not null check (length(name) between 1 and 100),
  currency char(3) not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id)
);

create table rates (
  tenant_id uuid not null,
  id uuid not null default new_id(),
  rate_group_id uuid not null,
  prefix text not null check (prefix ~ '^[0-9]{1,15}$'),
  destination text not null default '' check (length(destination) <= 200),
  block_seconds integer not null check (block_seconds between 1 and 86400),
  price_per_block_micros bigint not null check (price_per_block_micros between 0 and 1000000000000),
  first_block_seconds integer check (first_block_seconds between 1 and 86400),
  first_block_price_micros bigint check (first_block_price_micros between 0 and 1000000000000),
  connection_fee_micros bigint not null default 0 check (connection_fee_micros between 0 and 1000000000000),
  grace_seconds integer not null default 0 check (grace_seconds between 0 and 3600),
  minimum_charge_micros bigint not null default 0 check (minimum_charge_micros between 0 and 1000000000000),
  effective_from timestamptz not null default '-infinity',
  effective_until timestamptz not null default 'infinity' check (effective_until > effective_from),
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, rate_group_id) references rate_groups (tenant_id, id),
  check ((first_block_seconds is null) = (first_block_price_micros is null)),
  -- Two versions of one prefix never overlap in time.
  exclude using gist (tenant_id with =, rate_group_id with =, prefix with =, tstzrange(effective_from, effective_until) with &&)
);

-- tenant_id buys at a group of its parent's.
create table rate_assignments (
  tenant_id uuid not null references tenants (id),
  id uuid not null default new_id(),
  seller_tenant_id uuid not null,
  rate_group_id uuid not null,
  assigned_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id),
  foreign key (seller_tenant_id, rate_group_id) references rate_groups (tenant_id, id)
);

do $$
declare t text;
begin
  foreach t in array array['wallets', 'transfers', 'entries', 'holds', 'rate_groups', 'rates', 'rate_assignments'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
  end loop;
  foreach t in array array['wallets', 'transfers', 'entries', 'holds', 'rate_assignments'] loop
    execute format($p$create policy subtree on %I using (tenant_id = any (array(
      select descendant from tenant_closure where ancestor = (select current_setting('app.tenant')::uuid))))$p$, t);
  end loop;
end
$$;

-- A price list is its seller's own. What a tenant buys at is read by the explicit grant that the assignment is.
create policy own on rate_groups using (tenant_id = (select current_setting('app.tenant')::uuid));
create policy bought on rate_groups for select using (id = any (array(
  select rate_group_id from rate_assignments where tenant_id = (select current_setting('app.tenant')::uuid))));
create policy own on rates using (tenant_id = (select current_setting('app.tenant')::uuid));
create policy bought on rates for select using (rate_group_id = any (array(
  select rate_group_id from rate_assignments where tenant_id = (select current_setting('app.tenant')::uuid))));

-- Only a parent says what a tenant buys at, from its own groups.
create policy seller_writes on rate_assignments as restrictive for insert
  with check (seller_tenant_id = (select current_setting('app.tenant')::uuid)
    and exists (select from tenants t where t.id = tenant_id and t.parent_id = seller_tenant_id));
create policy seller_changes on rate_assignments as restrictive for update
  using (true)
  with check (seller_tenant_id = (select current_setting('app.tenant')::uuid)
    and exists (select from tenants t where t.id = tenant_id and t.parent_id = seller_tenant_id));

grant select on wallets, transfers, entries, holds, rate_groups, rates, rate_assignments to yunhu_app, yunhu_platform;
grant insert on rate_groups, rates, rate_assignments to yunhu_app;
grant update (name) on rate_groups to yunhu_app;
grant update (effective_until) on rates to yunhu_app;
grant update (seller_tenant_id, rate_group_id, assigned_at) on rate_assignments to yunhu_app;
grant select, insert, update, delete on wallets, transfers, entries, holds to yunhu_ledger;
