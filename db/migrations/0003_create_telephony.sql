-- Trunks and routes (the operator's), extensions and seats (a customer's), and the views the switch reads.

create table trunks (
  tenant_id uuid not null references tenants (id),
  id uuid not null default new_id(),
  -- Also the name of the switch's endpoint.
  name text not null check (name ~ '^[a-z0-9-]{1,40}$'),
  host text not null check (length(host) between 1 and 253),
  port integer not null default 5060 check (port between 1 and 65535),
  transport text not null default 'udp' check (transport in ('udp', 'tcp', 'tls')),
  codecs text not null default 'ulaw' check (codecs ~ '^[a-z0-9,]{1,60}$'),
  number_format text not null default 'national' check (number_format in ('national', 'e164', 'e164_plus')),
  strip_prefix text not null default '' check (strip_prefix ~ '^[0-9+]{0,10}$'),
  add_prefix text not null default '' check (add_prefix ~ '^[0-9*#+]{0,10}$'),
  max_channels integer not null default 100 check (max_channels between 1 and 100000),
  max_calls_per_second integer not null default 50 check (max_calls_per_second between 1 and 10000),
  enabled boolean not null default true,
  primary key (tenant_id, id),
  unique (tenant_id, name)
);

create table routes (
  tenant_id uuid not null,
  id uuid not null default new_id(),
  -- E.164 digits without +; the empty prefix takes every number.
  prefix text not null check (prefix ~ '^[0-9]{0,15}$'),
  trunk_id uuid not null,
  -- Smaller is tried first; equal ones share by weight.
  priority integer not null default 10 check (priority between 0 and 1000),
  weight integer not null default 1 check (weight between 1 and 1000),
  primary key (tenant_id, id),
  foreign key (tenant_id, trunk_id) references trunks (tenant_id, id)
);

create table extensions (
  tenant_id uuid not null references tenants (id),
  id uuid not null default new_id(),
  number text not null check (number ~ '^[0-9]{3,8}$'),
  -- The SIP account's name, unique over the platform.
  sip_id text not null unique check (sip_id ~ '^[a-z0-9]{6,40}$'),
  -- md5(sip_id:realm:password), RFC 8760's HA1: no clear password is kept.
  ha1 text not null check (ha1 ~ '^[0-9a-f]{32}$'),
  enabled boolean not null default true,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, number)
);

create table seats (
  tenant_id uuid not null references tenants (id),
  id uuid not null default new_id(),
  name text not null check (length(name) between 1 and 60),
  extension_id uuid,
  state text not null default 'offline' check (state in ('offline', 'ready', 'reserved', 'busy', 'wrap-up', 'paused')),
  state_since timestamptz not null default now(),
  -- The attempt that a reserved or busy seat serves.
  attempt_id uuid,
  -- When a wrapping-up seat becomes ready by itself.
  ready_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, extension_id) references extensions (tenant_id, id),
  check ((attempt_id is not null) = (state in ('reserved', 'busy')))
);
create index seats_by_attempt on seats (attempt_id) where attempt_id is not null;

do $$
declare t text;
begin
  foreach t in array array['trunks', 'routes', 'extensions', 'seats'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy own on %I using (tenant_id = (select current_setting('app.tenant')::uuid))$p$, t);
  end loop;
end
$$;

-- What Asterisk reads (res_config_pgsql), through a role that can read nothing else. The views' owner bypasses row-level security,
-- as there is no current tenant here; a disabled tenant's extensions are not in them, so they can neither register nor call.
create view ps_endpoints as
  select e.sip_id as id, 'udp'::text as transport, e.sip_id as aors, e.sip_id as auth, 'from-seat'::text as context, 'all'::text as disallow,
    'ulaw,alaw'::text as allow, 'no'::text as direct_media, 'yes'::text as rtp_symmetric, 'yes'::text as force_rport,
    'yes'::text as rewrite_contact, 'no'::text as send_diversion, 'rfc4733'::text as dtmf_mode
  from extensions e where e.enabled and tenant_is_active(e.tenant_id);
create view ps_auths as
  select e.sip_id as id, 'md5'::text as auth_type, e.sip_id as username, e.ha1 as md5_cred, 'yunhu'::text as realm
  from extensions e where e.enabled and tenant_is_active(e.tenant_id);
create view ps_aors as
  select e.sip_id as id, 1 as max_contacts, 'yes'::text as remove_existing, 60 as minimum_expiration, 3600 as maximum_expiration,
    0 as qualify_frequency, null::text as contact
  from extensions e where e.enabled and tenant_is_active(e.tenant_id);
grant select on extensions to yunhu_steward;
alter view ps_endpoints owner to yunhu_steward;
alter view ps_auths owner to yunhu_steward;
alter view ps_aors owner to yunhu_steward;
grant select on ps_endpoints, ps_auths, ps_aors to yunhu_switch;

grant select on trunks, routes, extensions, seats to yunhu_app, yunhu_platform;
grant insert, delete on extensions, seats to yunhu_app;
grant update (enabled, ha1) on extensions to yunhu_app;
grant update (name, extension_id, state, state_since, attempt_id, ready_at) on seats to yunhu_app, yunhu_platform;
grant insert, delete on trunks, routes to yunhu_app;
grant update (host, port, transport, codecs, number_format, strip_prefix, add_prefix, max_channels, max_calls_per_second, enabled)
  on trunks to yunhu_app;
