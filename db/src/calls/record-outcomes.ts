import type { PlatformTx } from '../connect/index.ts';
import type { FinishedAttempt } from './finished-attempt.ts';

/**
 * Writes what became of a batch of attempts. An attempt that was ended as `unknown` takes a late outcome; any other repeat changes
 * nothing. A leg whose end nobody saw has no CDR until its outcome is known. Counters follow the target: busy, no answer and the like are counted when the target is done, not for each attempt.
 */
export async function recordOutcomes(tx: PlatformTx, batch: readonly FinishedAttempt[]): Promise<void> {
  await tx.sql`
    with f as materialized (${rowsOf(tx, batch)}), fresh as materialized (
      -- final: the target's result is this one, now or by correction of an unknown one that no further attempt has followed yet.
      select f.*, a.result is not null late, t.state target_state,
        case when a.result is null then f.retry_at is null else t.state in ('done', 'waiting') end final
      from f join attempts a on (a.tenant_id, a.id) = (f.tenant_id, f.attempt_id)
        join targets t on (t.tenant_id, t.id) = (f.tenant_id, f.target_id)
      where a.result is null or (a.result = 'unknown' and f.result <> 'unknown')
    ), ended as (
      update attempts a set state = 'ended', result = f.result, sip_status = f.sip_status, cause = f.cause, answered_at = f.answered_at,
        ended_at = f.ended_at, keys = f.keys, seat_id = f.seat_id, transferred = f.transferred, abandoned = f.abandoned,
        opted_out = f.opted_out, billed_seconds = f.billed_seconds, charged_micros = f.charged_micros, reason = f.reason
      from fresh f where (a.tenant_id, a.id) = (f.tenant_id, f.attempt_id)
    ), told as (
      update targets t set
        state = case when f.final then 'done' when f.late then t.state else 'waiting' end,
        leased_by = case when f.late and not f.final then t.leased_by end,
        result = f.result, reason = f.reason, transferred = f.transferred, abandoned = f.abandoned, opted_out = f.opted_out,
        attempts_made = t.attempts_made + case when f.late then 0 else 1 end,
        due_at = coalesce(f.retry_at, t.due_at), last_attempt_at = f.originated_at, changed_at = f.ended_at,
        billed_seconds = t.billed_seconds + f.billed_seconds, charged_micros = t.charged_micros + f.charged_micros,
        sip_status = f.sip_status, keys = nullif(f.keys, ''), seat_id = f.seat_id
      from fresh f where (t.tenant_id, t.id) = (f.tenant_id, f.target_id)
    ), counted as (
      update task_counters c set
        attempts = c.attempts + n.attempts, leased = c.leased - n.attempts, waiting = c.waiting + n.waiting, done = c.done + n.done,
        answered = c.answered + n.answered, busy = c.busy + n.busy, no_answer = c.no_answer + n.no_answer, failed = c.failed + n.failed,
        unknown = c.unknown + n.unknown, transferred = c.transferred + n.transferred, abandoned = c.abandoned + n.abandoned,
        opted_out = c.opted_out + n.opted_out, billed_seconds = c.billed_seconds + n.billed_seconds,
        charged_micros = c.charged_micros + n.charged_micros
      from (
        ${countsOf(tx)}
      ) n where (c.tenant_id, c.task_id) = (n.tenant_id, n.task_id)
    ), barred as (
      insert into black_list (tenant_id, number, reason, source)
        select distinct tenant_id, number, 'opt_out', 'task ' || task_id from fresh where opted_out
        on conflict (tenant_id, number) do nothing
    ), callee_legs as (
      insert into cdrs (tenant_id, attempt_id, leg, task_id, number, caller_number, trunk_id, seat_id, result, sip_status, cause, originated_at,
          answered_at, ended_at, ring_seconds, billed_seconds, reason)
        select tenant_id, attempt_id, 'callee', task_id, number, caller_number, trunk_id, null, result, sip_status, cause, originated_at,
          answered_at, ended_at, greatest(0, extract(epoch from coalesce(answered_at, ended_at) - originated_at))::int, billed_seconds, reason
        from fresh where result <> 'unknown'
        on conflict (tenant_id, attempt_id, leg) where leg = 'callee' do nothing
    )
    select pg_notify('task_progress', json_build_object('tenantId', tenant_id, 'taskId', task_id)::text)
    from (select distinct tenant_id, task_id from fresh) t`;
  await recordSeatLegs(tx, batch);
}

/** What the fresh outcomes add to the counters of each task. */
function countsOf({ sql }: PlatformTx) {
  return sql`
    select f.tenant_id, f.task_id,
      count(*) filter (where not late)::int attempts,
      (count(*) filter (where not late and not final) - count(*) filter (where late and final and target_state = 'waiting'))::int waiting,
      count(*) filter (where final and (not late or target_state = 'waiting'))::int done,
      count(*) filter (where result = 'answered' and final)::int answered,
      count(*) filter (where result = 'busy' and final)::int busy,
      count(*) filter (where result = 'no_answer' and final)::int no_answer,
      count(*) filter (where result = 'failed' and final)::int failed,
      (count(*) filter (where result = 'unknown' and final) - count(*) filter (where late and target_state = 'done'))::int unknown,
      count(*) filter (where transferred)::int transferred, count(*) filter (where abandoned)::int abandoned,
      count(*) filter (where opted_out)::int opted_out,
      sum(billed_seconds)::bigint billed_seconds, sum(charged_micros)::bigint charged_micros
    from fresh f group by 1, 2`;
}

