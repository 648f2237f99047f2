-- Company roles, roles, and what a person may do: the permissions of his role, within those of the company role that the operator gave
-- his tenant, within what its kind of tenant may have at all. There is one function that says so, and nothing else works it out.

-- The closed list of permissions, per kind of tenant, as db/src/tenancy/permissions.ts has it. A new permission is added to both.
create table tenant_kinds (
  kind text primary key check (kind in ('operator', 'agent', 'customer')),
  permissions text[] not null,
  -- What no company role takes away, so that every tenant can look after its own people.
  kept text[] not null,
  check (kept <@ permissions)
);
-- The roles that every tenant of a kind is given, with what they may do until somebody edits them.
create table preset_roles (
  kind text not null check (kind in ('operator', 'agent', 'customer')),
  preset text not null check (preset in ('administrator', 'finance', 'technical', 'support', 'supervisor', 'seat')),
  permissions text[] not null,
  primary key (kind, preset)
);
insert into tenant_kinds (kind, permissions, kept) values
  ('operator', array['tenant.read', 'tenant.write', 'rates.read', 'rates.write', 'money.read', 'money.top-up', 'money.settings', 'limits.write',
    'payments.write', 'payments.refund', 'reconcile.read', 'branding.write', 'staff.read', 'staff.write', 'roles.read', 'roles.write',
    'company-roles.write', 'menus.write', 'audit.read', 'support-sessions.open', 'customer-telephony.read', 'customer-telephony.write',
    'caller-ids.review', 'audio.review'],
    array['staff.read', 'staff.write', 'roles.read', 'roles.write', 'company-roles.write']),
  ('agent', array['tenant.read', 'tenant.write', 'rates.read', 'rates.write', 'money.read', 'money.top-up', 'money.settings', 'limits.write',
    'payments.write', 'branding.write', 'staff.read', 'staff.write', 'roles.read', 'roles.write', 'audit.read',
    'support-sessions.open'],
    array['staff.read', 'staff.write', 'roles.read', 'roles.write']),
  ('customer', array['money.read', 'money.settings', 'limits.write', 'payments.write', 'cdr.read', 'branding.write', 'staff.read', 'staff.write',
    'roles.read', 'roles.write', 'organisation.read', 'organisation.write', 'audit.read', 'caller-ids.read', 'caller-ids.write',
    'audio.read', 'audio.write', 'task.read', 'task.write', 'task.run', 'list.write', 'telephony.read'],
    array['staff.read', 'staff.write', 'roles.read', 'roles.write']);
insert into preset_roles (kind, preset, permissions) values
  ('operator', 'administrator', array['tenant.read', 'tenant.write', 'rates.read', 'rates.write', 'money.read', 'money.top-up', 'money.settings', 'limits.write',
    'payments.write', 'payments.refund', 'reconcile.read', 'branding.write', 'staff.read', 'staff.write', 'roles.read', 'roles.write',
    'company-roles.write', 'menus.write', 'audit.read', 'support-sessions.open', 'customer-telephony.read', 'caller-ids.review',
    'audio.review']),
  ('operator', 'finance', array['tenant.read', 'money.read', 'money.top-up', 'payments.write']),
  ('operator', 'technical', array['tenant.read', 'customer-telephony.read', 'customer-telephony.write']),
  ('operator', 'support', array['tenant.read', 'caller-ids.review', 'audio.review']),
  ('agent', 'administrator', array['tenant.read', 'tenant.write', 'rates.read', 'rates.write', 'money.read', 'money.top-up', 'money.settings', 'limits.write',
    'payments.write', 'branding.write', 'staff.read', 'staff.write', 'roles.read', 'roles.write', 'audit.read',
    'support-sessions.open']),
  ('agent', 'finance', array['tenant.read', 'money.read', 'money.top-up', 'payments.write']),
  ('customer', 'administrator', array['money.read', 'money.settings', 'limits.write', 'payments.write', 'cdr.read', 'branding.write', 'staff.read', 'staff.write',
    'roles.read', 'roles.write', 'organisation.read', 'organisation.write', 'audit.read', 'caller-ids.read', 'caller-ids.write',
    'audio.read', 'audio.write', 'task.read', 'task.write', 'task.run', 'list.write', 'telephony.read']),
  ('customer', 'finance', array['money.read', 'payments.write']),
  ('customer', 'technical', array['caller-ids.read', 'caller-ids.write', 'audio.read', 'audio.write', 'telephony.read']),
  ('customer', 'supervisor', array['cdr.read', 'organisation.read', 'caller-ids.read', 'audio.read', 'task.read', 'telephony.read']),
  ('customer', 'seat', array['telephony.read']);

