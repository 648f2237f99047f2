-- What a call was admitted at, holds that grow while it lasts, and limits that hold for a tenant and everybody below it.
--
-- Locks are taken in one order everywhere: rows of tenant_limits, then wallets by their id, then attempts, then the rest.

-- A rate as it was when a call was admitted at it, written once by whoever admits; ids are those of the rates. A rate that follows
-- from a rule stands in no other table.
create table frozen_rates (
  -- Who sells at it.
  tenant_id uuid not null references tenants (id),
  id uuid not null,
  rate_group_id uuid not null,
  prefix text not null,
  destination text not null default '',
  block_seconds integer not null,
  price_per_block_micros bigint not null,
  first_block_seconds integer,
  first_block_price_micros bigint,
  connection_fee_micros bigint not null,
  grace_seconds integer not null,
  minimum_charge_micros bigint not null,
  effective_from timestamptz not null,
  effective_until timestamptz not null,
  frozen_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
-- Attempts name their rates by the id alone.
create unique index frozen_rates_by_id on frozen_rates (id);

-- By level, the customer's first; and the most that each level pays for the authorised seconds. Settlement charges nothing else.
alter table attempts
  add column rate_ids uuid[] not null default '{}',
  add column most_micros bigint[] not null default '{}',
  -- What a failure means, or why an answered call ended: money_ended.
  add column reason text;
alter table cdrs add column reason text;
-- What is under way for a tenant, and by it for everybody above.
create index attempts_open_by_tenant on attempts (tenant_id) where ended_at is null;

-- What a tenant paid for calls that ended on a day of its own time zone. Kept by settlement.
create table day_totals (
  tenant_id uuid not null references tenants (id),
  day date not null,
  calls integer not null default 0,
  billed_seconds bigint not null default 0,
  spent_micros bigint not null default 0,
  primary key (tenant_id, day)
) with (fillfactor = 70);

-- What a tenant and everybody below it together may use. Each row narrows; null says nothing.
create table tenant_limits (
  tenant_id uuid not null references tenants (id),
  -- seller: set by who stands right above. self: what a tenant allows itself; the operator's own is the platform's.
  origin text not null check (origin in ('seller', 'self')),
  max_calls integer check (max_calls between 0 and 1000000),
  max_calls_per_second integer check (max_calls_per_second between 1 and 100000),
  -- Of what the tenant pays, in a day of its time zone.
  daily_spend_micros bigint check (daily_spend_micros between 0 and 1000000000000000),
  -- Off unless the seller says yes, for each tenant of the chain.
  international boolean,
  premium boolean,
  -- E.164 digits; where it is null, every destination.
  allowed_prefixes text[] check (cardinality(allowed_prefixes) <= 1000),
  blocked_prefixes text[] not null default '{}' check (cardinality(blocked_prefixes) <= 1000),
  -- ISO 3166; what is not of it is international. The nearest one that is said holds.
  home_country text check (home_country ~ '^[A-Z]{2}$'),
  changed_by uuid,
  changed_at timestamptz not null default now(),
  -- Calls that may be admitted at once: fills at max_calls_per_second, holds a fifth of a second's. Admission keeps it.
  tokens double precision,
  tokens_at timestamptz,
  primary key (tenant_id, origin)
) with (fillfactor = 50);

do $$
declare
  t text;
  self constant text := $e$(select current_setting('app.tenant')::uuid)$e$;
begin
  foreach t in array array['frozen_rates', 'day_totals', 'tenant_limits'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
  end loop;
  foreach t in array array['day_totals', 'tenant_limits'] loop
    execute format('create policy subtree on %1$I for select using (tenant_id = %2$s or exists (
      select from tenant_closure c where c.ancestor = %2$s and c.descendant = %1$I.tenant_id))', t, self);
  end loop;
end
$$;
-- A seller reads what it sold at. What one paid at is read by rates_of_charge.
create policy own on frozen_rates for select using (tenant_id = current_setting('app.tenant')::uuid);

grant select on frozen_rates, day_totals, tenant_limits to yunhu_app, yunhu_platform, yunhu_ledger;
grant insert on frozen_rates to yunhu_platform;
grant insert, update on day_totals, tenant_limits to yunhu_ledger;
grant delete on tenant_limits to yunhu_ledger;
grant update (authorised_seconds, most_micros) on attempts to yunhu_ledger;
grant update (reason) on attempts to yunhu_platform;

-- Charges of before keep the rates they name. The owner reads them for once without a tenant.
alter table rates no force row level security;
alter table attempt_charges no force row level security;
alter table frozen_rates no force row level security;
insert into frozen_rates (tenant_id, id, rate_group_id, prefix, destination, block_seconds, price_per_block_micros, first_block_seconds,
    first_block_price_micros, connection_fee_micros, grace_seconds, minimum_charge_micros, effective_from, effective_until)
  select r.tenant_id, r.id, r.rate_group_id, r.prefix, r.destination, r.block_seconds, r.price_per_block_micros, r.first_block_seconds,
    r.first_block_price_micros, r.connection_fee_micros, r.grace_seconds, r.minimum_charge_micros, r.effective_from, r.effective_until
  from rates r where r.id in (select rate_id from attempt_charges);
alter table rates force row level security;
alter table attempt_charges force row level security;
alter table frozen_rates force row level security;

-- The rates at which a call was charged, of the levels that pay at or below the current tenant.
create function rates_of_charge(attempt uuid) returns table (level smallint, payer_tenant_id uuid, rate frozen_rates)
  language plpgsql stable security definer set search_path = pg_catalog, public
  as $$
begin
  return query
    select c.level, c.tenant_id, f from attempt_charges c
      join tenant_closure below on below.ancestor = current_setting('app.tenant')::uuid and below.descendant = c.tenant_id
      join frozen_rates f on f.id = c.rate_id
    where c.attempt_id = attempt order by c.level;
  if not found then
    raise exception 'not_found' using errcode = 'YH404';
  end if;
end
$$;

-- Today, as a tenant's clock on the wall says.
create function day_of(tenant uuid, at timestamptz) returns date
  language sql stable set search_path = pg_catalog, public
  return (select (at at time zone t.time_zone)::date from tenants t where t.id = tenant);

-- Calls under way at or below a tenant, what it has spent today, and what it may still have to pay for those calls.
create function use_of_tenant(tenant uuid, at timestamptz)
  returns table (open_calls integer, spent_micros bigint, committed_micros bigint)
  language sql stable set search_path = pg_catalog, public
  begin atomic
    select count(a.id)::integer, coalesce((select d.spent_micros from day_totals d where d.tenant_id = tenant and d.day = day_of(tenant, at)), 0),
      coalesce(sum(a.most_micros[c.depth + 1]), 0)::bigint
    from tenant_closure c left join attempts a on a.tenant_id = c.descendant and a.ended_at is null where c.ancestor = tenant;
  end;

-- The same for who asks, about itself or who is below it.
create function limits_use(tenant uuid, at timestamptz)
  returns table (open_calls integer, spent_micros bigint, committed_micros bigint)
  language plpgsql stable security definer set search_path = pg_catalog, public
  as $$
begin
  if not exists (select from tenant_closure c where c.ancestor = current_setting('app.tenant')::uuid and c.descendant = tenant) then
    raise exception 'not_found' using errcode = 'YH404';
  end if;
  return query select u.open_calls, u.spent_micros, u.committed_micros from use_of_tenant(tenant, at) u;
end
$$;

-- What two lists of allowed prefixes both allow; null allows everything.
create function narrow_prefixes(ours text[], theirs text[]) returns text[]
  language sql immutable set search_path = pg_catalog, public
  return case when ours is null then theirs when theirs is null then ours else (
    select coalesce(array_agg(distinct p.prefix order by p.prefix), '{}') from (
      select a.prefix from unnest(ours) a (prefix) where exists (select from unnest(theirs) b (prefix) where starts_with(a.prefix, b.prefix))
      union select b.prefix from unnest(theirs) b (prefix) where exists (select from unnest(ours) a (prefix) where starts_with(b.prefix, a.prefix))
    ) p) end;
create aggregate narrowed (text[]) (sfunc = narrow_prefixes, stype = text[]);
create function join_prefixes(ours text[], theirs text[]) returns text[]
  language sql immutable set search_path = pg_catalog, public
  return case when theirs = '{}' then coalesce(ours, '{}') else array(select distinct unnest(ours || theirs) order by 1) end;
create aggregate joined (text[]) (sfunc = join_prefixes, stype = text[]);

-- Where these tenants may call: what each level of their chains allows, the operator's included, and nothing that one of them forbids. A
-- level that allows no calls abroad allows those to its home alone, so that nobody below it is at home elsewhere; where two of them are
-- at home in different countries, no country is left (ZZ, which is none).
create function destination_rules(tenants uuid[], from_depth integer default 0)
  returns table (tenant_id uuid, international boolean, premium boolean, allowed_prefixes text[], blocked_prefixes text[], home_country text)
  language sql stable set search_path = pg_catalog, public
  begin atomic
    with levels as (
      select c.descendant, c.depth, seller.premium, seller.allowed_prefixes, seller.blocked_prefixes,
        own.premium own_premium, own.allowed_prefixes own_allowed, own.blocked_prefixes own_blocked,
        -- Of a tenant that somebody sells to, the seller's yes is needed; a row of its own, or the operator's, can only say no.
        t.parent_id is null is_top, coalesce(seller.international, t.parent_id is null) and coalesce(own.international, true) abroad,
        coalesce((select l.home_country from tenant_closure up join tenant_limits l on l.tenant_id = up.ancestor
          where up.descendant = c.ancestor and l.home_country is not null order by up.depth, l.origin desc limit 1), 'CN') home
      from tenant_closure c join tenants t on t.id = c.ancestor
        left join tenant_limits seller on seller.tenant_id = c.ancestor and seller.origin = 'seller'
        left join tenant_limits own on own.tenant_id = c.ancestor and own.origin = 'self'
      where c.descendant = any (tenants) and c.depth >= from_depth
    )
    select l.descendant, bool_and(l.abroad), bool_and(coalesce(l.premium, l.is_top) and coalesce(l.own_premium, true)),
      narrowed(narrow_prefixes(l.allowed_prefixes, l.own_allowed)),
      joined(coalesce(l.blocked_prefixes, '{}') || coalesce(l.own_blocked, '{}')),
      case count(distinct l.home) filter (where not l.abroad)
        when 0 then (array_agg(l.home order by l.depth))[1]
        when 1 then min(l.home) filter (where not l.abroad)
        else 'ZZ' end
    from levels l group by 1;
  end;

-- What everybody above the current tenant allows it, taken together: it learns the least of it, not who said what. Nothing for who
-- has nobody above.
create function limits_from_above()
  returns table (max_calls integer, max_calls_per_second integer, daily_spend_micros bigint, international boolean, premium boolean,
    allowed_prefixes text[], blocked_prefixes text[], home_country text)
  language plpgsql stable security definer set search_path = pg_catalog, public
  as $$
declare
  self constant uuid := current_setting('app.tenant')::uuid;
begin
  return query
    select n.calls, n.pace, n.spend, r.international, r.premium, r.allowed_prefixes, r.blocked_prefixes, r.home_country
    from destination_rules(array[self], 1) r, (
      select min(l.max_calls) calls, min(l.max_calls_per_second) pace, min(l.daily_spend_micros) spend
      from tenant_closure c join tenant_limits l on l.tenant_id = c.ancestor where c.descendant = self and c.depth > 0) n;
end
$$;

-- Sets what a direct child may use, or what the current tenant allows itself; where nothing is said, the row goes. Refuses to allow
-- oneself what only the seller can.
create function set_tenant_limits(tenant uuid, staff uuid, calls integer, calls_per_second integer, daily_spend bigint, allow_international boolean,
    allow_premium boolean, only_prefixes text[], not_prefixes text[], home text)
  returns void
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
declare
  actor constant uuid := current_setting('app.tenant')::uuid;
  whose text;
begin
  select case when t.id = actor then 'self' else 'seller' end into whose from tenants t where t.id = tenant and (t.id = actor or t.parent_id = actor);
  if whose is null then
    raise exception 'not_found' using errcode = 'YH404';
  end if;
  if whose = 'self' and (allow_international or allow_premium
      or (home is not null and exists (select from tenants t where t.id = actor and t.parent_id is not null))) then
    raise exception 'invalid_input' using errcode = 'YH422';
  end if;
  if exists (select from unnest(only_prefixes || not_prefixes) p (prefix) where p.prefix !~ '^[0-9]{1,15}$') then
    raise exception 'invalid_input' using errcode = 'YH422';
  end if;
  if num_nulls(calls, calls_per_second, daily_spend, allow_international, allow_premium, only_prefixes, home) = 7 and not_prefixes = '{}' then
    delete from tenant_limits l where l.tenant_id = tenant and l.origin = whose;
    return;
  end if;
  insert into tenant_limits (tenant_id, origin, max_calls, max_calls_per_second, daily_spend_micros, international, premium, allowed_prefixes,
      blocked_prefixes, home_country, changed_by)
    values (tenant, whose, calls, calls_per_second, daily_spend, allow_international, allow_premium, only_prefixes, not_prefixes, home, staff)
    on conflict (tenant_id, origin) do update set max_calls = excluded.max_calls, max_calls_per_second = excluded.max_calls_per_second,
      daily_spend_micros = excluded.daily_spend_micros, international = excluded.international, premium = excluded.premium,
      allowed_prefixes = excluded.allowed_prefixes, blocked_prefixes = excluded.blocked_prefixes, home_country = excluded.home_country,
      changed_by = excluded.changed_by, changed_at = now();
end
$$;

-- How many calls a limit of calls per second lets through at this moment.
create function pace_tokens(tokens double precision, tokens_at timestamptz, per_second integer, at timestamptz) returns double precision
  language sql stable set search_path = pg_catalog, public
  return least(greatest(1, per_second / 5.0), coalesce(tokens + greatest(0, extract(epoch from at - tokens_at)) * per_second, 1000000));

-- How much the limits of these tenants, and of those above them, leave: calls at once, calls at this moment, the day's money. One row a
-- limited tenant and kind. What a tenant is limited to holds for the sum of everybody below it; of the day's money, also for each of them.
create function limit_rooms(tenants uuid[], at timestamptz)
  returns table (kind text, tenant_id uuid, most bigint, room bigint)
  language sql stable set search_path = pg_catalog, public
  begin atomic
    with limited as materialized (
      select l.* from tenant_limits l where l.tenant_id in (select c.ancestor from tenant_closure c where c.descendant = any (tenants))
    ), spenders as materialized (
      select down.descendant tenant_id, min(l.daily_spend_micros) most
      from limited l join tenant_closure down on down.ancestor = l.tenant_id
      where l.daily_spend_micros is not null
        and down.descendant in (select c.ancestor from tenant_closure c where c.descendant = any (tenants)) group by 1
    )
    select 'calls', l.tenant_id, min(l.max_calls)::bigint, min(l.max_calls) - (select u.open_calls from use_of_tenant(l.tenant_id, at) u)::bigint
      from limited l where l.max_calls is not null group by 2
    union all
    select 'pace', l.tenant_id, min(l.max_calls_per_second)::bigint, min(floor(pace_tokens(l.tokens, l.tokens_at, l.max_calls_per_second, at)))::bigint
      from limited l where l.max_calls_per_second is not null group by 2
    union all
    select 'spend', s.tenant_id, s.most, s.most - (select u.spent_micros + u.committed_micros from use_of_tenant(s.tenant_id, at) u) from spenders s;
  end;

-- The same, with the limits locked: what is counted is what everybody before has committed, and nobody admits calls meanwhile.
create function lock_limits(tenants uuid[], at timestamptz)
  returns table (kind text, tenant_id uuid, room bigint)
  language plpgsql set search_path = pg_catalog, public
  as $$
begin
  perform from tenant_limits l
    where l.tenant_id in (select c.ancestor from tenant_closure c where c.descendant = any (tenants))
      and num_nulls(l.max_calls, l.max_calls_per_second, l.daily_spend_micros) < 3
    order by l.tenant_id, l.origin for update;
  if found then
    return query select r.kind, r.tenant_id, r.room from limit_rooms(tenants, at) r;
  end if;
end
$$;

drop function admit_attempts;

-- Admits a batch of calls: every rule of admission, the holds and the attempts, in one transaction, netted to one update a wallet.
-- Call i stands at index i of the arrays. Levels name their call by that index, in ascending order and the customer's first: who pays,
-- at which rate, how much at most, and what is held for it. Calls are admitted in order while money and limits last. Answers the
-- refused calls with a reason; they leave no row.
create function admit_attempts(
  worker uuid, at timestamptz, hold_expires_at timestamptz,
  attempt_ids uuid[], tenant_ids uuid[], task_ids uuid[], target_ids uuid[], numbers text[], countries text[], premiums boolean[],
  attempt_nos integer[], caller_id_ids uuid[], trunk_tenant_ids uuid[], trunk_ids uuid[], authorised integer[],
  level_calls integer[], level_tenant_ids uuid[], level_rate_ids uuid[], level_most bigint[], level_holds bigint[])
  returns table (call integer, refusal text)
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
declare
  n constant integer := cardinality(attempt_ids);
  -- Whose calls these are, each tenant once.
  callers constant uuid[] := array(select distinct unnest(tenant_ids));
  refusals text[];
  -- What calls are weighed against: money of a wallet, and what the limits of a tenant leave.
  kinds text[];
  owners uuid[];
  rooms bigint[];
  limited boolean;
  wallet_tenants uuid[];
  wallet_ids uuid[];
  short boolean;
  wanted_by integer[];
  wanted_of integer[];
  wanted bigint[];
  first integer := 1;
  last integer;
begin
  if n > 1000 then
    raise exception 'batch_too_large' using errcode = 'YH422';
  end if;
  -- Lock first: what is read below stays true until commit.
  select coalesce(array_agg(l.kind), '{}'), coalesce(array_agg(l.tenant_id), '{}'), coalesce(array_agg(l.room), '{}')
    into kinds, owners, rooms from lock_limits(callers, at) l;
  limited := cardinality(kinds) > 0;
  select coalesce(array_agg(l.tenant_id), '{}'), coalesce(array_agg(l.id), '{}'), rooms || coalesce(array_agg(l.available_micros), '{}')
    into wallet_tenants, wallet_ids, rooms
    from (select w.tenant_id, w.id, w.available_micros from wallets w
          where w.kind = 'main' and w.tenant_id = any (array(
            select distinct x.tenant_id from unnest(level_tenant_ids, level_holds) x (tenant_id, held) where x.held > 0))
          order by w.id for update) l;
  kinds := kinds || array_fill('funds'::text, array[cardinality(wallet_ids)]);
  owners := owners || wallet_tenants;

  with calls as materialized (
    select * from unnest(tenant_ids, task_ids, target_ids, numbers, countries, premiums, attempt_nos, caller_id_ids) with ordinality
      as c (tenant_id, task_id, target_id, number, country, premium, attempt_no, caller_id_id, i)
  ), barred as materialized (
    -- Asked again here: somebody may have opted out since the target was leased.
    select distinct c.i from calls c join tenant_closure up on up.descendant = c.tenant_id
      join black_list b on b.tenant_id = up.ancestor and b.number = c.number and b.expires_at > at
  ), places as materialized (
    select * from destination_rules(callers)
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
      case when c.i in (select b.i from barred b) then 'black_listed' end,
      case when c.premium and not p.premium then 'premium_off'
        when c.country is distinct from p.home_country and not p.international then 'international_off'
        when p.allowed_prefixes is not null
          and not exists (select from unnest(p.allowed_prefixes) a (prefix) where starts_with(c.number, '+' || a.prefix)) then 'destination_blocked'
        when p.blocked_prefixes <> '{}'
          and exists (select from unnest(p.blocked_prefixes) a (prefix) where starts_with(c.number, '+' || a.prefix)) then 'destination_blocked'
      end) order by c.i)
    into refusals
    from calls c
      join tasks_of o on (o.tenant_id, o.task_id, o.caller_id_id) = (c.tenant_id, c.task_id, c.caller_id_id)
      join places p on p.tenant_id = c.tenant_id
      left join targets g on (g.tenant_id, g.id) = (c.tenant_id, c.target_id);

  -- Nearly always there is room for the whole batch; only where there is not are the calls weighed one by one.
  with weights as materialized (
    select x.call, 'funds' kind, x.tenant_id, x.held amount from unnest(level_calls, level_tenant_ids, level_holds) x (call, tenant_id, held)
      where x.held > 0
    union all
    select x.call, 'spend', x.tenant_id, x.most from unnest(level_calls, level_tenant_ids, level_most) x (call, tenant_id, most) where limited
    union all
    select c.i::integer, k.kind, up.ancestor, 1 from unnest(tenant_ids) with ordinality c (tenant_id, i)
      join tenant_closure up on up.descendant = c.tenant_id, unnest(array['calls', 'pace']) k (kind) where limited
  ), known as materialized (
    select w.call, r.i, w.amount, r.room from weights w
      join unnest(kinds, owners, rooms) with ordinality r (kind, tenant_id, room, i) on (r.kind, r.tenant_id) = (w.kind, w.tenant_id)
  ), over as (
    select exists (select from known k group by k.i, k.room having sum(k.amount) > k.room) is_over
  )
  select o.is_over, w.calls, w.rooms, w.amounts into short, wanted_by, wanted_of, wanted
    from over o left join lateral (
      select array_agg(k.call order by k.call, k.i) calls, array_agg(k.i order by k.call, k.i) rooms, array_agg(k.amount order by k.call, k.i) amounts
      from known k where o.is_over) w on true;
  while short and first <= cardinality(wanted) loop
    last := first;
    while last < cardinality(wanted) and wanted_by[last + 1] = wanted_by[first] loop
      last := last + 1;
    end loop;
    if refusals[wanted_by[first]] is null then
      for w in first..last loop
        if rooms[wanted_of[w]] < wanted[w] then
          refusals[wanted_by[w]] := case kinds[wanted_of[w]]
            when 'funds' then 'insufficient_funds' when 'calls' then 'too_many_calls' when 'pace' then 'too_many_calls_per_second'
            else 'daily_spend_reached' end;
          exit;
        end if;
      end loop;
      if refusals[wanted_by[first]] is null then
        for w in first..last loop
          rooms[wanted_of[w]] := rooms[wanted_of[w]] - wanted[w];
        end loop;
      end if;
    end if;
    first := last + 1;
  end loop;

  insert into attempts (tenant_id, id, task_id, target_id, attempt_no, number, caller_id_id, trunk_tenant_id, trunk_id, worker_id,
      authorised_seconds, admitted_at, rate_ids, most_micros)
    select c.tenant_id, c.attempt_id, c.task_id, c.target_id, c.attempt_no, c.number, c.caller_id_id, c.trunk_tenant_id, c.trunk_id, worker,
      c.authorised_seconds, at, l.rate_ids, l.most_micros
    from unnest(attempt_ids, tenant_ids, task_ids, target_ids, numbers, attempt_nos, caller_id_ids, trunk_tenant_ids, trunk_ids, authorised, refusals)
        with ordinality
        c (attempt_id, tenant_id, task_id, target_id, number, attempt_no, caller_id_id, trunk_tenant_id, trunk_id, authorised_seconds, refusal, i)
      join (select x.call, array_agg(x.rate_id order by x.i) rate_ids, array_agg(x.most order by x.i) most_micros
            from unnest(level_calls, level_rate_ids, level_most) with ordinality x (call, rate_id, most, i) group by 1) l on l.call = c.i
    where c.refusal is null;
  with placed as (
    insert into holds (tenant_id, wallet_id, attempt_id, amount_micros, expires_at)
      select x.tenant_id, w.id, attempt_ids[x.call], x.held, hold_expires_at
      from unnest(level_calls, level_tenant_ids, level_holds) x (call, tenant_id, held)
        join unnest(wallet_tenants, wallet_ids) w (tenant_id, id) on w.tenant_id = x.tenant_id
      where refusals[x.call] is null and x.held > 0
      returning tenant_id, wallet_id, amount_micros
  )
  update wallets u set held_micros = u.held_micros + p.total
    from (select placed.tenant_id, placed.wallet_id, sum(placed.amount_micros) total from placed group by 1, 2) p
    where (u.tenant_id, u.id) = (p.tenant_id, p.wallet_id);

  if 'pace' = any (kinds) then
    update tenant_limits l set tokens = pace_tokens(l.tokens, l.tokens_at, l.max_calls_per_second, at) - coalesce(a.calls, 0), tokens_at = greatest(at, l.tokens_at)
      from unnest(kinds, owners) k (kind, tenant_id)
        left join (select up.ancestor, count(*) calls from unnest(tenant_ids, refusals) c (tenant_id, refusal)
                   join tenant_closure up on up.descendant = c.tenant_id where c.refusal is null group by 1) a on a.ancestor = k.tenant_id
      where k.kind = 'pace' and l.tenant_id = k.tenant_id and l.max_calls_per_second is not null;
  end if;
  return query select r.i::integer, r.reason from unnest(refusals) with ordinality r (reason, i) where r.reason is not null;
