-- Prices that follow what their seller pays: a rate group is a list of rates, or a rule over the group that its owner buys at. Nothing of
-- the cost is copied; the rates of a rule are worked out where they are asked for. And several groups a buyer, by what a task is.

alter table rate_groups
  add column pricing text not null default 'list' check (pricing in ('list', 'rule')),
  -- Of a rule: it follows the group that its owner buys at for tasks of this type.
  add column cost_task_type text check (cost_task_type in ('any', 'broadcast', 'predictive', 'preview')),
  add constraint rate_groups_cost_check check ((pricing = 'rule') = (cost_task_type is not null));

-- A price that its seller lets be below its cost, knowingly: who said so, and when.
alter table rates
  add column below_cost_allowed_by uuid,
  add column below_cost_allowed_at timestamptz,
  add constraint rates_below_cost_check check (below_cost_allowed_by is null or below_cost_allowed_at is not null);

-- The rule of a group, version by version; at most one is effective at a time. It is never edited: a change ends it and begins another.
create table rate_rules (
  tenant_id uuid not null,
  id uuid not null default new_id(),
  rate_group_id uuid not null,
  -- From 1 in each group.
  version integer not null check (version >= 1),
  -- Parts per million on the cost: 150000 is 15 %.
  percent_ppm integer not null check (percent_ppm between -1000000 and 100000000),
  -- What is added, rounded up to and never gone below is said of a block or of a minute.
  per text not null check (per in ('block', 'minute')),
  fixed_micros bigint not null check (fixed_micros between -1000000000000 and 1000000000000),
  step_micros bigint not null check (step_micros between 1 and 1000000000000),
  floor_micros bigint not null check (floor_micros between 0 and 1000000000000),
  effective_from timestamptz not null default '-infinity',
  effective_until timestamptz not null default 'infinity' check (effective_until >= effective_from),
  below_cost_allowed_by uuid,
  below_cost_allowed_at timestamptz,
  staff_id uuid,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, rate_group_id, version),
  foreign key (tenant_id, rate_group_id) references rate_groups (tenant_id, id),
  check (below_cost_allowed_by is null or below_cost_allowed_at is not null),
  exclude using gist (tenant_id with =, rate_group_id with =, tstzrange(effective_from, effective_until) with &&)
);
create index rate_rules_by_group on rate_rules (rate_group_id);

-- What a rule does not say for everybody: another rule, or a rate that follows nothing, for one prefix and all longer ones up to the next
-- exception.
create table rate_rule_exceptions (
  tenant_id uuid not null,
  id uuid not null default new_id(),
  rate_group_id uuid not null,
  prefix text not null check (prefix ~ '^[0-9]{1,15}$'),
  -- Instead of the cost's own name for it, where it is not empty.
  destination text not null default '' check (length(destination) <= 200),
  kind text not null check (kind in ('rule', 'fixed')),
  percent_ppm integer check (percent_ppm between -1000000 and 100000000),
  per text check (per in ('block', 'minute')),
  fixed_micros bigint check (fixed_micros between -1000000000000 and 1000000000000),
  step_micros bigint check (step_micros between 1 and 1000000000000),
  floor_micros bigint check (floor_micros between 0 and 1000000000000),
  block_seconds integer check (block_seconds between 1 and 86400),
  price_per_block_micros bigint check (price_per_block_micros between 0 and 1000000000000),
  first_block_seconds integer check (first_block_seconds between 1 and 86400),
  first_block_price_micros bigint check (first_block_price_micros between 0 and 1000000000000),
  connection_fee_micros bigint check (connection_fee_micros between 0 and 1000000000000),
  grace_seconds integer check (grace_seconds between 0 and 3600),
  minimum_charge_micros bigint check (minimum_charge_micros between 0 and 1000000000000),
  effective_from timestamptz not null default '-infinity',
  effective_until timestamptz not null default 'infinity' check (effective_until >= effective_from),
  below_cost_allowed_by uuid,
  below_cost_allowed_at timestamptz,
  staff_id uuid,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, rate_group_id) references rate_groups (tenant_id, id),
  check (num_nonnulls(percent_ppm, per, fixed_micros, step_micros, floor_micros) = case kind when 'rule' then 5 else 0 end),
  check (num_nonnulls(block_seconds, price_per_block_micros, connection_fee_micros, grace_seconds, minimum_charge_micros)
    = case kind when 'fixed' then 5 else 0 end),
  check ((first_block_seconds is null) = (first_block_price_micros is null)),
  check (kind = 'fixed' or first_block_seconds is null),
  check (below_cost_allowed_by is null or below_cost_allowed_at is not null),
  exclude using gist (tenant_id with =, rate_group_id with =, prefix with =, tstzrange(effective_from, effective_until) with &&)
);
create index rate_rule_exceptions_by_group on rate_rule_exceptions (rate_group_id, prefix);

