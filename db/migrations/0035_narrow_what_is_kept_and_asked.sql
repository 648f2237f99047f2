-- An upload that was left is counted and kept until no address of it can bring bytes any more; nobody makes room by leaving.
alter table uploads add column cancelled_at timestamptz check (cancelled_at is null or taken_at is null);
revoke delete on uploads from yunhu_app;
grant update (cancelled_at) on uploads to yunhu_app;
create index uploads_by_tenant_and_age on uploads (tenant_id, created_at);

-- Of documents only the pictures of their pages are kept: what was sent may hold what only some readers find. The sweep of objects removes
-- what this column named.
alter table caller_id_documents drop column object_key;

-- A domain that is served is asked for its proof each day. It may lapse and wait again long after it was claimed: waiting counts from then.
alter table tenant_domains add column waiting_since timestamptz not null default now();
alter table tenant_domains no force row level security;
-- What was counted while it waited is no failure of its proof.
update tenant_domains set waiting_since = created_at, checks = case state when 'verified' then 0 else checks end;
alter table tenant_domains force row level security;
drop index tenant_domains_waiting;
create index tenant_domains_due on tenant_domains (next_check_at);
grant update (waiting_since) on tenant_domains to yunhu_app, yunhu_platform;
alter table alerts drop constraint alerts_kind_check;
alter table alerts add constraint alerts_kind_check check (kind in (
  'low_balance', 'limit_reached', 'wallet_blocked', 'payment_disputed', 'payment_mismatched', 'transfer_waiting', 'ledger_drift',
  'margin_lost', 'job_failed', 'caller_id_expiring', 'caller_id_expired', 'caller_id_decided', 'audio_decided', 'audio_changed',
  'audio_repaired', 'support_session_opened', 'session_replayed', 'domain_unproven'));

-- Seats, queues and flows that nobody wants any more stay for the history that names them, and are out of everything else.
alter table seats add column retired_at timestamptz check (retired_at is null or (
  state = 'offline' and extension_id is null and department_id is null and team_id is null and region_id is null));
alter table queues add column retired_at timestamptz check (retired_at is null or ringback_audio_id is null);
alter table flows add column retired_at timestamptz;
grant update (retired_at) on seats, queues, flows to yunhu_app;