end
$$;

-- Lets calls that are under way last longer, as far as money and limits reach on every level. Call i stands at index i of the first two
-- arrays. Rungs are the seconds that a call may be given, by their call's index and ascending; levels name their rung by its index, the
-- customer's first, with what is to be held and paid at most for all those seconds. Where there is not enough for all, every call gets
-- its first rung before any gets a second. Answers for each call that is not over the second it is authorised to now, and why it is not
-- its last rung's.
create function extend_holds(
  at timestamptz, hold_expires_at timestamptz, tenant_ids uuid[], attempt_ids uuid[], rung_calls integer[], rung_seconds integer[],
  level_rungs integer[], level_tenant_ids uuid[], level_most bigint[], level_holds bigint[])
  returns table (call integer, authorised integer, refusal text)
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
declare
  n constant integer := cardinality(attempt_ids);
  kinds text[];
  owners uuid[];
  rooms bigint[];
  wallet_tenants uuid[];
  wallet_ids uuid[];
  -- By call: the second it is authorised to, null where it is over; the rung it reached; why it did not reach a higher one.
  seconds integer[];
  reached integer[];
  refusals text[];
  short boolean;
  wanted_by integer[];
  wanted_of integer[];
  wanted bigint[];
  first integer := 1;
  last integer;
  i integer;
