import type { CallerIdState, PoolStrategy } from '../callerids/index.ts';
import type { PlatformTx } from '../connect/index.ts';
import { type FlowDefinition, parseFlowDefinition } from './flow-definition.ts';
import type { TaskState } from './task-state.ts';
import type { TaskKey } from './worker-row.ts';

/** An approved sound, named by the hash of its bytes. */
export interface TaskAudio {
  readonly audioId: string;
  /** Where the bytes stand in the object store; null where they lie in the switch's folder alone. */
  readonly objectKey: string | null;
  readonly sha256: string;
  readonly durationMs: number;
}

/** One payer of the chain and what it buys at; without a rate group it cannot buy anything. */
export interface ChainStep {
  readonly payerTenantId: string;
  readonly payeeTenantId: string;
  readonly rateGroupId: string | null;
}

/** The seats that share a task's callers. */
export interface TaskQueue {
  readonly queueId: string;
  readonly wrapUpSeconds: number;
  readonly ringback: TaskAudio | undefined;
  /** Who is signed in; a seat without an extension cannot take a call and is not here. */
  readonly seats: readonly { readonly seatId: string; readonly sipId: string }[];
}

/** A number that a task may show. */
export interface TaskCallerId {
  readonly callerIdId: string;
  /** E.164. */
  readonly number: string;
  readonly state: CallerIdState;
  /** Milliseconds since the epoch; Infinity where it does not end. */
  readonly approvedUntilMs: number;
  /** Calls of today under it, where it is in a pool. */
  readonly callsToday: number;
  /** When it was last shown; 0 for never, or not today. Milliseconds since the epoch. */
  readonly lastShownMs: number;
}

/** Everything a worker needs to know of a task to dial it, as it stands now. */
export interface DialingTask extends TaskKey {
  readonly type: 'broadcast' | 'predictive' | 'preview';
  readonly state: TaskState;
  readonly workerId: string | null;
  readonly stateReason: string | null;
  readonly priority: number;
  readonly sendRatioPercent: number | null;
  readonly channelLimit: number | null;
  readonly dialIntervalMs: number;
  readonly flow: FlowDefinition;
  /** Undefined where it is not approved now: nobody has heard what stands there. */
  readonly audio: TaskAudio | undefined;
  /** In the order in which they take turns; one where the task names a number itself. */
  readonly callerIds: readonly TaskCallerId[];
  /** How they take turns; null where the task names one number. */
  readonly callerIdPool: { readonly strategy: PoolStrategy; readonly dailyCap: number | null } | null;
  readonly queue: TaskQueue | undefined;
  /** Customer first, up to the operator's child. */
  readonly chain: readonly ChainStep[];
  /** The tenant or somebody above it is disabled: none of its calls may go on. */
  readonly disabled: boolean;
  /** What the customer may still spend: balance − held + credit limit. */
  readonly availableMicros: bigint;
}

/** All null where no sound is named, or where it is not approved. */
interface SoundColumns {
  readonly audioId: string | null;
  readonly objectKey: string | null;
  readonly sha256: string | null;
  readonly durationMs: number | null;
}

interface TaskRow
  extends SoundColumns, Omit<DialingTask, 'disabled' | 'flow' | 'audio' | 'queue' | 'chain' | 'callerIds'> {
  readonly definition: unknown;
  readonly queueId: string | null;
}

interface QueueRow extends SoundColumns {
  readonly queueId: string;
  readonly wrapUpSeconds: number;
}

/** Reads tasks with their flow, audio, seats, chain and money. A task that does not exist is missing from the answer. */
export async function loadDialingTasks(tx: PlatformTx, tasks: readonly TaskKey[]): Promise<DialingTask[]> {
  if (tasks.length === 0) return [];
  const rows = await readTasks(tx, tasks);
  const queueIds = [...new Set(rows.flatMap((row) => row.queueId ?? []))];
  const [queues, seats, steps, callerIds] = await Promise.all([
    readQueues(tx, queueIds),
    readSeats(tx, queueIds),
    readChains(tx, rows),
    readCallerIds(tx, rows),
  ]);
  return rows.map(({ definition, audioId, objectKey, sha256, durationMs, queueId, ...row }) => {
    const queue = queues.find((q) => q.queueId === queueId);
    const chain = steps.filter((step) => step.tenantId === row.tenantId && step.type === row.type);
    return {
      ...row,
      flow: parseFlowDefinition(definition),
      audio: soundOf({ audioId, objectKey, sha256, durationMs }),
      queue: queue && {
        queueId: queue.queueId,
        wrapUpSeconds: queue.wrapUpSeconds,
        ringback: soundOf(queue),
        seats: seats.filter((seat) => seat.queueId === queueId),
      },
      callerIds: callerIds.filter((callerId) => callerId.taskId === row.taskId),
      chain,
      disabled: chain.some((step) => step.disabled),
    };
  });
}

function soundOf({ audioId, objectKey, sha256, durationMs }: SoundColumns): TaskAudio | undefined {
  if (audioId === null || sha256 === null || durationMs === null) return undefined;
  return { audioId, objectKey, sha256, durationMs };
}

