import type { TenantTx } from '../connect/index.ts';
import { DomainError, type FieldError } from '../errors.ts';
import { recordAudit } from '../tenancy/index.ts';

export interface NewTask {
  readonly name: string;
  readonly flowId: string;
  /** The number to show, or a pool of them: one of the two. */
  readonly callerIdId?: string | undefined;
  readonly callerIdPoolId?: string | undefined;
  /** Percent of the queue's seats that may be called for at once; only with a queue, 100 when absent. */
  readonly sendRatioPercent?: number | undefined;
  /** Calls at once; needed without a queue, refused with one. */
  readonly channelLimit?: number | undefined;
  readonly dialIntervalMs?: number;
  readonly priority?: number;
}

const defaultSendRatioPercent = 100;

/**
 * Creates a draft that keeps the flow's current version; answers its id. Throws `not_found` for a flow or caller ID or pool that is not
 * one's own, and `invalid_input` where the limit of calls does not fit the flow.
 */
export async function createTask(tx: TenantTx, input: NewTask): Promise<string> {
  const { tenantId } = tx.actor;
  const [flow] = await tx.sql<{ version: number; queueId: string | null }[]>`
    select v.version, v.queue_id as "queueId"
    from flows f join flow_versions v on (v.tenant_id, v.flow_id, v.version) = (f.tenant_id, f.id, f.current_version)
    where f.tenant_id = ${tenantId} and f.id = ${input.flowId} and f.retired_at is null for share of f`;
  if (flow === undefined) throw new DomainError('not_found');
  if ((input.callerIdId === undefined) === (input.callerIdPoolId === undefined))
    throw wrong({ field: 'callerIdId', code: 'required', message: 'a number to show, or a pool of them' });
  const limits = limitsOf(input, flow.queueId !== null);
  const [{ id }] = await tx.sql<[{ id: string }]>`
    insert into tasks (tenant_id, name, flow_id, flow_version, caller_id_id, caller_id_pool_id, send_ratio_percent, channel_limit, dial_interval_ms, priority)
    values (${tenantId}, ${input.name}, ${input.flowId}, ${flow.version}, ${input.callerIdId ?? null}, ${input.callerIdPoolId ?? null}, ${limits.sendRatioPercent},
      ${limits.channelLimit}, ${input.dialIntervalMs ?? 0}, ${input.priority ?? 100})
    returning id`;
  await tx.sql`insert into task_counters (tenant_id, task_id) values (${tenantId}, ${id})`;
  await recordAudit(tx, {
    tenantId,
    action: 'task.create',
    subjectType: 'task',
    subjectId: id,
    details: { name: input.name },
  });
  return id;
}

/** Seats set the pace where there are any; where there are none, a plain number of channels does. */
function limitsOf({ sendRatioPercent, channelLimit }: NewTask, hasQueue: boolean) {
  if (hasQueue) {
    if (channelLimit !== undefined)
      throw wrong({ field: 'channelLimit', code: 'not_allowed', message: 'the seats of the flow set the pace' });
    return { sendRatioPercent: sendRatioPercent ?? defaultSendRatioPercent, channelLimit: null };
  }
  if (sendRatioPercent !== undefined)
    throw wrong({ field: 'sendRatioPercent', code: 'not_allowed', message: 'the flow has no seats' });
  if (channelLimit === undefined)
    throw wrong({
      field: 'channelLimit',
      code: 'required',
      message: 'the flow has no seats: say how many calls at once',
    });
  return { sendRatioPercent: null, channelLimit };
}

function wrong(field: FieldError): DomainError {
  return new DomainError('invalid_input', field.message, [field]);
}