/** The batch as rows, in the names that the record uses. */
function rowsOf({ sql }: PlatformTx, batch: readonly FinishedAttempt[]) {
  const iso = (at: Date | undefined) => at?.toISOString() ?? null;
  const seconds = (call: FinishedAttempt) =>
    call.answeredAt === undefined
      ? 0
      : Math.max(0, Math.ceil((call.endedAt.getTime() - call.answeredAt.getTime()) / 1000));
  return sql`
  select * from unnest(
    ${batch.map((c) => c.tenantId)}::uuid[], ${batch.map((c) => c.attemptId)}::uuid[], ${batch.map((c) => c.taskId)}::uuid[],
    ${batch.map((c) => c.targetId)}::uuid[], ${batch.map((c) => c.number)}::text[], ${batch.map((c) => c.callerNumber)}::text[],
    ${batch.map((c) => c.trunkId)}::uuid[], ${batch.map((c) => c.result)}::text[], ${batch.map((c) => c.reason ?? null)}::text[],
    ${batch.map((c) => c.sipStatus ?? null)}::smallint[], ${batch.map((c) => c.cause ?? null)}::smallint[],
    ${batch.map((c) => iso(c.originatedAt))}::timestamptz[], ${batch.map((c) => iso(c.answeredAt))}::timestamptz[],
    ${batch.map((c) => iso(c.endedAt))}::timestamptz[], ${batch.map((c) => c.keys)}::text[],
    ${batch.map((c) => String(c.transferred))}::text[]::bool[], ${batch.map((c) => String(c.abandoned))}::text[]::bool[], ${batch.map((c) => String(c.optedOut))}::text[]::bool[],
    ${batch.map((c) => c.seatLeg?.seatId ?? null)}::uuid[], ${batch.map(seconds)}::int[],
    ${batch.map((c) => String(c.charges[0]?.amountMicros ?? 0n))}::bigint[], ${batch.map((c) => iso(c.retryAt))}::timestamptz[])
  f (tenant_id, attempt_id, task_id, target_id, number, caller_number, trunk_id, result, reason, sip_status, cause, originated_at, answered_at,
    ended_at, keys, transferred, abandoned, opted_out, seat_id, billed_seconds, charged_micros, retry_at)`;
}

async function recordSeatLegs(tx: PlatformTx, batch: readonly FinishedAttempt[]): Promise<void> {
  const legs = batch.flatMap((call) => (call.seatLeg === undefined ? [] : [{ call, leg: call.seatLeg }]));
  if (legs.length === 0) return;
  const billed = legs.map(({ leg }) =>
    leg.answeredAt === undefined
      ? 0
      : Math.max(0, Math.ceil((leg.endedAt.getTime() - leg.answeredAt.getTime()) / 1000)),
  );
  await tx.sql`
    insert into cdrs (tenant_id, attempt_id, leg, task_id, number, caller_number, seat_id, result, cause, originated_at, answered_at, ended_at,
        ring_seconds, billed_seconds)
      select s.tenant_id, s.attempt_id, 'seat', s.task_id, s.sip_id, s.number, s.seat_id,
        case when s.answered_at is null then 'no_answer' else 'answered' end, s.cause, s.originated_at, s.answered_at, s.ended_at,
        greatest(0, extract(epoch from coalesce(s.answered_at, s.ended_at) - s.originated_at))::int, s.billed_seconds
      from unnest(${legs.map((l) => l.call.tenantId)}::uuid[], ${legs.map((l) => l.call.attemptId)}::uuid[],
        ${legs.map((l) => l.call.taskId)}::uuid[], ${legs.map((l) => l.leg.sipId)}::text[], ${legs.map((l) => l.call.number)}::text[],
        ${legs.map((l) => l.leg.seatId)}::uuid[], ${legs.map((l) => l.leg.cause ?? null)}::smallint[],
        ${legs.map((l) => l.leg.originatedAt.toISOString())}::timestamptz[],
        ${legs.map((l) => l.leg.answeredAt?.toISOString() ?? null)}::timestamptz[],
        ${legs.map((l) => l.leg.endedAt.toISOString())}::timestamptz[], ${billed}::int[])
        s (tenant_id, attempt_id, task_id, sip_id, number, seat_id, cause, originated_at, answered_at, ended_at, billed_seconds)
      where not exists (select from cdrs c where c.tenant_id = s.tenant_id and c.attempt_id = s.attempt_id and c.leg = 'seat')`;
}