-- Kept by the operator; each tenant holds one. Those without a name of their own are the ones that came with the system.
create table company_roles (
  tenant_id uuid not null references tenants (id),
  id uuid not null default new_id(),
  kind text not null check (kind in ('operator', 'agent', 'customer')),
  name text check (length(name) between 1 and 100),
  -- null: all that its kind of tenant may have, now and later.
  permissions text[] check (cardinality(permissions) <= 200),
  -- What a new tenant of its kind gets.
  is_default boolean not null default false,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
create unique index company_roles_one_default on company_roles (tenant_id, kind) where is_default;
create unique index company_roles_one_built_in on company_roles (tenant_id, kind) where name is null;
create unique index company_roles_name on company_roles (tenant_id, kind, lower(name));

create table tenant_company_roles (
  tenant_id uuid not null references tenants (id),
  keeper_tenant_id uuid not null,
  company_role_id uuid not null,
  primary key (tenant_id),
  foreign key (keeper_tenant_id, company_role_id) references company_roles (tenant_id, id)
);
create index tenant_company_roles_by_role on tenant_company_roles (keeper_tenant_id, company_role_id);

create table roles (
  tenant_id uuid not null references tenants (id),
  id uuid not null default new_id(),
  preset text check (preset in ('administrator', 'finance', 'technical', 'support', 'supervisor', 'seat')),
  name text check (length(name) between 1 and 100),
  -- null: what the preset may do by default, now and later.
  permissions text[] check (cardinality(permissions) <= 200),
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  check ((preset is null) = (name is not null)),
  check (preset is not null or permissions is not null),
  -- Somebody holds all that the company has: else what nobody holds could never be given to anybody again.
  check (preset is distinct from 'administrator' or permissions is null)
);
create unique index roles_preset on roles (tenant_id, preset);
create unique index roles_name on roles (tenant_id, lower(name));

alter table company_roles enable row level security;
alter table tenant_company_roles enable row level security;
alter table roles enable row level security;
alter table company_roles force row level security;
alter table tenant_company_roles force row level security;
alter table roles force row level security;

create policy own on company_roles using (tenant_id = (select current_setting('app.tenant')::uuid));
create policy subtree on tenant_company_roles for select using (tenant_id = any (array(
  select descendant from tenant_closure where ancestor = (select current_setting('app.tenant')::uuid))));
create policy kept on tenant_company_roles for update using (keeper_tenant_id = (select current_setting('app.tenant')::uuid))
  with check (keeper_tenant_id = (select current_setting('app.tenant')::uuid));
create policy own on roles using (tenant_id = (select current_setting('app.tenant')::uuid));
create policy subtree on roles for select using (tenant_id = any (array(
  select descendant from tenant_closure where ancestor = (select current_setting('app.tenant')::uuid))));

-- Only what the kind of tenant may have is ever written into a role or a company role.
create function guard_role() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
begin
  if tg_op = 'DELETE' then
    if old.preset is not null then
      raise exception 'a role that came with the company stays' using errcode = 'YH422';
    end if;
    return old;
  end if;
  if tg_op = 'UPDATE' and (new.tenant_id, new.preset) is distinct from (old.tenant_id, old.preset) then
    raise exception 'a role stays what it was made as' using errcode = 'YH422';
  end if;
  if not exists (select from tenants t join tenant_kinds k on k.kind = t.kind
      where t.id = new.tenant_id and coalesce(new.permissions, '{}') <@ k.permissions
        and (new.preset is null or exists (select from preset_roles p where (p.kind, p.preset) = (t.kind, new.preset)))) then
    raise exception 'this kind of company has no such permission' using errcode = 'YH422';
  end if;
  return new;
end
$$;
create trigger guard_role before insert or update or delete on roles for each row execute function guard_role();

create function guard_company_role() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
begin
  if tg_op = 'UPDATE' and (new.tenant_id, new.kind) is distinct from (old.tenant_id, old.kind) then
    raise exception 'a company role stays what it was made as' using errcode = 'YH422';
  end if;
  if not exists (select from tenants t where t.id = new.tenant_id and t.kind = 'operator') then
    raise exception 'the operator alone keeps company roles' using errcode = 'YH422';
  end if;
  if not exists (select from tenant_kinds k
      where k.kind = new.kind and (new.permissions is null or (new.permissions <@ k.permissions and k.kept <@ new.permissions))) then
    raise exception 'this kind of company has no such permission, or cannot be without one' using errcode = 'YH422';
  end if;
  return new;
end
$$;
create trigger guard_company_role before insert or update on company_roles for each row execute function guard_company_role();

create function guard_tenant_company_role() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
begin
  if not exists (select from tenants t join company_roles c on c.kind = t.kind
      where t.id = new.tenant_id and (c.tenant_id, c.id) = (new.keeper_tenant_id, new.company_role_id)) then
    raise exception 'this company role is for another kind of company' using errcode = 'YH422';
  end if;
  return new;
end
$$;
create trigger guard_tenant_company_role before insert or update on tenant_company_roles
  for each row execute function guard_tenant_company_role();

-- A new tenant has its presets and its kind's default company role; the operator, whose they are, brings those along.
create function furnish_tenant() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
begin
  if new.kind = 'operator' then
    insert into company_roles (tenant_id, kind, is_default) select new.id, k.kind, true from tenant_kinds k;
  end if;
  insert into roles (tenant_id, preset) select new.id, p.preset from preset_roles p where p.kind = new.kind;
  insert into tenant_company_roles (tenant_id, keeper_tenant_id, company_role_id)
    select new.id, c.tenant_id, c.id from company_roles c where c.kind = new.kind and c.is_default;
  return null;
end
$$;
create trigger furnish_tenant after insert on tenants for each row execute function furnish_tenant();

alter table tenants no force row level security;
alter table company_roles no force row level security;
alter table tenant_company_roles no force row level security;
alter table roles no force row level security;
alter table staff no force row level security;
insert into company_roles (tenant_id, kind, is_default) select t.id, k.kind, true from tenants t, tenant_kinds k where t.kind = 'operator';
insert into tenant_company_roles (tenant_id, keeper_tenant_id, company_role_id)
  select t.id, c.tenant_id, c.id from tenants t join company_roles c on c.kind = t.kind;
insert into roles (tenant_id, preset) select t.id, p.preset from tenants t join preset_roles p on p.kind = t.kind;

alter table staff add column role_id uuid;
-- A seat of a seller, which nobody could make, becomes the weakest that a seller has.
update staff s set role_id = coalesce(
  (select r.id from roles r where (r.tenant_id, r.preset) = (s.tenant_id, s.role)),
  (select r.id from roles r where (r.tenant_id, r.preset) = (s.tenant_id, 'finance')));
alter table staff alter column role_id set not null;
alter table staff add foreign key (tenant_id, role_id) references roles (tenant_id, id);
alter table staff drop column role;
create index staff_by_role on staff (tenant_id, role_id);
alter table tenants force row level security;
alter table company_roles force row level security;
alter table tenant_company_roles force row level security;
alter table roles force row level security;
alter table staff force row level security;

-- What a person may do at this moment; null for nobody of that tenant. The state of the person is for the caller to ask.
create function effective_permissions(tenant uuid, person uuid) returns text[]
  language plpgsql stable security definer set search_path = pg_catalog, public
  as $$
begin
  return (
    select array(
      select p from unnest(k.permissions) with ordinality u (p, n)
      where p = any (coalesce(r.permissions, d.permissions)) and (c.permissions is null or p = any (c.permissions))
      order by n)
    from staff s join roles r on (r.tenant_id, r.id) = (s.tenant_id, s.role_id)
      join tenants t on t.id = s.tenant_id join tenant_kinds k on k.kind = t.kind
      join tenant_company_roles a on a.tenant_id = s.tenant_id
      join company_roles c on (c.tenant_id, c.id) = (a.keeper_tenant_id, a.company_role_id)
      left join preset_roles d on (d.kind, d.preset) = (t.kind, r.preset)
    where (s.tenant_id, s.id) = (tenant, person));
end
$$;

-- The same of one of the current tenant's own people. Throws not_found for anybody else.
create function own_permissions(person uuid) returns text[]
  language plpgsql stable security definer set search_path = pg_catalog, public
  as $$
declare
  found_permissions text[] := effective_permissions(current_setting('app.tenant')::uuid, person);
begin
  if found_permissions is null then
    raise exception 'not_found' using errcode = 'YH404';
  end if;
  return found_permissions;
end
$$;

-- What the current tenant as a whole may have.
create function own_company_permissions() returns text[]
  language plpgsql stable security definer set search_path = pg_catalog, public
  as $$
begin
  return (
    select array(select p from unnest(k.permissions) with ordinality u (p, n)
      where c.permissions is null or p = any (c.permissions) order by n)
    from tenants t join tenant_kinds k on k.kind = t.kind join tenant_company_roles a on a.tenant_id = t.id
      join company_roles c on (c.tenant_id, c.id) = (a.keeper_tenant_id, a.company_role_id)
    where t.id = current_setting('app.tenant')::uuid);
end
$$;

-- Whether an enabled person may do this: what other functions ask.
create function staff_may(tenant uuid, person uuid, permission text) returns boolean
  language plpgsql stable security definer set search_path = pg_catalog, public
  as $$
begin
  return exists (select from staff s where (s.tenant_id, s.id) = (tenant, person) and s.state = 'enabled')
    and coalesce(permission = any (effective_permissions(tenant, person)), false);
end
$$;

-- The role of a tenant that came with it. Runs as who asks: row-level security says whose are there.
create function preset_role(tenant uuid, wanted text) returns uuid
  language sql stable
  return (select r.id from roles r where (r.tenant_id, r.preset) = (tenant, wanted));

-- An administrator is enabled and holds the preset of that name. The last one is neither disabled nor given another role nor deleted,
-- also when two take each other's place away at once: who comes second waits here, and then sees what the first one left.
create function keep_an_administrator() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
begin
  if old.state <> 'enabled' or old.role_id is distinct from preset_role(old.tenant_id, 'administrator') then
    return null;
  end if;
  if tg_op = 'UPDATE' and (new.state, new.role_id) is not distinct from (old.state, old.role_id) then
    return null;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('staff ' || old.tenant_id, 0));
  if not exists (select from staff s where s.tenant_id = old.tenant_id and s.state = 'enabled' and s.role_id = old.role_id) then
    raise exception 'last_administrator' using errcode = 'YH409';
  end if;
  return null;
