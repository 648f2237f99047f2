-- Caller IDs and audio with their approval states, queues, and the black list.

create table caller_ids (
  tenant_id uuid not null references tenants (id),
  id uuid not null default new_id(),
  number text not null check (number ~ '^\+[0-9]{5,15}$'),
  state text not null default 'submitted' check (state in ('submitted', 'approved', 'rejected', 'revoked')),
  approved_until timestamptz,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, number),
  check ((state = 'approved') = (approved_until is not null))
);

create table audio (
  tenant_id uuid not null references tenants (id),
  id uuid not null default new_id(),
  name text not null check (length(name) between 1 and 100),
  kind text not null check (kind in ('outbound', 'ringback')),
  -- Of the converted bytes (8 kHz mono ulaw): what was approved is what plays.
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  duration_ms integer not null check (duration_ms between 1 and 3600000),
  state text not null default 'submitted' check (state in ('submitted', 'approved', 'rejected', 'revoked')),
  created_at timestamptz not null default now(),
  primary key (tenant_id, id)
);

create table queues (
  tenant_id uuid not null references tenants (id),
  id uuid not null default new_id(),
  name text not null check (length(name) between 1 and 60),
  ringback_audio_id uuid,
  wrap_up_seconds integer not null default 0 check (wrap_up_seconds between 0 and 600),
  primary key (tenant_id, id),
  foreign key (tenant_id, ringback_audio_id) references audio (tenant_id, id)
);

create table queue_seats (
  tenant_id uuid not null,
  queue_id uuid not null,
  seat_id uuid not null,
  position integer not null default 0,
  primary key (tenant_id, queue_id, seat_id),
  foreign key (tenant_id, queue_id) references queues (tenant_id, id),
  foreign key (tenant_id, seat_id) references seats (tenant_id, id)
);

create table black_list (
  tenant_id uuid not null references tenants (id),
  number text not null check (number ~ '^\+[0-9]{5,15}$'),
  reason text not null check (reason in ('opt_out', 'complaint', 'manual')),
  source text not null default '',
  created_at timestamptz not null default now(),
  expires_at timestamptz not null default 'infinity',
  primary key (tenant_id, number)
);

do $$
declare t text;
begin
  foreach t in array array['caller_ids', 'audio', 'queues', 'queue_seats', 'black_list'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
  end loop;
  foreach t in array array['queues', 'queue_seats', 'black_list'] loop
    execute format($p$create policy own on %I using (tenant_id = (select current_setting('app.tenant')::uuid))$p$, t);
  end loop;
  -- Approvals are the tenant's and its ancestors' to see; only the tenant itself submits.
  foreach t in array array['caller_ids', 'audio'] loop
    execute format($p$create policy subtree on %I for select using (tenant_id = any (array(
      select descendant from tenant_closure where ancestor = (select current_setting('app.tenant')::uuid))))$p$, t);
    execute format($p$create policy own on %I for insert with check (tenant_id = (select current_setting('app.tenant')::uuid)
      and state = 'submitted')$p$, t);
  end loop;
end
$$;

-- Which of the numbers a tenant may not call, by its own list or one of an ancestor's. Answers yes or no and shows no list.
create function blocked_numbers(tenant uuid, numbers text[], at timestamptz) returns setof text
  language plpgsql stable security definer set search_path = pg_catalog, public rows 100
  as $$
begin
  if session_user = 'yunhu_app' then
    if tenant <> current_setting('app.tenant')::uuid then
      raise exception 'forbidden' using errcode = 'YH403';
    end if;
  end if;
  return query
    select distinct b.number from tenant_closure c join black_list b on b.tenant_id = c.ancestor
    where c.descendant = tenant and b.number = any (numbers) and b.expires_at > at;
end
$$;
grant select on black_list to yunhu_steward;
alter function blocked_numbers(uuid, text[], timestamptz) owner to yunhu_steward;
revoke execute on function blocked_numbers(uuid, text[], timestamptz) from public;
grant execute on function blocked_numbers(uuid, text[], timestamptz) to yunhu_app, yunhu_platform;

grant select on caller_ids, audio, queues, queue_seats, black_list to yunhu_app, yunhu_platform;
grant insert on caller_ids, audio to yunhu_app;
grant insert, delete on queues, queue_seats, black_list to yunhu_app;
grant insert on black_list to yunhu_platform;
grant update (name, ringback_audio_id, wrap_up_seconds) on queues to yunhu_app;
