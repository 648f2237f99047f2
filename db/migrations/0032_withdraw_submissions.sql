-- Who submitted takes it back while it waits for a decision; and conversions that nobody does any more are found.

alter table caller_ids
  drop constraint caller_ids_state_check,
  add constraint caller_ids_state_check check (state in ('submitted', 'withdrawn', 'approved', 'rejected', 'revoked', 'expired'));
alter table caller_id_events
  drop constraint caller_id_events_kind_check,
  add constraint caller_id_events_kind_check
    check (kind in ('submitted', 'withdrawn', 'approved', 'rejected', 'revoked', 'expired', 'undone'));

-- Takes back what the current tenant submitted and nobody decided; an approval that stands stays. Answers which submission it was.
create function withdraw_caller_id(which uuid) returns smallint
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
declare
  withdrawn smallint;
begin
  update caller_ids c set
      state = case c.state when 'approved' then c.state else 'withdrawn' end, renewing = false
    where c.tenant_id = current_setting('app.tenant')::uuid and c.id = which and (c.state = 'submitted' or c.renewing)
    returning c.submission into withdrawn;
  return withdrawn;
end
$$;
alter function withdraw_caller_id(uuid) owner to yunhu_steward;
revoke all on function withdraw_caller_id(uuid) from public;
grant execute on function withdraw_caller_id(uuid) to yunhu_app;

alter table audio_events
  drop constraint audio_events_kind_check,
  add constraint audio_events_kind_check
    check (kind in ('uploaded', 'converted', 'failed', 'submitted', 'withdrawn', 'approved', 'rejected', 'revoked', 'deleted'));
create index audio_converting on audio (id) where state = 'converting' and deleted_at is null;

-- As before (0027), but what waits may become a draft again.
create or replace function guard_audio() returns trigger
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
      ('revoked', 'converting'), ('draft', 'submitted'), ('rejected', 'submitted'), ('revoked', 'submitted'), ('submitted', 'draft'))
    or session_user = 'yunhu_platform' and (old.state, new.state) not in (('converting', 'draft'), ('converting', 'failed'),
      ('submitted', 'approved'), ('submitted', 'rejected'), ('approved', 'revoked'))) then
    raise exception 'invalid_transition' using errcode = 'YH409';
  end if;
  return new;
end
$$;
