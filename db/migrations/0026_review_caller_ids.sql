-- Caller IDs under review: documents, decisions with their history, the end of an approval, and pools of numbers.

-- The owner writes what stands there already for once without a tenant.
alter table caller_ids no force row level security;
alter table tasks no force row level security;

alter table caller_ids
  drop constraint caller_ids_state_check,
  drop constraint caller_ids_check,
  add constraint caller_ids_state_check check (state in ('submitted', 'approved', 'rejected', 'revoked', 'expired')),
  add constraint caller_ids_until_check check (approved_until is not null or state not in ('approved', 'expired')),
  -- Counts what was submitted under the number; a decision names the one that it is about.
  add column submission smallint not null default 1 check (submission between 1 and 1000),
  -- Approved, and new documents for the time after wait for a decision.
  add column renewing boolean not null default false,
  add column submitted_at timestamptz not null default now(),
  -- What the customer says to the reviewer.
  add column note text not null default '' check (length(note) <= 500),
  add column decided_at timestamptz,
  -- Of the last decision: what the reviewer says to the customer.
  add column reason text not null default '' check (length(reason) <= 500),
  -- The fewest days before its end of which the customer was told.
  add column reminded_days smallint,
  add constraint caller_ids_renewing_check check (not renewing or state = 'approved');
update caller_ids set submitted_at = created_at;
-- Reviewers read over all tenants: what waits, and who else has a number; the clock asks what ends.
create index caller_ids_waiting on caller_ids (submitted_at, id) where state = 'submitted' or renewing;
create index caller_ids_by_id on caller_ids (id);
create index caller_ids_by_number on caller_ids (number);
create index caller_ids_ending on caller_ids (approved_until) where state = 'approved';

-- What was submitted and decided, in order; nothing of it is ever changed.
create table caller_id_events (
  tenant_id uuid not null,
  id uuid not null default new_id(),
  caller_id_id uuid not null,
  submission smallint not null,
  kind text not null check (kind in ('submitted', 'approved', 'rejected', 'revoked', 'expired', 'undone')),
  reason text not null default '' check (length(reason) <= 500),
  approved_until timestamptz,
  -- What it was before a decision, for who takes that back.
  before jsonb,
  -- Nobody where time did it.
  actor_tenant_id uuid,
  actor_staff_id uuid,
  actor_name text,
  at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, caller_id_id) references caller_ids (tenant_id, id)
);
create index caller_id_events_by_number on caller_id_events (tenant_id, caller_id_id, id);
insert into caller_id_events (tenant_id, caller_id_id, submission, kind, at)
  select tenant_id, id, 1, 'submitted', created_at from caller_ids;
create function refuse_change() returns trigger
  language plpgsql set search_path = pg_catalog, public
  as $$
begin
  raise exception 'the history is not changed' using errcode = 'YH403';
end
$$;
create trigger keep_caller_id_events before update or delete or truncate on caller_id_events
  for each statement execute function refuse_change();

-- A file that was read and found harmless: as pictures of its pages, made by us, and of a PDF also as it was sent.
create table caller_id_documents (
  tenant_id uuid not null references tenants (id),
  id uuid not null default new_id(),
  kind text not null check (kind in ('licence', 'receipt')),
  file_name text not null check (length(file_name) between 1 and 200),
  -- What it was by its content, whatever its name said.
  content_type text not null check (content_type in ('image/jpeg', 'image/png', 'application/pdf')),
  bytes integer not null check (bytes between 1 and 10485760),
  -- Of the file as it was sent.
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  pages smallint not null check (pages between 1 and 20),
  -- Of a PDF, which is kept as it was sent to be saved, never shown.
  object_key text check ((object_key is not null) = (content_type = 'application/pdf')),
  created_by uuid,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id)
);

create table caller_id_document_pages (
  tenant_id uuid not null,
  document_id uuid not null,
  page smallint not null check (page between 1 and 20),
  -- A JPEG that we made.
  object_key text not null,
  width integer not null,
  height integer not null,
  primary key (tenant_id, document_id, page),
  foreign key (tenant_id, document_id) references caller_id_documents (tenant_id, id) on delete cascade
);

-- Which documents lay beside a submission.
create table caller_id_papers (
  tenant_id uuid not null,
  caller_id_id uuid not null,
  submission smallint not null,
  document_id uuid not null,
  position smallint not null,
  primary key (tenant_id, caller_id_id, submission, document_id),
  foreign key (tenant_id, caller_id_id) references caller_ids (tenant_id, id),
  foreign key (tenant_id, document_id) references caller_id_documents (tenant_id, id)
);
create index caller_id_papers_by_document on caller_id_papers (tenant_id, document_id);