-- A price that a rule makes and its seller lets be below its cost, knowingly: for one prefix, as long as the same version of the rule or of
-- the exception makes it.
create table rate_rule_allowances (
  tenant_id uuid not null,
  id uuid not null default new_id(),
  rate_group_id uuid not null,
  prefix text not null check (prefix ~ '^[0-9]{1,15}$'),
  -- Of the rule or the exception.
  priced_by uuid not null,
  allowed_by uuid,
  allowed_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, priced_by, prefix),
  foreign key (tenant_id, rate_group_id) references rate_groups (tenant_id, id)
);
create index rate_rule_allowances_by_group on rate_rule_allowances (rate_group_id);

-- Who holds prices in memory sees by the group's revision that its rule changed, as it does for rates.
create trigger bump_revision_when_added after insert on rate_rules
  referencing new table as written for each statement execute function bump_rate_group_revision();
create trigger bump_revision_when_closed after update on rate_rules
  referencing new table as written for each statement execute function bump_rate_group_revision();
create trigger bump_revision_when_added after insert on rate_rule_exceptions
  referencing new table as written for each statement execute function bump_rate_group_revision();
create trigger bump_revision_when_closed after update on rate_rule_exceptions
  referencing new table as written for each statement execute function bump_rate_group_revision();
create trigger bump_revision_when_added after insert on rate_rule_allowances
  referencing new table as written for each statement execute function bump_rate_group_revision();

-- A buyer's group for tasks of one type; any: for those that have none of their own.
alter table rate_assignments
  add column task_type text not null default 'any' check (task_type in ('any', 'broadcast', 'predictive', 'preview')),
  drop constraint rate_assignments_tenant_id_key,
  add unique (tenant_id, task_type);
create index rate_assignments_by_group on rate_assignments (rate_group_id);

-- What a tenant buys at for tasks of a type.
create function rate_group_bought(buyer uuid, wanted text) returns uuid
  language sql stable set search_path = pg_catalog, public
  return (select a.rate_group_id from rate_assignments a where a.tenant_id = buyer and a.task_type in (wanted, 'any')
    order by a.task_type = 'any' limit 1);
revoke all on function rate_group_bought(uuid, text) from public;
grant execute on function rate_group_bought(uuid, text) to yunhu_platform;

do $$
declare t text;
begin
  foreach t in array array['rate_rules', 'rate_rule_exceptions', 'rate_rule_allowances'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy own on %I using (tenant_id = current_setting('app.tenant')::uuid)$p$, t);
  end loop;
end
$$;
-- Only who sells takes away what it gave.
create policy seller_removes on rate_assignments as restrictive for delete
  using (seller_tenant_id = (select current_setting('app.tenant')::uuid));

grant select on rate_rules, rate_rule_exceptions, rate_rule_allowances to yunhu_app, yunhu_platform;
grant insert on rate_rules, rate_rule_exceptions, rate_rule_allowances to yunhu_app;
grant update (effective_until) on rate_rules, rate_rule_exceptions to yunhu_app;
grant update (below_cost_allowed_by, below_cost_allowed_at) on rates to yunhu_app;
grant delete on rate_assignments to yunhu_app;
