-- How a job finds the process that runs it, once, and comes back when that process dies.
--
-- A process that runs jobs holds the advisory lock of its id while its session lives: who can take that lock knows that it is gone,
-- and that its jobs wait again. Rows are the queue: what waits is claimed with `for update skip locked`, a NOTIFY on job_wanted wakes
-- those who claim, and one on job_changed wakes the pages.

alter table jobs add column due_at timestamptz not null default now();
-- How often it was begun; a job whose process dies again and again is given up.
alter table jobs add column runs smallint not null default 0 check (runs >= 0);
alter table jobs add column runner_id uuid;
alter table jobs add check ((state = 'running') = (runner_id is not null));

create index jobs_waiting on jobs (due_at, id) where state = 'waiting';
create index jobs_open on jobs (tenant_id, state) where ended_at is null;
create index jobs_ended on jobs (ended_at) where ended_at is not null;
create index alerts_resolved on alerts (resolved_at) where resolved_at is not null;

grant update (due_at, runs, runner_id) on jobs to yunhu_platform;
grant delete on alerts to yunhu_platform;
