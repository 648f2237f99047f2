-- The audit as a record that nobody rewrites, and support sessions: how somebody above looks at what is a customer's alone.

-- What changed, as it was and as it is: only the fields that differ. From where, roughly: the kind of program that asked.
alter table audit_entries
  add column before jsonb,
  add column after jsonb,
  add column support_session_id uuid,
  add column client text check (client in ('chrome', 'edge', 'firefox', 'safari', 'wechat', 'browser', 'program'));

-- What an action on a customer's own work was about (its tasks, flows, lists, seats, people's order …): the tenant's alone, while who
-- stands above reads in audit_entries that it happened, when and by whom.
create table audit_contents (
  tenant_id uuid not null,
  id uuid not null,
  details jsonb not null default '{}',
  before jsonb,
  after jsonb,
  primary key (tenant_id, id),
  foreign key (tenant_id, id) references audit_entries (tenant_id, id)
);

alter table audit_entries no force row level security;
insert into audit_contents (tenant_id, id, details)
  select tenant_id, id, details from audit_entries
  where split_part(action, '.', 1) = any ('{task,flow,list,target,contact,recording,questionnaire,cdr,black-list,seat,queue,extension,department,team,region,organisation,unit,upload}')
    and details <> '{}';
update audit_entries e set details = '{}'
  where exists (select from audit_contents c where (c.tenant_id, c.id) = (e.tenant_id, e.id));
alter table audit_entries force row level security;

alter table audit_entries add constraint audit_entries_private check (
  split_part(action, '.', 1) <> all ('{task,flow,list,target,contact,recording,questionnaire,cdr,black-list,seat,queue,extension,department,team,region,organisation,unit,upload}')
  or (details = '{}' and before is null and after is null));

-- True where no key, at any depth, is one that a secret would stand under. The same list as secretKeys in db/src/tenancy/audit.
create function audit_names_no_secret(content jsonb) returns boolean
  language sql immutable parallel safe
  return content is null or not jsonb_path_exists(content, '$.** ? (@.type() == "object").keyvalue() ? (@.key like_regex "^((new|current|old|initial)?[_-]?(password|passphrase|passwd)([_-]?hash)?|ha1|secret|(totp|client|session|webhook|signing)[_-]?secret|(totp[_-]?)?seed|recovery[_-]?codes?|((access|refresh|session|api|bearer)[_-]?)?token|(session[_-]?)?cookie|authorization|(api|private|secret)[_-]?key|credentials?|pin)$" flag "i")');
alter table audit_entries add constraint audit_entries_no_secrets
  check (audit_names_no_secret(details) and audit_names_no_secret(before) and audit_names_no_secret(after));
alter table audit_contents add constraint audit_contents_no_secrets
  check (audit_names_no_secret(details) and audit_names_no_secret(before) and audit_names_no_secret(after));

-- Nobody changes or removes what was written: nobody is granted it, and whoever needs no grant (the owner, a function's owner) is refused here.
create function refuse_to_rewrite() returns trigger
  language plpgsql set search_path = pg_catalog, public
  as $$
begin
  raise exception 'forbidden' using errcode = 'YH403', detail = format('%s is only ever added to', tg_table_name);
end
$$;
revoke execute on function refuse_to_rewrite() from public;
do $$
declare t text;
begin
  foreach t in array array['audit_entries', 'audit_contents'] loop
    execute format('create trigger only_added_to before update or delete on %I for each row execute function refuse_to_rewrite()', t);
    execute format('create trigger never_emptied before truncate on %I for each statement execute function refuse_to_rewrite()', t);
    -- Also where a session plays the replica.
    execute format('alter table %I enable always trigger only_added_to', t);
    execute format('alter table %I enable always trigger never_emptied', t);
  end loop;
end
$$;

-- Lists are read latest first by keyset, whole or narrowed to an action, a person or a subject.
create index audit_entries_latest on audit_entries (tenant_id, occurred_at desc, id desc);
create index audit_entries_of_action on audit_entries (tenant_id, action, occurred_at desc, id desc);
create index audit_entries_of_person on audit_entries (tenant_id, actor_staff_id, occurred_at desc, id desc) where actor_staff_id is not null;
create index audit_entries_of_subject on audit_entries (tenant_id, subject_id, occurred_at desc, id desc);
create index audit_entries_in_support on audit_entries (tenant_id, support_session_id) where support_session_id is not null;

-- Somebody above looks at what is a customer's alone, for a reason and for a time that the customer sees.
create table support_sessions (
  -- The customer.
  tenant_id uuid not null references tenants (id),
  id uuid not null default new_id(),
  -- Who looks. The names as they were, because the customer cannot read them above itself.
  staff_tenant_id uuid not null,
  staff_id uuid not null,
  staff_tenant_name text not null,
  staff_name text not null,
  reason text not null check (length(reason) between 10 and 500),
  address text,
  opened_at timestamptz not null default now(),
  until timestamptz not null,
  ended_at timestamptz,
  -- staff: the one who looked; tenant: the customer or somebody above it; time: it was over; replaced: that person opened another one.
  ended_by text check (ended_by in ('staff', 'tenant', 'time', 'replaced')),
  primary key (tenant_id, id),
  foreign key (staff_tenant_id, staff_id) references staff (tenant_id, id),
  check (until > opened_at and until <= opened_at + interval '240 minutes'),
  check (tenant_id <> staff_tenant_id),
  check ((ended_at is null) = (ended_by is null))
);
create index support_sessions_latest on support_sessions (tenant_id, opened_at desc, id desc);
create index support_sessions_of_staff on support_sessions (staff_tenant_id, opened_at desc, id desc);
create index support_sessions_open on support_sessions (until) where ended_at is null;
create unique index support_sessions_one_a_person on support_sessions (staff_tenant_id, staff_id) where ended_at is null;

-- What was looked at: paths without their query, counted; what comes after the first few hundred is counted by its route.
create table support_session_views (
  tenant_id uuid not null,
  session_id uuid not null,
  path text not null check (length(path) between 1 and 300),
  times integer not null default 1 check (times >= 1),
  first_at timestamptz not null,
  last_at timestamptz not null,
  primary key (tenant_id, session_id, path),
  foreign key (tenant_id, session_id) references support_sessions (tenant_id, id)
);

do $$
declare
  t text;
  self constant text := $e$(select current_setting('app.tenant')::uuid)$e$;
begin
  foreach t in array array['audit_contents', 'support_sessions', 'support_session_views'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
  end loop;
  foreach t in array array['support_sessions', 'support_session_views'] loop
    execute format('create policy subtree on %1$I using (tenant_id = %2$s or exists (
      select from tenant_closure c where c.ancestor = %2$s and c.descendant = %1$I.tenant_id))', t, self);
  end loop;
end
$$;
create policy own on audit_contents using (tenant_id = current_setting('app.tenant')::uuid);

grant select on audit_contents, support_sessions, support_session_views to yunhu_app, yunhu_platform;
grant insert on audit_contents to yunhu_app, yunhu_platform;
grant insert on support_sessions, support_session_views to yunhu_platform;
grant update (ended_at, ended_by) on support_sessions to yunhu_platform;
grant update (times, last_at) on support_session_views to yunhu_platform;
