-- Tenants, their closure table, staff, sessions, audit.
--
-- Two classes of tables, here and everywhere: *own* (the tenant alone) and *subtree* (the tenant and its ancestors). The current
-- tenant is the setting app.tenant; where it is missing, current_setting raises, so that nothing ever means "all" or "none".
-- Every policy names the tenant through `(select …)`, which PostgreSQL evaluates once a query, so the policy stays an index scan.

create function public.new_id() returns uuid
  language plpgsql volatile parallel safe
  as $$
declare
  milliseconds bigint;
  bytes bytea;
begin
  -- RFC 9562 version 7, for servers older than 18; replaced below where the server has its own.
  milliseconds := floor(extract(epoch from clock_timestamp()) * 1000);
  bytes := substring(int8send(milliseconds) from 3) || substring(uuid_send(gen_random_uuid()) from 7);
  bytes := set_byte(bytes, 6, (get_byte(bytes, 6) & 15) | 112);
  return encode(bytes, 'hex')::uuid;
end
$$;

do $$
begin
  if to_regprocedure('pg_catalog.uuidv7()') is not null then
    execute 'create or replace function public.new_id() returns uuid language sql volatile parallel safe return pg_catalog.uuidv7()';
  end if;
end
$$;

create table tenants (
  id uuid primary key default new_id(),
  parent_id uuid references tenants (id),
  kind text not null check (kind in ('operator', 'agent', 'customer')),
  name text not null check (length(name) between 1 and 100),
  state text not null default 'enabled' check (state in ('enabled', 'disabled')),
  currency char(3) not null default 'CNY' check (currency ~ '^[A-Z]{3}$'),
  time_zone text not null default 'Asia/Shanghai',
  created_at timestamptz not null default now(),
  check ((kind = 'operator') = (parent_id is null))
);
create unique index tenants_one_operator on tenants (kind) where kind = 'operator';
create index tenants_by_parent on tenants (parent_id);

create table tenant_closure (
  ancestor uuid not null references tenants (id),
  descendant uuid not null references tenants (id),
  depth smallint not null check (depth between 0 and 32),
  primary key (ancestor, descendant)
);
create index tenant_closure_by_descendant on tenant_closure (descendant, depth, ancestor);

alter table tenants enable row level security;
alter table tenants force row level security;
alter table tenant_closure enable row level security;
alter table tenant_closure force row level security;

create policy subtree on tenant_closure for select
  using (ancestor = (select current_setting('app.tenant')::uuid) or descendant = (select current_setting('app.tenant')::uuid));
create policy subtree_read on tenants for select
  using (id = any (array(select descendant from tenant_closure where ancestor = (select current_setting('app.tenant')::uuid))));
create policy subtree_write on tenants for update
  using (id = any (array(select descendant from tenant_closure where ancestor = (select current_setting('app.tenant')::uuid))))
  with check (id = any (array(select descendant from tenant_closure where ancestor = (select current_setting('app.tenant')::uuid))));
create policy subtree_create on tenants for insert
  with check (parent_id = any (array(select descendant from tenant_closure where ancestor = (select current_setting('app.tenant')::uuid))));

-- A customer sells to nobody, and a tenant never changes its place here (moving is a verb of its own).
create function guard_tenant() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
begin
  if tg_op = 'UPDATE' and (new.parent_id, new.kind, new.currency) is distinct from (old.parent_id, old.kind, old.currency) then
    raise exception 'a tenant keeps its parent, kind and currency' using errcode = 'YH422';
  end if;
  if tg_op = 'INSERT' and new.parent_id is not null
     and not exists (select from tenants where id = new.parent_id and kind in ('operator', 'agent')) then
    raise exception 'only an operator or an agent has tenants below it' using errcode = 'YH422';
  end if;
  return new;
end
$$;
create trigger guard_tenant before insert or update on tenants for each row execute function guard_tenant();

create function extend_tenant_closure() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
begin
  insert into tenant_closure (ancestor, descendant, depth)
    select ancestor, new.id, depth + 1 from tenant_closure where descendant = new.parent_id
    union all select new.id, new.id, 0;
  return null;
end
$$;
create trigger extend_tenant_closure after insert on tenants for each row execute function extend_tenant_closure();

-- True while the tenant and everybody above it is enabled.
create function tenant_is_active(tenant uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog, public
  return not exists (
    select from tenant_closure c join tenants t on t.id = c.ancestor where c.descendant = tenant and t.state <> 'enabled'
  );

create table staff (
  tenant_id uuid not null references tenants (id),
  id uuid not null default new_id(),
  login_name text not null check (login_name ~ '^[A-Za-z0-9]{3,32}$'),
  name text not null check (length(name) between 1 and 100),
  role text not null check (role in ('administrator', 'finance', 'seat')),
  state text not null default 'enabled' check (state in ('enabled', 'disabled')),
  created_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
create unique index staff_login_name on staff (lower(login_name));

-- Kept apart from staff, so that no role under row-level security can ever read a hash.
create table staff_credentials (
  tenant_id uuid not null,
  staff_id uuid not null,
  password_hash text not null,
  changed_at timestamptz not null default now(),
  primary key (tenant_id, staff_id),
  foreign key (tenant_id, staff_id) references staff (tenant_id, id)
);

create table sessions (
  tenant_id uuid not null,
  id uuid not null default new_id(),
  staff_id uuid not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  address text,
  user_agent text check (length(user_agent) <= 300),
  primary key (tenant_id, id),
  foreign key (tenant_id, staff_id) references staff (tenant_id, id)
);

create table audit_entries (
  tenant_id uuid not null references tenants (id),
  id uuid not null default new_id(),
  actor_tenant_id uuid not null,
  actor_staff_id uuid,
  action text not null check (action ~ '^[a-z-]+\.[a-z-]+$'),
  subject_type text not null,
  subject_id text not null,
  details jsonb not null default '{}',
  address text,
  request_id text,
  occurred_at timestamptz not null default now(),
  primary key (tenant_id, id)
);

do $$
declare t text;
begin
  foreach t in array array['staff', 'staff_credentials', 'sessions', 'audit_entries'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
  end loop;
  foreach t in array array['staff', 'staff_credentials', 'audit_entries'] loop
    execute format($p$create policy subtree on %I using (tenant_id = any (array(
      select descendant from tenant_closure where ancestor = (select current_setting('app.tenant')::uuid))))$p$, t);
  end loop;
end
$$;
create policy own on sessions using (tenant_id = (select current_setting('app.tenant')::uuid));

grant select on tenants, tenant_closure, staff, sessions, audit_entries to yunhu_app;
grant insert (id, parent_id, kind, name, currency, time_zone) on tenants to yunhu_app;
grant update (name, state) on tenants to yunhu_app;
grant insert on staff, staff_credentials, audit_entries to yunhu_app;
grant update (name, role, state) on staff to yunhu_app;
grant update (revoked_at) on sessions to yunhu_app;
grant select on tenants, tenant_closure, staff, staff_credentials, sessions, audit_entries to yunhu_platform;
grant insert on sessions, audit_entries to yunhu_platform;
grant update (revoked_at) on sessions to yunhu_platform;
grant select on tenants, tenant_closure, staff to yunhu_ledger, yunhu_steward;
grant insert on tenant_closure to yunhu_steward;

alter function guard_tenant() owner to yunhu_steward;
alter function extend_tenant_closure() owner to yunhu_steward;
alter function tenant_is_active(uuid) owner to yunhu_steward;
