-- What the operator changed of the menu, and how a customer's people and seats are ordered.

-- The menu's defaults come with the pages. A row changes one of them, or adds an entry of the operator's own; null says "as by default".
create table menu_entries (
  tenant_id uuid not null references tenants (id),
  -- Of a page or group that comes with the product, or one that was made up for an own entry.
  key text not null check (key ~ '^[a-z][A-Za-z0-9-]{0,59}$'),
  own boolean not null,
  -- The key of the group it stands in; an own entry without a path is a group.
  parent text check (parent ~ '^[a-z][A-Za-z0-9-]{0,59}$'),
  name_zh text check (length(name_zh) between 1 and 40),
  name_en text check (length(name_en) between 1 and 40),
  icon text check (icon ~ '^[a-z][a-z0-9-]{0,39}$'),
  -- A page of ours, or one elsewhere over https.
  path text check (length(path) <= 500 and path ~ '^(/([^/\\[:space:]][^\\[:space:]]*)?|https://[^\\[:space:]]+)$'),
  -- A larger one stands later.
  position integer check (position between 0 and 100000),
  -- Who sees it, of those who may use it: kinds of tenants, and roles. null: everybody.
  kinds text[] check (kinds <@ array['operator', 'agent', 'customer'] and cardinality(kinds) between 1 and 3),
  roles text[] check (cardinality(roles) between 1 and 50),
  hidden boolean not null default false,
  primary key (tenant_id, key),
  check (not own or (name_zh is not null and name_en is not null and position is not null)),
  check (own or path is null),
  check (not own or (path is null) = (parent is null))
);

-- Departments, teams and regions of a customer. Departments stand in each other, teams in departments.
create table organisation_units (
  tenant_id uuid not null references tenants (id),
  id uuid not null default new_id(),
  kind text not null check (kind in ('department', 'team', 'region')),
  parent_id uuid,
  name text not null check (length(name) between 1 and 60),
  -- A larger one stands later.
  position integer not null default 0 check (position between 0 and 100000),
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, parent_id) references organisation_units (tenant_id, id),
  check (kind <> 'region' or parent_id is null),
  check (parent_id <> id)
);
create unique index organisation_units_name on organisation_units (tenant_id, kind, coalesce(parent_id, '00000000-0000-0000-0000-000000000000'), lower(name));
create index organisation_units_by_parent on organisation_units (tenant_id, parent_id);

-- A new reference looks at the rows that are there, as the owner.
alter table staff no force row level security;
alter table seats no force row level security;
alter table staff
  add column department_id uuid, add column team_id uuid, add column region_id uuid,
  add foreign key (tenant_id, department_id) references organisation_units (tenant_id, id),
  add foreign key (tenant_id, team_id) references organisation_units (tenant_id, id),
  add foreign key (tenant_id, region_id) references organisation_units (tenant_id, id);
alter table seats
  add column department_id uuid, add column team_id uuid, add column region_id uuid,
  add foreign key (tenant_id, department_id) references organisation_units (tenant_id, id),
  add foreign key (tenant_id, team_id) references organisation_units (tenant_id, id),
  add foreign key (tenant_id, region_id) references organisation_units (tenant_id, id);
alter table staff force row level security;
alter table seats force row level security;

-- A unit keeps its kind; what it stands in is a department, never itself or one below it, and at most eight deep.
create function guard_organisation_unit() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
declare
  above uuid := new.parent_id;
  found record;
  steps integer := 0;
begin
  if (tg_op = 'UPDATE' and new.kind <> old.kind) or (new.kind = 'region' and above is not null) then
    raise exception 'invalid_input' using errcode = 'YH422';
  end if;
  -- One at a time a tenant: two moves at once could close a ring that neither sees.
  perform pg_advisory_xact_lock(hashtextextended('organisation ' || new.tenant_id::text, 0));
  while above is not null loop
    select u.kind, u.parent_id into found from organisation_units u where u.tenant_id = new.tenant_id and u.id = above;
    steps := steps + 1;
    if found.kind is distinct from 'department' or above = new.id or steps > 8 then
      raise exception 'invalid_input' using errcode = 'YH422';
    end if;
    above := found.parent_id;
  end loop;
  return new;
end
$$;
create trigger guard_organisation_unit before insert or update of parent_id, kind on organisation_units
  for each row execute function guard_organisation_unit();

-- Who is in a team is in the team's department; each place is of its own kind.
create function guard_place() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
declare
  team_of uuid;
begin
  if new.team_id is not null then
    select u.parent_id into strict team_of from organisation_units u
      where u.tenant_id = new.tenant_id and u.id = new.team_id and u.kind = 'team';
    new.department_id := team_of;
  end if;
  if new.department_id is not null and not exists (
    select from organisation_units u where u.tenant_id = new.tenant_id and u.id = new.department_id and u.kind = 'department') then
    raise exception 'not_found' using errcode = 'YH404';
  end if;
  if new.region_id is not null and not exists (
    select from organisation_units u where u.tenant_id = new.tenant_id and u.id = new.region_id and u.kind = 'region') then
    raise exception 'not_found' using errcode = 'YH404';
  end if;
  return new;
exception when no_data_found then
  raise exception 'not_found' using errcode = 'YH404';
end
$$;
create trigger guard_place before insert or update of department_id, team_id, region_id on staff
  for each row execute function guard_place();
create trigger guard_place before insert or update of department_id, team_id, region_id on seats
  for each row execute function guard_place();

-- A team that moves takes its people along.
create function follow_team() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
begin
  update staff set team_id = team_id where tenant_id = new.tenant_id and team_id = new.id;
  update seats set team_id = team_id where tenant_id = new.tenant_id and team_id = new.id;
  return null;
end
$$;
create trigger follow_team after update of parent_id on organisation_units
  for each row when (new.kind = 'team' and new.parent_id is distinct from old.parent_id) execute function follow_team();

do $$
declare t text;
begin
  foreach t in array array['menu_entries', 'organisation_units'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy own on %I using (tenant_id = (select current_setting('app.tenant')::uuid))$p$, t);
  end loop;
end
$$;

grant select on menu_entries, organisation_units to yunhu_app, yunhu_platform;
grant insert, delete on menu_entries, organisation_units to yunhu_app;
grant update (name, parent_id, position) on organisation_units to yunhu_app;
grant update (department_id, team_id, region_id) on staff, seats to yunhu_app;
grant select on organisation_units, seats to yunhu_steward;
grant update (department_id, team_id, region_id) on staff, seats to yunhu_steward;
alter function guard_organisation_unit() owner to yunhu_steward;
alter function guard_place() owner to yunhu_steward;
alter function follow_team() owner to yunhu_steward;
revoke execute on function guard_organisation_unit(), guard_place(), follow_team() from public;
