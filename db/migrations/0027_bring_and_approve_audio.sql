-- Audio as customers bring it: a file is converted by a job, listened to, submitted and decided on. What was approved is what plays:
-- bytes change only by a conversion, which leaves audio unapproved, and a decision names the hash that was heard.

alter table audio
  alter column sha256 drop not null,
  alter column duration_ms drop not null,
  -- As it was uploaded; null for what was brought before files were kept.
  add column file_name text check (length(file_name) between 1 and 255),
  -- While it is converted; the upload is deleted with its end.
  add column upload_object_key text,
  -- In the object store: what the switch plays, and what browsers play. Null for what was brought before files were kept.
  add column ulaw_object_key text,
  add column alaw_object_key text,
  add column preview_object_key text,
  add column preview_type text check (preview_type in ('audio/mpeg', 'audio/wav')),
  add column alaw_sha256 text check (alaw_sha256 ~ '^[0-9a-f]{64}$'),
  add column preview_sha256 text check (preview_sha256 ~ '^[0-9a-f]{64}$'),
  -- Least and greatest level of equal parts, a signed byte each, in base64.
  add column peaks text check (length(peaks) <= 8000),
  add column loudness_lufs real,
  -- Why the last conversion was refused.
  add column failure_code text,
  -- The last decision's.
  add column decision_reason text check (length(decision_reason) <= 500),
  add column changed_at timestamptz not null default now(),
  add column deleted_at timestamptz,
  drop constraint audio_state_check,
  add constraint audio_state_check check (state in ('converting', 'failed', 'draft', 'submitted', 'approved', 'rejected', 'revoked')),
  add constraint audio_bytes_check check (state in ('converting', 'failed') or (sha256 is not null and duration_ms is not null)),
  add constraint audio_upload_check check (state <> 'converting' or upload_object_key is not null);

create index audio_waiting on audio (changed_at, id) where state = 'submitted' and deleted_at is null;

-- What happened to it, for good. The decision names the hash of the bytes that were decided on.
create table audio_events (
  tenant_id uuid not null references tenants (id),
  id uuid not null default new_id(),
  audio_id uuid not null,
  kind text not null check (kind in ('uploaded', 'converted', 'failed', 'submitted', 'approved', 'rejected', 'revoked', 'deleted')),
  sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
  reason text check (length(reason) <= 1000),
  -- Whether who decided had heard it to its end.
  heard boolean,
  actor_tenant_id uuid,
  actor_staff_id uuid,
  at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, audio_id) references audio (tenant_id, id),
  check (kind not in ('approved', 'rejected', 'revoked') or sha256 is not null)
);
create index audio_events_of on audio_events (tenant_id, audio_id, id);
alter table audio_events enable row level security;
alter table audio_events force row level security;
create policy subtree on audio_events for select using (tenant_id = (select current_setting('app.tenant')::uuid)
  or exists (select from tenant_closure c where c.ancestor = (select current_setting('app.tenant')::uuid) and c.descendant = audio_events.tenant_id));
create policy own on audio_events for insert with check (tenant_id = (select current_setting('app.tenant')::uuid));
grant select, insert on audio_events to yunhu_app, yunhu_platform;

-- Who may move it where, whatever the code above says: a tenant brings and submits, the platform converts and decides.
create function guard_audio() returns trigger
  language plpgsql set search_path = pg_catalog, public
  as $$
begin
  if new.state = 'converting' and old.state <> 'converting' then
    -- Nothing of the old bytes stays with the new ones.
    new.sha256 := null; new.alaw_sha256 := null; new.duration_ms := null; new.peaks := null; new.loudness_lufs := null;
    new.ulaw_object_key := null; new.alaw_object_key := null; new.preview_object_key := null; new.preview_type := null; new.preview_sha256 := null;
    new.failure_code := null; new.decision_reason := null;
  elsif old.state <> 'converting' and new.deleted_at is null
    and (new.sha256, new.alaw_sha256, new.duration_ms, new.ulaw_object_key, new.alaw_object_key, new.preview_object_key, new.preview_sha256)
      is distinct from (old.sha256, old.alaw_sha256, old.duration_ms, old.ulaw_object_key, old.alaw_object_key, old.preview_object_key, old.preview_sha256) then
    raise exception 'invalid_transition' using errcode = 'YH409';
  end if;
  if old.deleted_at is not null then
    raise exception 'not_found' using errcode = 'YH404';
  end if;
  if new.state is distinct from old.state and (
    session_user = 'yunhu_app' and (old.state, new.state) not in (('failed', 'converting'), ('draft', 'converting'), ('rejected', 'converting'),
      ('revoked', 'converting'), ('draft', 'submitted'), ('rejected', 'submitted'), ('revoked', 'submitted'))
    or session_user = 'yunhu_platform' and (old.state, new.state) not in (('converting', 'draft'), ('converting', 'failed'),
      ('submitted', 'approved'), ('submitted', 'rejected'), ('approved', 'revoked'))) then
    raise exception 'invalid_transition' using errcode = 'YH409';
  end if;
  return new;
end
$$;
create trigger guard_audio before update on audio for each row execute function guard_audio();

drop policy own on audio;
create policy own on audio for insert with check (tenant_id = (select current_setting('app.tenant')::uuid));
-- Nobody brings what is approved.
create policy begun on audio as restrictive for insert to yunhu_app with check (state in ('converting', 'submitted'));
create policy own_change on audio for update using (tenant_id = (select current_setting('app.tenant')::uuid));
grant update (name, kind, state, file_name, upload_object_key, decision_reason, changed_at, deleted_at, ulaw_object_key, alaw_object_key, preview_object_key) on audio to yunhu_app;
grant update (state, sha256, alaw_sha256, duration_ms, upload_object_key, ulaw_object_key, alaw_object_key, preview_object_key, preview_type, preview_sha256, peaks,
  loudness_lufs, failure_code, decision_reason, changed_at) on audio to yunhu_platform;
