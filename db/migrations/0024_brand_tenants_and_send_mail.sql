-- What the platform calls itself and looks like for a tenant and everybody below it, the domains it is reached by, and mails.

-- Each field by itself is that of the nearest above which says one; a contact is one field, as parts of two people's would mislead.
create table brandings (
  tenant_id uuid primary key references tenants (id),
  name text check (name = btrim(name) and length(name) between 1 and 40),
  -- As it was chosen; what is shown follows from it, with enough contrast.
  accent text check (accent ~ '^#[0-9a-f]{6}$'),
  support_email text check (length(support_email) <= 254),
  support_phone text check (length(support_phone) <= 40),
  support_note text check (length(support_note) <= 200),
  staff_id uuid,
  changed_at timestamptz not null default now()
);

-- Beside the logo of statements: a mark for small places, and drawings (SVG), which have a picture of pixels beside them for what cannot
-- show one. A picture's name is the way to read it without a session, so it cannot be guessed.
alter table tenant_logos add column variant text not null default 'logo' check (variant in ('logo', 'mark'));
alter table tenant_logos add column picture text not null default replace(gen_random_uuid()::text, '-', '') check (picture ~ '^[0-9a-f]{32}$');
alter table tenant_logos add column raster_object_key text check (raster_object_key ~ '^tenant/[0-9a-f-]{36}/logo/[0-9a-f-]{36}$');
alter table tenant_logos drop constraint tenant_logos_pkey;
alter table tenant_logos add primary key (tenant_id, variant);
alter table tenant_logos drop constraint tenant_logos_content_type_check;
alter table tenant_logos add check (content_type in ('image/png', 'image/jpeg', 'image/svg+xml'));
alter table tenant_logos drop constraint tenant_logos_bytes_check;
alter table tenant_logos add check (bytes between 1 and 2097152);
alter table tenant_logos add check (content_type <> 'image/svg+xml' or raster_object_key is not null);
create index tenant_logos_by_picture on tenant_logos (picture);

-- A domain that a tenant says is its own. It may be claimed by several while nobody has shown that it is theirs, so that nobody keeps
-- the owner out by being first; verified, it is one's alone.
create table tenant_domains (
  tenant_id uuid primary key references tenants (id),
  -- As DNS has it: lower case, labels of other scripts as xn--….
  domain text not null check (length(domain) <= 200 and domain ~ '^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$'),
  -- What its DNS has to say; new with each claim.
  token text not null check (token ~ '^[0-9a-f]{32}$'),
  state text not null default 'waiting' check (state in ('waiting', 'verified')),
  next_check_at timestamptz not null default now(),
  checks integer not null default 0,
  checked_at timestamptz,
  -- What the last check found instead.
  check_result text check (check_result in ('no_record', 'wrong_record', 'unreachable', 'taken')),
  verified_at timestamptz,
  verified_by text check (verified_by in ('dns', 'operator')),
  staff_id uuid,
  created_at timestamptz not null default now(),
  check ((state = 'verified') = (verified_at is not null) and (state = 'verified') = (verified_by is not null))
);
create unique index tenant_domains_verified on tenant_domains (domain) where state = 'verified';
create index tenant_domains_waiting on tenant_domains (next_check_at) where state = 'waiting';

-- Where a person is written to, once it was shown that mail arrives there.
alter table staff add column email text check (length(email) between 3 and 254);
alter table staff add column email_locale text not null default 'zh' check (email_locale in ('zh', 'en'));
alter table staff add column wants_mail boolean not null default true;
create table email_confirmations (
  tenant_id uuid not null,
  staff_id uuid not null,
  email text not null check (length(email) between 3 and 254),
  -- SHA-256 of the tokens that were mailed: each try to send has its own, so that none is ever written down.
  token_hashes text[] not null default '{}' check (cardinality(token_hashes) <= 20),
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, staff_id),
  foreign key (tenant_id, staff_id) references staff (tenant_id, id)
);

-- Mails to be sent and what became of them. What one says is written when it goes out, in the brand of that moment.
create table mails (
  tenant_id uuid not null references tenants (id),
  id uuid not null default new_id(),
  -- Who asks twice with one key gets one mail.
  key text not null check (length(key) between 1 and 200),
  kind text not null check (kind in ('confirm', 'alerts', 'test')),
  staff_id uuid,
  address text not null check (length(address) between 3 and 254),
  locale text not null check (locale in ('zh', 'en')),
  details jsonb not null default '{}',
  state text not null default 'waiting' check (state in ('waiting', 'sending', 'sent', 'failed')),
  tries integer not null default 0,
  next_at timestamptz not null default now(),
  -- Its sender died between handing it over and writing that down; once more is sent, never twice.
  unsure boolean not null default false,
  reason text check (length(reason) <= 300),
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, key),
  check ((state in ('sent', 'failed')) = (ended_at is not null))
);
create index mails_due on mails (next_at) where state in ('waiting', 'sending');
create index mails_ended on mails (ended_at) where ended_at is not null;

