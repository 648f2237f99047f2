-- Files on their way in: asked for with their size, put at an address that is good for minutes, sealed under a name that no such
-- address reaches any more, and taken by the domain that wants them, once. What nobody takes leaves after a day.

create table uploads (
  tenant_id uuid not null references tenants (id),
  id uuid not null default new_id(),
  purpose text not null check (purpose in ('caller-id-document', 'audio', 'logo')),
  -- For people to read; never part of a path.
  file_name text not null check (length(file_name) between 1 and 200),
  -- As it was said when it was asked for; what comes has exactly so many, or is refused.
  bytes bigint not null check (bytes > 0),
  staff_id uuid,
  created_at timestamptz not null default now(),
  -- Where the whole file stands, and its hash, once it is sealed.
  object_key text check (object_key ~ '^tenant/[0-9a-f-]{36}/[a-z-]+/[0-9a-f-]{36}$'),
  sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
  sealed_at timestamptz,
  taken_at timestamptz,
  primary key (tenant_id, id),
  check ((sealed_at is null) = (object_key is null) and (sealed_at is null) = (sha256 is null)),
  check (taken_at is null or sealed_at is not null)
);
create index uploads_open on uploads (tenant_id) where taken_at is null;
create index uploads_by_age on uploads (created_at);

alter table uploads enable row level security;
alter table uploads force row level security;
create policy own on uploads using (tenant_id = current_setting('app.tenant')::uuid);

grant select, delete on uploads to yunhu_app, yunhu_platform;
grant insert (tenant_id, id, purpose, file_name, bytes, staff_id) on uploads to yunhu_app;
grant update (object_key, sha256, sealed_at, taken_at) on uploads to yunhu_app;
