-- Attempts (one dialing of a target), CDRs (the immutable record of one finished leg) and what each level paid.

create table attempts (
  tenant_id uuid not null,
  -- Chosen by the worker; also the callee leg's channel id on the switch.
  id uuid not null,
  task_id uuid not null,
  target_id uuid not null,
  attempt_no smallint not null check (attempt_no between 1 and 100),
  number text not null,
  caller_id_id uuid not null,
  trunk_tenant_id uuid not null,
  trunk_id uuid not null,
  worker_id uuid not null,
  -- admitted: money is held, nothing was dialed. originating: the request may be on its way. answered: seconds run. ended: over.
  state text not null default 'admitted' check (state in ('admitted', 'originating', 'answered', 'ended')),
  authorised_seconds integer not null check (authorised_seconds between 1 and 86400),
  admitted_at timestamptz not null,
  originated_at timestamptz,
  answered_at timestamptz,
  ended_at timestamptz,
  result text check (result in ('answered', 'busy', 'no_answer', 'failed', 'unknown')),
  sip_status smallint,
  cause smallint,
  keys text,
  seat_id uuid,
  transferred boolean not null default false,
  abandoned boolean not null default false,
  opted_out boolean not null default false,
  billed_seconds integer not null default 0,
  charged_micros bigint not null default 0,
  primary key (tenant_id, id),
  unique (tenant_id, target_id, attempt_no),
  foreign key (tenant_id, task_id) references tasks (tenant_id, id),
  foreign key (tenant_id, target_id) references targets (tenant_id, id),
  foreign key (tenant_id, caller_id_id) references caller_ids (tenant_id, id),
  foreign key (trunk_tenant_id, trunk_id) references trunks (tenant_id, id),
  check ((state = 'ended') = (result is not null)),
  check ((state = 'ended') = (ended_at is not null))
) with (fillfactor = 70);
create index attempts_open on attempts (worker_id) where ended_at is null;

-- Nothing unapproved reaches the switch: an attempt is made only under a caller ID and an audio that are approved at that moment.
create function guard_attempt_approvals() returns trigger
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
      where k.tenant_id = m.tenant_id and k.id = m.task_id and a.state = 'approved')
  ) then
    raise exception 'an attempt needs an approved caller ID and approved audio' using errcode = 'YH422';
  end if;
  return null;
end
$$;
create trigger guard_attempt_approvals after insert on attempts referencing new table as made
  for each statement execute function guard_attempt_approvals();

create table cdrs (
  tenant_id uuid not null references tenants (id),
  id uuid not null default new_id(),
  attempt_id uuid not null,
  leg text not null check (leg in ('callee', 'seat')),
  task_id uuid not null,
  -- The other side: the number dialed, or the seat's extension.
  number text not null,
  caller_number text not null,
  trunk_id uuid,
  seat_id uuid,
  result text not null check (result in ('answered', 'busy', 'no_answer', 'failed', 'unknown')),
  sip_status smallint,
  cause smallint,
  originated_at timestamptz,
  answered_at timestamptz,
  ended_at timestamptz not null,
  ring_seconds integer not null default 0 check (ring_seconds >= 0),
  billed_seconds integer not null default 0 check (billed_seconds >= 0),
  recorded_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, attempt_id) references attempts (tenant_id, id)
);
create unique index cdrs_one_a_leg on cdrs (tenant_id, attempt_id, leg) where leg = 'callee';
create index cdrs_by_attempt on cdrs (tenant_id, attempt_id);

-- The rate frozen and the amount, one row a payer, with that payer as its tenant: nobody reads a price above his own.
create table attempt_charges (
  tenant_id uuid not null references tenants (id),
  attempt_id uuid not null,
  leg text not null default 'callee' check (leg in ('callee', 'seat')),
  -- 0 is the customer, 1 the agent above it, …
  level smallint not null check (level between 0 and 32),
  payee_tenant_id uuid not null references tenants (id),
  rate_id uuid not null,
  rate_group_id uuid not null,
  prefix text not null,
  billed_seconds integer not null check (billed_seconds >= 0),
  blocks integer not null check (blocks >= 0),
  amount_micros bigint not null check (amount_micros >= 0),
  answered_at timestamptz not null,
  recorded_at timestamptz not null default now(),
  primary key (tenant_id, attempt_id, leg)
);
create index attempt_charges_by_attempt on attempt_charges (attempt_id);

do $$
declare t text;
begin
  foreach t in array array['attempts', 'cdrs', 'attempt_charges'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
  end loop;
  foreach t in array array['attempts', 'cdrs'] loop
    execute format($p$create policy own on %I using (tenant_id = (select current_setting('app.tenant')::uuid))$p$, t);
  end loop;
end
$$;
create policy subtree on attempt_charges using (tenant_id = any (array(
  select descendant from tenant_closure where ancestor = (select current_setting('app.tenant')::uuid))));

grant select on caller_ids, tasks, flow_versions, audio to yunhu_steward;
alter function guard_attempt_approvals() owner to yunhu_steward;

grant select on attempts, cdrs, attempt_charges to yunhu_app, yunhu_platform;
grant update (state, originated_at, answered_at, ended_at, worker_id, result, sip_status, cause, keys, seat_id, transferred, abandoned, opted_out,
  billed_seconds, charged_micros) on attempts to yunhu_platform;
grant delete on attempts to yunhu_platform;
grant insert on cdrs to yunhu_platform;
grant select, insert on attempts, attempt_charges to yunhu_ledger;
grant select on tasks, targets, caller_ids, flow_versions, audio to yunhu_ledger;