-- When the last mail about a tenant's alerts went out: what comes soon after it is told together, later.
create table alert_mail_turns (
  tenant_id uuid primary key references tenants (id),
  mailed_at timestamptz not null
);
-- The level that was mailed; an alert that gets worse is mailed again.
alter table alerts add column mailed_level text check (mailed_level in ('info', 'warning', 'critical'));
alter table alerts no force row level security;
update alerts set mailed_level = level where resolved_at is null;
alter table alerts force row level security;
create index alerts_to_mail on alerts (tenant_id) where resolved_at is null and level <> 'info' and mailed_level is distinct from level;

do $$
declare t text;
begin
  foreach t in array array['brandings', 'tenant_domains', 'email_confirmations', 'mails', 'alert_mail_turns'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own on %I using (tenant_id = (select current_setting(''app.tenant'')::uuid))', t);
  end loop;
end
$$;
-- Whoever stands above sees which domains are claimed below, and the operator confirms one where DNS cannot.
create policy subtree on tenant_domains for select using (tenant_id = (select current_setting('app.tenant')::uuid) or exists (
  select from tenant_closure c where c.ancestor = (select current_setting('app.tenant')::uuid) and c.descendant = tenant_domains.tenant_id));

grant select, insert, update, delete on brandings to yunhu_app;
grant select, delete on tenant_domains to yunhu_app;
grant insert (tenant_id, domain, token, staff_id) on tenant_domains to yunhu_app;
grant update (next_check_at, checks) on tenant_domains to yunhu_app;
grant select (tenant_id, staff_id, email, expires_at, created_at), delete on email_confirmations to yunhu_app;
grant insert (tenant_id, staff_id, email, expires_at), update (email, token_hashes, expires_at, created_at) on email_confirmations to yunhu_app;
grant update (email_locale, wants_mail) on staff to yunhu_app;
grant select on mails to yunhu_app;
grant insert (tenant_id, key, kind, staff_id, address, locale, details) on mails to yunhu_app;
grant select on brandings to yunhu_platform, yunhu_steward;
grant select, delete on tenant_domains to yunhu_platform;
grant select on tenant_domains to yunhu_steward;
grant update (state, next_check_at, checks, checked_at, check_result, verified_at, verified_by) on tenant_domains to yunhu_platform;
grant update (email) on staff to yunhu_platform;
grant select, delete, update (token_hashes) on email_confirmations to yunhu_platform;
grant select, insert, delete on mails to yunhu_platform;
grant update (state, tries, next_at, unsure, reason, ended_at) on mails to yunhu_platform;
grant select, insert, update on alert_mail_turns to yunhu_platform;
grant update (mailed_level) on alerts to yunhu_platform;

-- What a tenant shows, field by field from the nearest that says one, beginning `from_depth` above it. Who that is, is not said.
create function branding_of(tenant uuid, from_depth integer) returns table (field text, value jsonb, own boolean)
  language sql stable security definer set search_path = pg_catalog, public
  begin atomic
    select distinct on (f.field) f.field, f.value, c.depth = 0
      from tenant_closure c left join brandings b on b.tenant_id = c.ancestor
        cross join lateral (
          values ('name', to_jsonb(b.name)), ('accent', to_jsonb(b.accent)),
            ('support', case when num_nonnulls(b.support_email, b.support_phone, b.support_note) > 0 then jsonb_build_object(
              'email', b.support_email, 'phone', b.support_phone, 'note', b.support_note) end),
            ('domain', (select to_jsonb(d.domain) from tenant_domains d where d.tenant_id = c.ancestor and d.state = 'verified'))
          union all
          select l.variant, jsonb_build_object('objectKey', l.object_key, 'rasterKey', l.raster_object_key, 'picture', l.picture,
              'contentType', l.content_type, 'bytes', l.bytes, 'width', l.width, 'height', l.height)
            from tenant_logos l where l.tenant_id = c.ancestor
        ) f (field, value)
      where c.descendant = tenant and c.depth >= from_depth and f.value is not null
      order by f.field, c.depth;
  end;

-- The same of the current tenant.
create function own_branding(from_depth integer) returns table (field text, value jsonb, own boolean)
  language sql stable security definer set search_path = pg_catalog, public
  begin atomic
    select b.field, b.value, b.own from branding_of(current_setting('app.tenant')::uuid, from_depth) b;
  end;

drop function nearest_logo();

alter function branding_of(uuid, integer) owner to yunhu_steward;
alter function own_branding(integer) owner to yunhu_steward;
revoke execute on function branding_of(uuid, integer), own_branding(integer) from public;
grant execute on function branding_of(uuid, integer) to yunhu_platform, yunhu_steward;
grant execute on function own_branding(integer) to yunhu_app;
