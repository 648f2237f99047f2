import type { TenantTx } from '../connect/index.ts';
import type { TaskState } from './task-state.ts';

/** What happened to a task's targets so far, kept with the outcomes; and the worker's live figures. */
export interface TaskCounts {
  readonly total: number;
  readonly waiting: number;
  readonly ringing: number;
  readonly talking: number;
  readonly waitingForSeat: number;
  readonly answered: number;
  readonly transferred: number;
  readonly abandoned: number;
  readonly optedOut: number;
  readonly busy: number;
  readonly noAnswer: number;
  readonly failed: number;
  readonly unknown: number;
  readonly skipped: number;
  readonly attempts: number;
  readonly chargedMicros: bigint;
  readonly billedSeconds: bigint;
  readonly duplicates: number;
  readonly invalid: number;
  readonly overLimit: number;
}

export interface TaskView extends TaskCounts {
  readonly id: string;
  readonly name: string;
  readonly type: 'broadcast';
  readonly state: TaskState;
  readonly stateReason: string | null;
  readonly priority: number;
  readonly flowId: string;
  readonly flowName: string;
  readonly flowVersion: number;
  /** The number that it shows; null where it shows those of a pool. */
  readonly callerIdId: string | null;
  readonly callerNumber: string | null;
  readonly callerIdPoolId: string | null;
  readonly callerIdPoolName: string | null;
  /** How many numbers that pool has, and how many of them may be shown now. */
  readonly poolNumbers: number;
  readonly poolApproved: number;
  readonly sendRatioPercent: number | null;
  readonly channelLimit: number | null;
  readonly dialIntervalMs: number;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
}

/** Tasks of the current tenant as its pages show them; `rest` goes on after the tenant's predicate and may name `k`. */
export function selectTasks(tx: TenantTx, rest: ReturnType<TenantTx['sql']>): Promise<TaskView[]> {
  return tx.sql<TaskView[]>`
    select k.id, k.name, k.type, k.state, k.state_reason as "stateReason", k.priority, k.flow_id as "flowId", f.name as "flowName",
      k.flow_version as "flowVersion", k.caller_id_id as "callerIdId", i.number as "callerNumber",
      k.caller_id_pool_id as "callerIdPoolId", p.name as "callerIdPoolName", m.numbers as "poolNumbers", m.approved as "poolApproved",
      k.send_ratio_percent as "sendRatioPercent", k.channel_limit as "channelLimit", k.dial_interval_ms as "dialIntervalMs",
      k.created_at as "createdAt", k.started_at as "startedAt", k.ended_at as "endedAt",
      c.total, c.waiting, c.ringing, c.talking, c.waiting_for_seat as "waitingForSeat", c.answered, c.transferred, c.abandoned,
      c.opted_out as "optedOut", c.busy, c.no_answer as "noAnswer", c.failed, c.unknown, c.skipped, c.attempts,
      c.charged_micros as "chargedMicros", c.billed_seconds as "billedSeconds", c.duplicates, c.invalid, c.over_limit as "overLimit"
    from tasks k join task_counters c on (c.tenant_id, c.task_id) = (k.tenant_id, k.id)
      join flows f on (f.tenant_id, f.id) = (k.tenant_id, k.flow_id)
      left join caller_ids i on (i.tenant_id, i.id) = (k.tenant_id, k.caller_id_id)
      left join caller_id_pools p on (p.tenant_id, p.id) = (k.tenant_id, k.caller_id_pool_id)
      cross join lateral (
        select count(*)::int numbers, count(*) filter (where a.state = 'approved' and a.approved_until > now())::int approved
        from caller_id_pool_members l join caller_ids a on (a.tenant_id, a.id) = (l.tenant_id, l.caller_id_id)
        where (l.tenant_id, l.pool_id) = (k.tenant_id, k.caller_id_pool_id)) m
    where k.tenant_id = ${tx.actor.tenantId} ${rest}`;
}