begin
  if n > 1000 then
    raise exception 'batch_too_large' using errcode = 'YH422';
  end if;
  select coalesce(array_agg(l.kind), '{}'), coalesce(array_agg(l.tenant_id), '{}'), coalesce(array_agg(l.room), '{}') into kinds, owners, rooms
    from lock_limits(array(select distinct unnest(tenant_ids)), at) l where l.kind = 'spend';
  select coalesce(array_agg(l.tenant_id), '{}'), coalesce(array_agg(l.id), '{}'), rooms || coalesce(array_agg(l.available_micros), '{}')
    into wallet_tenants, wallet_ids, rooms
    from (select w.tenant_id, w.id, w.available_micros from wallets w
          where w.kind = 'main' and w.tenant_id = any (array(
            select distinct x.tenant_id from unnest(level_tenant_ids, level_holds) x (tenant_id, held) where x.held > 0))
          order by w.id for update) l;
  kinds := kinds || array_fill('funds'::text, array[cardinality(wallet_ids)]);
  owners := owners || wallet_tenants;
  -- Who settles a call holds its customer's wallet before; what is open now stays so.
  perform from attempts a join unnest(tenant_ids, attempt_ids) k (tenant_id, id) on (a.tenant_id, a.id) = (k.tenant_id, k.id)
    where a.ended_at is null order by a.id for update of a;
  select array_agg(a.authorised_seconds order by k.i) into seconds
    from unnest(tenant_ids, attempt_ids) with ordinality k (tenant_id, id, i)
      left join attempts a on (a.tenant_id, a.id) = (k.tenant_id, k.id) and a.ended_at is null;
  reached := array_fill(null::integer, array[n]);
  -- Who may not call any more may not talk any longer either.
  select array_agg(r.refusal order by k.i) into refusals
    from unnest(tenant_ids) with ordinality k (tenant_id, i)
      join (select d.tenant_id, case
            when bool_or(t.state <> 'enabled') then 'tenant_disabled'
            when bool_or(w.state <> 'active') then 'wallet_blocked' end refusal
          from (select distinct x.tenant_id from unnest(tenant_ids) x (tenant_id)) d join tenant_closure c on c.descendant = d.tenant_id
            join tenants t on t.id = c.ancestor join wallets w on w.tenant_id = c.ancestor and w.kind = 'main' group by 1) r
        on r.tenant_id = k.tenant_id;

  with levels as materialized (
    select rung_calls[x.rung] call, x.rung, x.tenant_id, x.most, x.held,
      row_number() over (partition by x.rung order by x.i) level
    from unnest(level_rungs, level_tenant_ids, level_most, level_holds) with ordinality x (rung, tenant_id, most, held, i)
    where rung_seconds[x.rung] > seconds[rung_calls[x.rung]]
  ), steps as materialized (
    -- What each rung wants beyond the one before it, or beyond what there is.
    select l.call, l.rung, rank() over (partition by l.call, l.level order by l.rung) round, l.tenant_id,
      greatest(0, l.held - coalesce(lag(l.held) over of_level, h.amount_micros, 0)) held,
      greatest(0, l.most - coalesce(lag(l.most) over of_level, a.most_micros[l.level], 0)) most
    from levels l
      join attempts a on a.tenant_id = tenant_ids[l.call] and a.id = attempt_ids[l.call]
      left join holds h on h.attempt_id = a.id and h.tenant_id = l.tenant_id
    window of_level as (partition by l.call, l.level order by l.rung)
  ), known as materialized (
    select s.round, s.rung, r.i, w.amount, r.room
    from steps s cross join lateral (values ('funds', s.held), ('spend', s.most)) w (kind, amount)
      left join unnest(kinds, owners, rooms) with ordinality r (kind, tenant_id, room, i) on (r.kind, r.tenant_id) = (w.kind, s.tenant_id)
    -- Something of each rung is kept, also where it wants nothing.
    where r.i is not null or w.kind = 'funds'
  ), over as (
    select exists (select from known k where k.i is not null group by k.i, k.room having sum(k.amount) > k.room) is_over
  )
  select o.is_over, w.rungs, w.rooms, w.amounts into short, wanted_by, wanted_of, wanted
    from over o cross join lateral (
      select coalesce(array_agg(k.rung order by k.round, k.rung, k.i), '{}') rungs, array_agg(k.i order by k.round, k.rung, k.i) rooms,
        array_agg(k.amount order by k.round, k.rung, k.i) amounts
      from known k) w;
  while first <= cardinality(wanted_by) loop
    last := first;
    while last < cardinality(wanted_by) and wanted_by[last + 1] = wanted_by[first] loop
      last := last + 1;
    end loop;
    i := rung_calls[wanted_by[first]];
    if refusals[i] is null then
      for w in first..last loop
        if short and rooms[wanted_of[w]] < wanted[w] then
          refusals[i] := case kinds[wanted_of[w]] when 'funds' then 'insufficient_funds' else 'daily_spend_reached' end;
          exit;
        end if;
      end loop;
      if refusals[i] is null then
        reached[i] := wanted_by[first];
        for w in first..last loop
          if wanted_of[w] is not null then
            rooms[wanted_of[w]] := rooms[wanted_of[w]] - wanted[w];
          end if;
        end loop;
      end if;
    end if;
    first := last + 1;
  end loop;

  update attempts a set authorised_seconds = rung_seconds[r.rung], most_micros = l.most_micros
    from unnest(tenant_ids, attempt_ids, reached) r (tenant_id, id, rung)
      join (select x.rung, array_agg(x.most order by x.i) most_micros from unnest(level_rungs, level_most) with ordinality x (rung, most, i) group by 1) l
        on l.rung = r.rung
    where (a.tenant_id, a.id) = (r.tenant_id, r.id);
  with grown as (
    select x.tenant_id, w.id wallet_id, attempt_ids[rung_calls[x.rung]] attempt_id, x.held, coalesce(h.amount_micros, 0) before
    from unnest(level_rungs, level_tenant_ids, level_holds) x (rung, tenant_id, held)
      join unnest(wallet_tenants, wallet_ids) w (tenant_id, id) on w.tenant_id = x.tenant_id
      left join holds h on h.attempt_id = attempt_ids[rung_calls[x.rung]] and h.tenant_id = x.tenant_id
    where x.rung = reached[rung_calls[x.rung]] and x.held > coalesce(h.amount_micros, 0)
  ), placed as (
    insert into holds as o (tenant_id, wallet_id, attempt_id, amount_micros, expires_at)
      select g.tenant_id, g.wallet_id, g.attempt_id, g.held, hold_expires_at from grown g
      on conflict (tenant_id, wallet_id, attempt_id) do update
        set amount_micros = excluded.amount_micros, expires_at = greatest(o.expires_at, excluded.expires_at)
  )
  update wallets u set held_micros = u.held_micros + g.more
    from (select grown.tenant_id, grown.wallet_id, sum(grown.held - grown.before) more from grown group by 1, 2) g
    where (u.tenant_id, u.id) = (g.tenant_id, g.wallet_id);
  return query
    select r.i::integer, coalesce(rung_seconds[r.rung], r.was), r.reason
    from unnest(seconds, reached, refusals) with ordinality r (was, rung, reason, i) where r.was is not null;