create table caller_id_pools (
  tenant_id uuid not null references tenants (id),
  id uuid not null default new_id(),
  name text not null check (length(name) between 1 and 100),
  strategy text not null default 'round_robin' check (strategy in ('round_robin', 'random')),
  -- Calls under one number in a day of the tenant's time zone.
  daily_cap integer check (daily_cap between 1 and 1000000),
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, name)
);
create table caller_id_pool_members (
  tenant_id uuid not null,
  pool_id uuid not null,
  caller_id_id uuid not null,
  position smallint not null,
  primary key (tenant_id, pool_id, caller_id_id),
  foreign key (tenant_id, pool_id) references caller_id_pools (tenant_id, id) on delete cascade,
  foreign key (tenant_id, caller_id_id) references caller_ids (tenant_id, id)
);
create index caller_id_pool_members_by_number on caller_id_pool_members (tenant_id, caller_id_id);

-- Calls let through under a number that is in a pool, by day of its tenant; admission keeps it.
create table caller_id_days (
  tenant_id uuid not null,
  caller_id_id uuid not null,
  day date not null,
  calls integer not null default 0,
  last_at timestamptz,
  primary key (tenant_id, caller_id_id, day),
  foreign key (tenant_id, caller_id_id) references caller_ids (tenant_id, id)
) with (fillfactor = 50);

-- A task shows one number, or those of a pool.
alter table tasks
  alter column caller_id_id drop not null,
  add column caller_id_pool_id uuid,
  add constraint tasks_caller_id_check check ((caller_id_id is null) <> (caller_id_pool_id is null)),
  add constraint tasks_caller_id_pool_fkey foreign key (tenant_id, caller_id_pool_id) references caller_id_pools (tenant_id, id);
create index tasks_running_by_caller_id on tasks (tenant_id, caller_id_id) where state = 'running';

