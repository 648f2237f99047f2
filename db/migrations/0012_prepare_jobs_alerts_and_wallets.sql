-- Background jobs that a tenant watches, alerts that it is told of, and what wallets need for credit and for money from outside.

-- What a tenant asked for and waits for: an import, an export, a statement. The queue that hands jobs to processes is the job library's
-- own; this row is what people see, and the truth about how far a job is.
create table jobs (
  tenant_id uuid not null references tenants (id),
  id uuid not null default new_id(),
  kind text not null check (kind ~ '^[a-z]+(-[a-z]+)*$' and length(kind) <= 40),
  -- What the job's kind needs to begin; never secrets.
  input jsonb not null default '{}',
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  -- In units of the job's own choice (rows, bytes); the total is null while it is not known.
  progress_done bigint not null default 0 check (progress_done >= 0),
  progress_total bigint check (progress_total >= 0),
  -- What came of it; its shape belongs to the kind.
  result jsonb,
  -- A code of DomainError, and words for the person who asked.
  failure_code text,
  failure_detail text check (length(failure_detail) <= 1000),
  cancel_requested_at timestamptz,
  staff_id uuid,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  ended_at timestamptz,
  primary key (tenant_id, id),
  check ((state in ('done', 'failed', 'cancelled')) = (ended_at is not null))
);
create index jobs_latest on jobs (tenant_id, created_at desc, id desc);

-- Something a tenant should know without having asked. One open alert a kind and subject: a repeat counts.
create table alerts (
  tenant_id uuid not null references tenants (id),
  id uuid not null default new_id(),
  kind text not null check (kind ~ '^[a-z]+(_[a-z]+)*$' and length(kind) <= 40),
  level text not null check (level in ('info', 'warning', 'critical')),
  subject_type text not null,
  subject_id text not null,
  -- Figures for the words of the page; money as decimal strings of micro-units.
  details jsonb not null default '{}',
  times integer not null default 1 check (times >= 1),
  raised_at timestamptz not null default now(),
  last_raised_at timestamptz not null default now(),
  acknowledged_at timestamptz,
  acknowledged_by uuid,
  resolved_at timestamptz,
  primary key (tenant_id, id)
);
create unique index alerts_one_open on alerts (tenant_id, kind, subject_type, subject_id) where resolved_at is null;
create index alerts_latest on alerts (tenant_id, raised_at desc, id desc);

do $$
declare
  t text;
  self constant text := $e$(select current_setting('app.tenant')::uuid)$e$;
begin
  foreach t in array array['jobs', 'alerts'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
  end loop;
  execute format('create policy subtree on alerts using (tenant_id = %1$s or exists (
    select from tenant_closure c where c.ancestor = %1$s and c.descendant = alerts.tenant_id))', self);
end
$$;
create policy own on jobs using (tenant_id = current_setting('app.tenant')::uuid);

grant select on jobs, alerts to yunhu_app, yunhu_platform, yunhu_ledger;
grant insert (tenant_id, id, kind, input, staff_id) on jobs to yunhu_app, yunhu_platform;
grant update (cancel_requested_at) on jobs to yunhu_app;
grant update (state, progress_done, progress_total, result, failure_code, failure_detail, started_at, ended_at) on jobs to yunhu_platform;
grant delete on jobs to yunhu_platform;
grant insert on alerts to yunhu_app, yunhu_platform, yunhu_ledger;
grant update (acknowledged_at, acknowledged_by) on alerts to yunhu_app;
grant update (level, details, times, last_raised_at, acknowledged_at, acknowledged_by, resolved_at) on alerts to yunhu_platform, yunhu_ledger;

-- Credit granted to a child stands reserved on the grantor's wallet, so that credit never makes money.
alter table wallets add column reserved_micros bigint not null default 0 check (reserved_micros >= 0);
-- What a new call or transfer may use; the one place that says so.
alter table wallets add column available_micros bigint not null
  generated always as (balance_micros - held_micros + credit_limit_micros - reserved_micros) stored;
-- negative_balance: a refund or a dispute took more than there was; money lifts it. by_seller: somebody above said so.
alter table wallets add column blocked_reason text check (blocked_reason in ('negative_balance', 'by_seller'));
alter table wallets add check ((state = 'blocked') = (blocked_reason is not null));

-- payment: money from outside, through a payment service. refund: given back. dispute: taken back by the payer's bank.
-- dispute_reversal: the bank returned it.
alter table transfers drop constraint transfers_kind_check;
alter table transfers add constraint transfers_kind_check
  check (kind in ('top_up', 'withdrawal', 'correction', 'payment', 'refund', 'dispute', 'dispute_reversal'));
alter table entries drop constraint entries_kind_check;
alter table entries add constraint entries_kind_check check (kind in ('top_up', 'withdrawal', 'correction', 'payment', 'refund', 'dispute',
  'dispute_reversal', 'call_charge', 'call_revenue', 'call_overrun'));