end
$$;
create trigger keep_an_administrator after update or delete on staff for each row execute function keep_an_administrator();

-- As before (0016), but asks for the permission. Who decides may move money; what widened his role afterwards, done by somebody else,
-- keeps him from approving just as being given another role does.
create or replace function decide_money_request(request uuid, decision text, reason text, by_staff uuid)
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
  if not staff_may(actor, by_staff, 'money.top-up') then
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
            and (a.details ->> 'state' = 'enabled' or a.details ->> 'role' is not null))))
      or exists (select from audit_entries a join staff s on (s.tenant_id, s.id) = (actor, by_staff)
        where a.tenant_id = actor and a.occurred_at >= asked.requested_at and a.subject_type = 'role' and a.subject_id = s.role_id::text
          and a.actor_staff_id is distinct from by_staff and a.details ->> 'added' <> '') then
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

-- As before (0016), but asks for the permission.
create or replace function set_money_settings(approval_limit bigint, info bigint, warning bigint, critical bigint, by_staff uuid)
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
  if not staff_may(actor, by_staff, 'money.settings') then
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

grant select on roles, company_roles, tenant_company_roles to yunhu_app, yunhu_platform, yunhu_steward;
grant insert (tenant_id, id, name, permissions), update (name, permissions, revision), delete on roles to yunhu_app;
grant insert (tenant_id, id, kind, name, permissions), update (name, permissions, is_default, revision), delete on company_roles to yunhu_app;
grant update (company_role_id) on tenant_company_roles to yunhu_app;
grant update (role_id) on staff to yunhu_app;
grant select on tenant_kinds, preset_roles to yunhu_steward, yunhu_platform;
grant insert on roles, company_roles, tenant_company_roles to yunhu_steward;

revoke execute on function guard_role(), guard_company_role(), guard_tenant_company_role(), furnish_tenant(), keep_an_administrator(),
  effective_permissions(uuid, uuid), own_permissions(uuid), own_company_permissions(), staff_may(uuid, uuid, text),
  preset_role(uuid, text) from public;
alter function guard_role() owner to yunhu_steward;
alter function guard_company_role() owner to yunhu_steward;
alter function guard_tenant_company_role() owner to yunhu_steward;
alter function furnish_tenant() owner to yunhu_steward;
alter function keep_an_administrator() owner to yunhu_steward;
alter function effective_permissions(uuid, uuid) owner to yunhu_steward;
alter function own_permissions(uuid) owner to yunhu_steward;
alter function own_company_permissions() owner to yunhu_steward;
alter function staff_may(uuid, uuid, text) owner to yunhu_steward;
grant execute on function own_permissions(uuid), own_company_permissions() to yunhu_app;
grant execute on function preset_role(uuid, text) to yunhu_app, yunhu_platform, yunhu_steward;
grant execute on function staff_may(uuid, uuid, text) to yunhu_ledger, yunhu_platform;
grant execute on function effective_permissions(uuid, uuid) to yunhu_platform;
