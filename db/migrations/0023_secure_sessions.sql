-- Sessions that are renewed, second factors, and waiting after wrong passwords.

-- Of a reset: nothing but the account page is open until the person has chosen a password.
alter table staff add column must_change_password boolean not null default false;
-- Since when a code is asked for beside the password; null while it is not.
alter table staff add column second_factor_at timestamptz;
-- Everybody of this tenant has to use two factors: until then nothing but the account page is open.
alter table tenants add column second_factor_required boolean not null default false;

-- A session lives to expires_at at most, and ends before that when nobody renews it for a while.
alter table sessions add column last_used_at timestamptz not null default now();
-- 'log-out' the person left; 'revoked' by the person elsewhere or a colleague; 'replay' a used refresh token came back; 'password' it was
-- changed or reset; 'second-factor' it was taken away; 'disabled' the person was.
alter table sessions add column revoked_reason text
  check (revoked_reason in ('log-out', 'revoked', 'replay', 'password', 'second-factor', 'disabled'));
-- When the person said that a session which ended by a replay is known.
alter table sessions add column replay_seen_at timestamptz;
create index sessions_of_person on sessions (tenant_id, staff_id, created_at desc);
create index sessions_by_end on sessions (expires_at);

-- What was signed until now cannot be renewed.
alter table sessions no force row level security;
update sessions set last_used_at = created_at, expires_at = least(expires_at, now() + interval '12 hours');
alter table sessions force row level security;

-- Each one is used once. Those that were used stay for a day, so that one that comes back is known for what it is.
create table refresh_tokens (
  tenant_id uuid not null,
  session_id uuid not null,
  -- SHA-256 of what the browser keeps.
  hash bytea not null check (length(hash) = 32),
  issued_at timestamptz not null,
  used_at timestamptz,
  primary key (tenant_id, session_id, hash),
  foreign key (tenant_id, session_id) references sessions (tenant_id, id) on delete cascade
);
create unique index refresh_tokens_one_unused on refresh_tokens (tenant_id, session_id) where used_at is null;

-- RFC 6238. The seed is sealed by a key that the database does not have.
create table second_factors (
  tenant_id uuid not null,
  staff_id uuid not null,
  sealed_seed text not null,
  created_at timestamptz not null default now(),
  -- null until the person has shown a code once.
  confirmed_at timestamptz,
  -- The newest time step whose code was taken: none is taken twice.
  last_step bigint not null default 0,
  primary key (tenant_id, staff_id),
  foreign key (tenant_id, staff_id) references staff (tenant_id, id)
);

-- For who has lost the telephone; each is used once. SHA-256 of 80 random bits.
create table recovery_codes (
  tenant_id uuid not null,
  staff_id uuid not null,
  hash bytea not null check (length(hash) = 32),
  used_at timestamptz,
  primary key (tenant_id, staff_id, hash),
  foreign key (tenant_id, staff_id) references staff (tenant_id, id)
);

-- Attempts to log in, counted by what they have in common (an account, an address, both) within a window of time, over all processes.
-- Unlogged, so that counting waits for no disk: after a crash the windows begin anew.
create unlogged table login_attempts (
  key text primary key check (length(key) <= 200),
  attempts integer not null,
  ends_at timestamptz not null
);
create index login_attempts_by_end on login_attempts (ends_at);

do $$
declare t text;
begin
  foreach t in array array['refresh_tokens', 'second_factors', 'recovery_codes'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy own on %I using (tenant_id = current_setting('app.tenant')::uuid)$p$, t);
  end loop;
end
$$;

-- Like password hashes, nothing of this is for a role under row-level security.
grant select, insert, update, delete on refresh_tokens, second_factors, recovery_codes, login_attempts to yunhu_platform;
grant update (last_used_at, revoked_reason) on sessions to yunhu_platform;
grant delete on sessions to yunhu_platform;
grant update (must_change_password, second_factor_at) on staff to yunhu_platform;
grant update (password_hash, changed_at) on staff_credentials to yunhu_platform;
grant update (revoked_reason, replay_seen_at) on sessions to yunhu_app;
grant update (second_factor_required) on tenants to yunhu_app;
grant insert (must_change_password) on staff to yunhu_app;
grant update (must_change_password) on staff to yunhu_steward;

-- As before, and the person has to choose another one.
drop function set_staff_password(uuid, text);
create function set_staff_password(person uuid, new_hash text, must_change boolean default true) returns void
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
begin
  update staff_credentials c set password_hash = new_hash, changed_at = now()
    where c.tenant_id = current_setting('app.tenant')::uuid and c.staff_id = person;
  if not found then
    raise exception 'not_found' using errcode = 'YH404';
  end if;
  update staff s set must_change_password = must_change where s.tenant_id = current_setting('app.tenant')::uuid and s.id = person;
end
$$;
revoke execute on function set_staff_password(uuid, text, boolean) from public;
alter function set_staff_password(uuid, text, boolean) owner to yunhu_steward;
grant execute on function set_staff_password(uuid, text, boolean) to yunhu_app;

-- Somebody of one's own has lost it: seed and recovery codes go, which no role under row-level security could read.
create function remove_second_factor(person uuid) returns void
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
declare
  own constant uuid := current_setting('app.tenant')::uuid;
begin
  delete from recovery_codes c where c.tenant_id = own and c.staff_id = person;
  delete from second_factors f where f.tenant_id = own and f.staff_id = person;
  update staff s set second_factor_at = null where s.tenant_id = own and s.id = person;
  if not found then
    raise exception 'not_found' using errcode = 'YH404';
  end if;
end
$$;
grant select (tenant_id, staff_id), delete on recovery_codes, second_factors to yunhu_steward;
grant update (second_factor_at) on staff to yunhu_steward;
revoke execute on function remove_second_factor(uuid) from public;
alter function remove_second_factor(uuid) owner to yunhu_steward;
grant execute on function remove_second_factor(uuid) to yunhu_app;