do $$
declare t text;
begin
  foreach t in array array['caller_id_events', 'caller_id_documents', 'caller_id_document_pages', 'caller_id_papers', 'caller_id_pools', 'caller_id_pool_members', 'caller_id_days'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
  end loop;
  -- Documents are between the customer and the reviewers; who stands between reads what was decided.
  foreach t in array array['caller_id_documents', 'caller_id_document_pages', 'caller_id_papers', 'caller_id_pools', 'caller_id_pool_members', 'caller_id_days'] loop
    execute format($p$create policy own on %I using (tenant_id = (select current_setting('app.tenant')::uuid))$p$, t);
  end loop;
end
$$;
create policy subtree on caller_id_events for select using (tenant_id = (select current_setting('app.tenant')::uuid) or exists (
  select from tenant_closure c where c.ancestor = (select current_setting('app.tenant')::uuid) and c.descendant = caller_id_events.tenant_id));
create policy own on caller_id_events for insert with check (tenant_id = (select current_setting('app.tenant')::uuid));

alter table caller_ids force row level security;
alter table tasks force row level security;

grant select on caller_id_events, caller_id_documents, caller_id_document_pages, caller_id_papers, caller_id_pools, caller_id_pool_members, caller_id_days
  to yunhu_app, yunhu_platform;
grant insert on caller_id_events to yunhu_app, yunhu_platform;
grant insert on caller_id_documents, caller_id_document_pages, caller_id_papers, caller_id_pools, caller_id_pool_members to yunhu_app;
grant update (name, strategy, daily_cap) on caller_id_pools to yunhu_app;
grant delete on caller_id_pools, caller_id_pool_members to yunhu_app;
grant delete on caller_id_documents to yunhu_platform;
grant update (state, approved_until, renewing, decided_at, reason, reminded_days) on caller_ids to yunhu_platform;
grant update (calls) on caller_id_days to yunhu_platform;
grant select on caller_id_pools, caller_id_pool_members, caller_id_days to yunhu_ledger, yunhu_steward;
grant insert, update on caller_id_days to yunhu_ledger;
grant update (state, renewing, approved_until, submission, submitted_at, note, reason) on caller_ids to yunhu_steward;

-- Puts a number of the current tenant before the reviewers again; one that is approved stays so meanwhile. Answers which submission it is.
create function resubmit_caller_id(which uuid, words text, at timestamptz) returns smallint
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
declare
  again smallint;
begin
  update caller_ids c set
      state = case c.state when 'approved' then c.state else 'submitted' end,
      renewing = c.state = 'approved',
      approved_until = case c.state when 'approved' then c.approved_until end,
      submission = c.submission + 1, submitted_at = at, note = words, reason = ''
    where c.tenant_id = current_setting('app.tenant')::uuid and c.id = which and c.state <> 'submitted' and not c.renewing
    returning c.submission into again;
  return again;
end
$$;
alter function resubmit_caller_id(uuid, text, timestamptz) owner to yunhu_steward;
revoke all on function resubmit_caller_id(uuid, text, timestamptz) from public;
grant execute on function resubmit_caller_id(uuid, text, timestamptz) to yunhu_app;

-- Nothing unapproved reaches the switch, nor a number that is not the task's.
create or replace function guard_attempt_approvals() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
begin
  if exists (
    select from (select distinct tenant_id, task_id, caller_id_id, admitted_at from made) m
    where not exists (
      select from caller_ids c where c.tenant_id = m.tenant_id and c.id = m.caller_id_id
        and c.state = 'approved' and c.approved_until > m.admitted_at)
    or not exists (
      select from tasks k join flow_versions f on (f.tenant_id, f.flow_id, f.version) = (k.tenant_id, k.flow_id, k.flow_version)
        join audio a on (a.tenant_id, a.id) = (f.tenant_id, f.audio_id)
      where k.tenant_id = m.tenant_id and k.id = m.task_id and a.state = 'approved'
        and (k.caller_id_id = m.caller_id_id or exists (select from caller_id_pool_members p
          where (p.tenant_id, p.pool_id, p.caller_id_id) = (k.tenant_id, k.caller_id_pool_id, m.caller_id_id))))
  ) then
    raise exception 'an attempt needs an approved caller ID and approved audio' using errcode = 'YH422';
  end if;
  return null;
end
$$;

-- As before, with the numbers of pools.
create or replace function admit_attempts(
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
  pooled boolean;
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
  -- Numbers of pools are counted by day; their rows are locked, so that no two batches take the last call of a day.
  pooled := exists (select from (select distinct * from unnest(tenant_ids, caller_id_ids) u (tenant_id, caller_id_id)) c
    join caller_id_pool_members m on (m.tenant_id, m.caller_id_id) = (c.tenant_id, c.caller_id_id));
  if pooled then
    insert into caller_id_days (tenant_id, caller_id_id, day)
      select distinct c.tenant_id, c.caller_id_id, day_of(c.tenant_id, at) from unnest(tenant_ids, caller_id_ids) c (tenant_id, caller_id_id)
        join caller_id_pool_members m on (m.tenant_id, m.caller_id_id) = (c.tenant_id, c.caller_id_id)
      order by 1, 2 on conflict do nothing;
    perform from caller_id_days d
      where (d.tenant_id, d.caller_id_id) in (select * from unnest(tenant_ids, caller_id_ids)) and d.day = day_of(d.tenant_id, at)
      order by d.tenant_id, d.caller_id_id for update;
  end if;

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
        -- Its own number, or one of its pool: who was taken out of the pool is not shown any more.
        when k.caller_id_id is distinct from d.caller_id_id
          and not exists (select from caller_id_pool_members m
                          where (m.tenant_id, m.pool_id, m.caller_id_id) = (k.tenant_id, k.caller_id_pool_id, d.caller_id_id))
          then 'caller_id_not_approved'
        when not exists (select from flow_versions f join audio a on (a.tenant_id, a.id) = (f.tenant_id, f.audio_id)
                         where (f.tenant_id, f.flow_id, f.version) = (k.tenant_id, k.flow_id, k.flow_version) and a.state = 'approved')
          then 'audio_not_approved'
      end as refusal
    from (select distinct c.tenant_id, c.task_id, c.caller_id_id from calls c) d left join tasks k on (k.tenant_id, k.id) = (d.tenant_id, d.task_id)
  ), shown as materialized (
    -- Which call of the day it would be under its number, where its pool has a cap.
    select c.i from (
      select c.i, p.daily_cap, d.calls + row_number() over (partition by c.tenant_id, c.caller_id_id order by c.i) nth
      from calls c join tasks k on (k.tenant_id, k.id) = (c.tenant_id, c.task_id)
        join caller_id_pools p on (p.tenant_id, p.id) = (k.tenant_id, k.caller_id_pool_id)
        join caller_id_days d on (d.tenant_id, d.caller_id_id, d.day) = (c.tenant_id, c.caller_id_id, day_of(c.tenant_id, at))
      where pooled) c
    where c.nth > c.daily_cap
  )
  select array_agg(coalesce(o.refusal,
      case when g.leased_by is distinct from worker or g.attempts_made + 1 <> c.attempt_no then 'target_not_leased' end,
      case when c.i in (select b.i from barred b) then 'black_listed' end,
      case when c.i in (select s.i from shown s) then 'caller_id_used_up' end,
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
  if pooled then
    update caller_id_days d set calls = d.calls + n.calls, last_at = greatest(d.last_at, at)
      from (select c.tenant_id, c.caller_id_id, count(*) calls from unnest(tenant_ids, caller_id_ids, refusals) c (tenant_id, caller_id_id, refusal)
            where c.refusal is null group by 1, 2) n
      where (d.tenant_id, d.caller_id_id, d.day) = (n.tenant_id, n.caller_id_id, day_of(n.tenant_id, at));
  end if;
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