end
$$;

drop function settle_calls;

-- Settles a batch of finished calls: releases their holds, writes what each level pays and posts it, netted to one update a wallet.
-- The key is (payer, attempt, leg): a charge that was written before posts nothing again, so a repeat or a late one is harmless.
-- Each charge names its attempt by the tenant that called, too: it is at a rate that the call was admitted at, and never more than was
-- authorised, or nothing of the batch is written. An overrun (seconds beyond the authorised ones, which nobody pays) goes from the
-- operator's loss account to its revenue. Never fails for lack of money. A call that cost nothing is named without charges: its hold
-- is released.
create function settle_calls(
  attempt_ids uuid[],
  charge_tenants uuid[], charge_attempts uuid[], charge_levels integer[], payers uuid[], payees uuid[], amounts bigint[], rate_ids uuid[],
  rate_group_ids uuid[], prefixes text[], billed integer[], block_counts integer[], answered timestamptz[], ended timestamptz[],
  overrun_attempts uuid[], overrun_micros bigint[])
  returns void
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
declare
  operator uuid;
  booked timestamptz;
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
  -- Under the locks, and one for the batch: entries of a wallet are booked in the order of their seq.
  booked := clock_timestamp();
  if exists (
    select from unnest(charge_tenants, charge_attempts, charge_levels, amounts, rate_ids) c (tenant_id, attempt_id, level, amount, rate_id)
      left join attempts a on (a.tenant_id, a.id) = (c.tenant_id, c.attempt_id)
    where (c.amount <= a.most_micros[c.level + 1] and c.rate_id = a.rate_ids[c.level + 1]) is not true
  ) then
    raise exception 'a charge is not what its call was admitted at';
  end if;

  with released as (
    delete from holds h where h.attempt_id = any (attempt_ids) returning h.tenant_id, h.wallet_id, h.amount_micros
  ), charged as (
    insert into attempt_charges as a (tenant_id, attempt_id, level, payee_tenant_id, rate_id, rate_group_id, prefix, billed_seconds, blocks,
        amount_micros, answered_at)
      select c.payer, c.attempt_id, c.level, c.payee, c.rate_id, c.rate_group_id, c.prefix, c.billed_seconds, c.blocks, c.amount, c.answered_at
      from unnest(charge_tenants, charge_attempts, charge_levels, payers, payees, amounts, rate_ids, rate_group_ids, prefixes, billed, block_counts, answered)
        c (tenant_id, attempt_id, level, payer, payee, amount, rate_id, rate_group_id, prefix, billed_seconds, blocks, answered_at)
        -- What was ended otherwise keeps its end, as its outcome does; only an unknown one takes a late one.
        join attempts k on (k.tenant_id, k.id) = (c.tenant_id, c.attempt_id) and (k.result is null or k.result in ('unknown', 'answered'))
      on conflict do nothing
      returning a.tenant_id, a.attempt_id, a.level, a.payee_tenant_id, a.billed_seconds, a.amount_micros
  ), ends as (
    select e.attempt_id, min(e.ended_at) ended_at from unnest(charge_attempts, ended) e (attempt_id, ended_at) group by 1
  ), counted as (
    -- The payers' wallets are locked, so that nobody else counts for them now.
    insert into day_totals as d (tenant_id, day, calls, billed_seconds, spent_micros)
      select c.tenant_id, (e.ended_at at time zone t.time_zone)::date, count(*), sum(c.billed_seconds), sum(c.amount_micros)
      from charged c join ends e on e.attempt_id = c.attempt_id join tenants t on t.id = c.tenant_id group by 1, 2
      on conflict (tenant_id, day) do update
        set calls = d.calls + excluded.calls, billed_seconds = d.billed_seconds + excluded.billed_seconds,
          spent_micros = d.spent_micros + excluded.spent_micros
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
    insert into entries (tenant_id, wallet_id, seq, transfer_id, kind, amount_micros, balance_after_micros, counterparty_tenant_id, occurred_at,
        recorded_at)
      select d.tenant_id, d.wallet_id, d.seq, d.attempt_id, d.kind, d.amount, d.balance_after, d.counterparty, e.ended_at, booked
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

do $$
declare f regprocedure;
begin
  for f in select p.oid from pg_proc p where p.pronamespace = 'public'::regnamespace and p.proname in ('rates_of_charge', 'day_of', 'use_of_tenant',
      'limits_use', 'narrow_prefixes', 'join_prefixes', 'destination_rules', 'limits_from_above', 'set_tenant_limits', 'limit_rooms', 'lock_limits', 'pace_tokens',
      'admit_attempts', 'extend_holds', 'settle_calls') loop
    execute format('alter function %s owner to yunhu_ledger', f);
    execute format('revoke all on function %s from public', f);
  end loop;
end
$$;
alter aggregate narrowed (text[]) owner to yunhu_ledger;
alter aggregate joined (text[]) owner to yunhu_ledger;
revoke all on function narrowed(text[]), joined(text[]) from public;
grant execute on function rates_of_charge(uuid), limits_use(uuid, timestamptz), limits_from_above() to yunhu_app;
grant execute on function set_tenant_limits(uuid, uuid, integer, integer, bigint, boolean, boolean, text[], text[], text) to yunhu_app;
-- The platform reads tables across tenants itself; these say the same thing in one place.
grant execute on function day_of(uuid, timestamptz), use_of_tenant(uuid, timestamptz), narrow_prefixes(text[], text[]), join_prefixes(text[], text[]),
  narrowed(text[]), joined(text[]), destination_rules(uuid[], integer), pace_tokens(double precision, timestamptz, integer, timestamptz), limit_rooms(uuid[], timestamptz) to yunhu_platform;
grant execute on function admit_attempts, extend_holds, settle_calls to yunhu_platform;
