import type { TenantTx } from '../connect/index.ts';
import { DomainError } from '../errors.ts';
import { parseFlowDefinition } from './flow-definition.ts';
import type { callResults, targetStates } from './tables.ts';

export interface TargetView {
  readonly id: string;
  readonly number: string;
  readonly state: (typeof targetStates)[number];
  readonly result: (typeof callResults)[number] | null;
  readonly reason: string | null;
  readonly transferred: boolean;
  readonly abandoned: boolean;
  readonly optedOut: boolean;
  readonly attempts: number;
  /** The first one and its retries. */
  readonly maxAttempts: number;
  readonly lastAttemptAt: Date | null;
  /** The sort key: microseconds since the epoch, as a Date would lose three digits. */
  readonly changedMicroseconds: bigint;
  readonly billedSeconds: number;
  readonly chargedMicros: bigint;
  readonly sipStatus: number | null;
  readonly keys: string | null;
  readonly seatName: string | null;
}

/** Targets of one task of the current tenant; `rest` goes on after the predicates and may name `t`. Throws `not_found`. */
export async function selectTargets(
  tx: TenantTx,
  taskId: string,
  rest: ReturnType<TenantTx['sql']>,
): Promise<TargetView[]> {
  const { tenantId } = tx.actor;
  const [flow] = await tx.sql<{ definition: unknown }[]>`
    select v.definition from tasks k
      join flow_versions v on (v.tenant_id, v.flow_id, v.version) = (k.tenant_id, k.flow_id, k.flow_version)
    where k.tenant_id = ${tenantId} and k.id = ${taskId}`;
  if (flow === undefined) throw new DomainError('not_found');
  const maxAttempts = parseFlowDefinition(flow.definition).retries + 1;
  return tx.sql<TargetView[]>`
    select t.id, t.number, t.state, t.result, t.reason, t.transferred, t.abandoned, t.opted_out as "optedOut",
      t.attempts_made as attempts, ${maxAttempts}::int as "maxAttempts", t.last_attempt_at as "lastAttemptAt",
      (extract(epoch from t.changed_at) * 1000000)::bigint as "changedMicroseconds", t.billed_seconds as "billedSeconds",
      t.charged_micros as "chargedMicros", t.sip_status as "sipStatus", t.keys, s.name as "seatName"
    from targets t left join seats s on (s.tenant_id, s.id) = (t.tenant_id, t.seat_id)
    where t.tenant_id = ${tenantId} and t.task_id = ${taskId} ${rest}`;
}
