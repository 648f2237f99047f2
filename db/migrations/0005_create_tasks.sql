-- Flows (versioned), tasks with their counters, list imports and targets.

create table flows (
  tenant_id uuid not null references tenants (id),
  id uuid not null default new_id(),
  name text not null check (length(name) between 1 and 100),
  current_version integer not null default 1,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id)
);

-- A version never changes: a running task keeps the one it started with.
create table flow_versions (
  tenant_id uuid not null,
  flow_id uuid not null,
  version integer not null check (version >= 1),
  audio_id uuid not null,
  queue_id uuid,
  -- Plays, keys, time-outs, retries: the shape is FlowDefinition in db/src/tasks.
  definition jsonb not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, flow_id, version),
  foreign key (tenant_id, flow_id) references flows (tenant_id, id),
  foreign key (tenant_id, audio_id) references audio (tenant_id, id),
  foreign key (tenant_id, queue_id) references queues (tenant_id, id)
);

create table tasks (
  tenant_id uuid not null references tenants (id),
  id uuid not null default new_id(),
  name text not null check (length(name) between 1 and 100),
  type text not null default 'broadcast' check (type in ('broadcast')),
  state text not null default 'draft' check (state in ('draft', 'running', 'paused', 'stopped', 'finished')),
  -- Why a task stands where it stands, when nobody put it there by hand: insufficient_funds, tenant_disabled …
  state_reason text,
  flow_id uuid not null,
  flow_version integer not null,
  caller_id_id uuid not null,
  -- With a queue: percent of its seats that may be in calls at once. Without: the channel limit alone rules.
  send_ratio_percent integer check (send_ratio_percent between 1 and 100000),
  channel_limit integer check (channel_limit between 1 and 10000),
  dial_interval_ms integer not null default 0 check (dial_interval_ms between 0 and 60000),
  priority integer not null default 100 check (priority between 0 and 1000),
  created_at timestamptz not null default now(),
  started_at timestamptz,
  ended_at timestamptz,
  -- One worker owns a running task, by a lease that it renews with each heartbeat.
  worker_id uuid,
  lease_until timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, flow_id, flow_version) references flow_versions (tenant_id, flow_id, version),
  foreign key (tenant_id, caller_id_id) references caller_ids (tenant_id, id),
  check ((send_ratio_percent is null) <> (channel_limit is null))
);
create index tasks_running on tasks (priority desc, id) where state = 'running';

-- Kept with the outcomes in the same transaction, so that no page counts targets. Seen by ancestors too: counts, never numbers.
create table task_counters (
  tenant_id uuid not null,
  task_id uuid not null,
  total integer not null default 0,
  waiting integer not null default 0,
  leased integer not null default 0,
  done integer not null default 0,
  skipped integer not null default 0,
  attempts integer not null default 0,
  answered integer not null default 0,
  transferred integer not null default 0,
  abandoned integer not null default 0,
  opted_out integer not null default 0,
  busy integer not null default 0,
  no_answer integer not null default 0,
  failed integer not null default 0,
  unknown integer not null default 0,
  billed_seconds bigint not null default 0,
  charged_micros bigint not null default 0,
  duplicates integer not null default 0,
  invalid integer not null default 0,
  over_limit integer not null default 0,
  -- The worker's own view, refreshed each second while the task runs.
  ringing integer not null default 0,
  talking integer not null default 0,
  waiting_for_seat integer not null default 0,
  primary key (tenant_id, task_id),
  foreign key (tenant_id, task_id) references tasks (tenant_id, id)
) with (fillfactor = 50);