function readTasks(tx: PlatformTx, tasks: readonly TaskKey[]): Promise<TaskRow[]> {
  return tx.sql<TaskRow[]>`
    select k.tenant_id as "tenantId", k.id as "taskId", k.type, k.state, k.worker_id as "workerId", k.state_reason as "stateReason", k.priority,
      k.send_ratio_percent as "sendRatioPercent", k.channel_limit as "channelLimit", k.dial_interval_ms as "dialIntervalMs",
      f.definition, f.queue_id as "queueId", a.id as "audioId", a.ulaw_object_key as "objectKey", a.sha256,
      a.duration_ms as "durationMs",
      case when p.id is not null then jsonb_build_object('strategy', p.strategy, 'dailyCap', p.daily_cap) end as "callerIdPool",
      w.balance_micros - w.held_micros + w.credit_limit_micros as "availableMicros"
    from unnest(${tasks.map((t) => t.tenantId)}::uuid[], ${tasks.map((t) => t.taskId)}::uuid[]) x (tenant_id, id)
      join tasks k on (k.tenant_id, k.id) = (x.tenant_id, x.id)
      join flow_versions f on (f.tenant_id, f.flow_id, f.version) = (k.tenant_id, k.flow_id, k.flow_version)
      left join audio a on (a.tenant_id, a.id) = (f.tenant_id, f.audio_id) and a.state = 'approved'
      left join caller_id_pools p on (p.tenant_id, p.id) = (k.tenant_id, k.caller_id_pool_id)
      join wallets w on w.tenant_id = k.tenant_id and w.kind = 'main'`;
}

function readQueues(tx: PlatformTx, queueIds: readonly string[]): Promise<QueueRow[]> {
  return tx.sql<QueueRow[]>`
    select q.id as "queueId", q.wrap_up_seconds as "wrapUpSeconds", a.id as "audioId", a.ulaw_object_key as "objectKey", a.sha256,
      a.duration_ms as "durationMs"
    from queues q left join audio a on (a.tenant_id, a.id) = (q.tenant_id, q.ringback_audio_id) and a.state = 'approved'
    where q.id = any (${queueIds}::uuid[])`;
}

function readSeats(tx: PlatformTx, queueIds: readonly string[]) {
  return tx.sql<{ queueId: string; seatId: string; sipId: string }[]>`
    select q.queue_id as "queueId", s.id as "seatId", e.sip_id as "sipId"
    from queue_seats q join seats s on (s.tenant_id, s.id) = (q.tenant_id, q.seat_id)
      join extensions e on (e.tenant_id, e.id) = (s.tenant_id, s.extension_id)
    where q.queue_id = any (${queueIds}::uuid[]) and e.enabled and s.state not in ('offline', 'paused')
    order by q.position, s.id`;
}

/** What each level buys at for a task of the type, else for any. */
function readChains(tx: PlatformTx, tasks: readonly Pick<TaskRow, 'tenantId' | 'type'>[]) {
  return tx.sql<(ChainStep & { tenantId: string; type: string; disabled: boolean })[]>`
    select c.descendant as "tenantId", k.type, t.id as "payerTenantId", t.parent_id as "payeeTenantId", t.state = 'disabled' as disabled,
      rate_group_bought(t.id, k.type) as "rateGroupId"
    from (select distinct * from unnest(${tasks.map((k) => k.tenantId)}::uuid[], ${tasks.map((k) => k.type)}::text[]) x (tenant_id, type)) k
      join tenant_closure c on c.descendant = k.tenant_id join tenants t on t.id = c.ancestor
    where t.parent_id is not null
    order by c.descendant, k.type, c.depth`;
}

/** The numbers of each task, its own one or those of its pool, whatever became of their approval. */
function readCallerIds(tx: PlatformTx, tasks: readonly TaskKey[]) {
  return tx.sql<(TaskCallerId & { taskId: string })[]>`
    select k.id as "taskId", c.id as "callerIdId", c.number, c.state,
      case when isfinite(c.approved_until) then extract(epoch from c.approved_until) * 1000 else 'Infinity' end::float8 as "approvedUntilMs",
      coalesce(d.calls, 0) as "callsToday", coalesce(extract(epoch from d.last_at) * 1000, 0)::float8 as "lastShownMs"
    from unnest(${tasks.map((t) => t.tenantId)}::uuid[], ${tasks.map((t) => t.taskId)}::uuid[]) x (tenant_id, id)
      join tasks k on (k.tenant_id, k.id) = (x.tenant_id, x.id)
      join tenants t on t.id = k.tenant_id
      left join caller_id_pool_members m on (m.tenant_id, m.pool_id) = (k.tenant_id, k.caller_id_pool_id)
      join caller_ids c on c.tenant_id = k.tenant_id and c.id = coalesce(k.caller_id_id, m.caller_id_id)
      left join caller_id_days d on (d.tenant_id, d.caller_id_id, d.day) = (c.tenant_id, c.id, (now() at time zone t.time_zone)::date)
    order by k.id, m.position, c.id`;
}