create table list_imports (
  tenant_id uuid not null,
  id uuid not null default new_id(),
  task_id uuid not null,
  file_name text not null check (length(file_name) <= 255),
  lines integer not null check (lines >= 0),
  accepted integer not null check (accepted >= 0),
  duplicates integer not null check (duplicates >= 0),
  invalid integer not null check (invalid >= 0),
  over_limit integer not null check (over_limit >= 0),
  -- Of the accepted: on a black list, so skipped.
  black_listed integer not null check (black_listed >= 0),
  invalid_reasons jsonb not null default '{}',
  rejects jsonb not null default '[]',
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, task_id) references tasks (tenant_id, id),
  check (lines = accepted + duplicates + invalid + over_limit)
);

create table targets (
  tenant_id uuid not null,
  id uuid not null default new_id(),
  task_id uuid not null,
  number text not null check (number ~ '^\+[0-9]{5,15}$'),
  -- leased: taken by the worker that owns the task; its attempts say how far the call has come.
  state text not null default 'waiting' check (state in ('waiting', 'leased', 'done', 'skipped')),
  result text check (result in ('answered', 'busy', 'no_answer', 'failed', 'unknown')),
  -- The gate that skipped it, or what a failed result means.
  reason text,
  transferred boolean not null default false,
  abandoned boolean not null default false,
  opted_out boolean not null default false,
  attempts_made smallint not null default 0,
  due_at timestamptz not null default '-infinity',
  leased_by uuid,
  last_attempt_at timestamptz,
  changed_at timestamptz not null default now(),
  billed_seconds integer not null default 0,
  charged_micros bigint not null default 0,
  sip_status smallint,
  keys text,
  seat_id uuid,
  primary key (tenant_id, id),
  unique (tenant_id, task_id, number),
  foreign key (tenant_id, task_id) references tasks (tenant_id, id),
  check ((leased_by is not null) = (state = 'leased'))
);
create index targets_due on targets (tenant_id, task_id, due_at, id) where state = 'waiting';
create index targets_leased on targets (leased_by) where state = 'leased';
create index targets_by_change on targets (tenant_id, task_id, changed_at desc, id desc);

do $$
declare t text;
begin
  foreach t in array array['flows', 'flow_versions', 'tasks', 'task_counters', 'list_imports', 'targets'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
  end loop;
  foreach t in array array['flows', 'flow_versions', 'tasks', 'list_imports', 'targets'] loop
    execute format($p$create policy own on %I using (tenant_id = (select current_setting('app.tenant')::uuid))$p$, t);
  end loop;
end
$$;
create policy subtree on task_counters for select using (tenant_id = any (array(
  select descendant from tenant_closure where ancestor = (select current_setting('app.tenant')::uuid))));
create policy own_insert on task_counters for insert with check (tenant_id = (select current_setting('app.tenant')::uuid));
create policy own_update on task_counters for update using (tenant_id = (select current_setting('app.tenant')::uuid));

-- The processes that own running tasks. A worker holds the advisory lock of its id while its session lives: who can take that lock
-- knows that the worker is gone.
create table workers (
  id uuid primary key,
  slot text not null check (slot ~ '^[a-z0-9-]{1,40}$'),
  started_at timestamptz not null,
  heartbeat_at timestamptz not null,
  switch_kind text not null check (switch_kind in ('asterisk', 'simulator')),
  switch_state text not null check (switch_state in ('up', 'down', 'replaced')),
  switch_reason text not null default ''
);

grant select on flows, flow_versions, tasks, task_counters, list_imports, targets to yunhu_app, yunhu_platform;
grant insert on flows, flow_versions, tasks, task_counters, list_imports, targets to yunhu_app;
grant update (name, current_version) on flows to yunhu_app;
grant update (name, state, state_reason, send_ratio_percent, channel_limit, dial_interval_ms, priority, started_at, ended_at) on tasks to yunhu_app;
grant update on task_counters, targets to yunhu_app;
grant update (state, state_reason, started_at, ended_at, worker_id, lease_until) on tasks to yunhu_platform;
grant update on task_counters, targets to yunhu_platform;
grant select on workers to yunhu_app;
grant select, insert, update, delete on workers to yunhu_platform;
