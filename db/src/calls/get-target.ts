import type { TenantTx } from '../connect/index.ts';
import { DomainError } from '../errors.ts';
import { callResults, selectTargets, type TargetView } from '../tasks/index.ts';
import type { attemptStates } from './tables.ts';

export interface AttemptView {
  readonly id: string;
  readonly attemptNo: number;
  readonly state: (typeof attemptStates)[number];
  readonly result: (typeof callResults)[number] | null;
  readonly transferred: boolean;
  readonly abandoned: boolean;
  readonly optedOut: boolean;
  readonly sipStatus: number | null;
  /** Q.850 */
  readonly cause: number | null;
  readonly originatedAt: Date | null;
  readonly answeredAt: Date | null;
  readonly endedAt: Date | null;
  /** From the CDR; null while the call lives. */
  readonly ringSeconds: number | null;
  readonly billedSeconds: number;
  readonly chargedMicros: bigint;
  /** Its name, for the tenant that owns it; row-level security hides it from everybody else. */
  readonly trunk: string | null;
  readonly keys: string | null;
  readonly seatName: string | null;
}

/** A target of a task with its attempts, the first one first. Throws `not_found`. */
export async function getTarget(
  tx: TenantTx,
  taskId: string,
  targetId: string,
): Promise<{ target: TargetView; attempts: AttemptView[] }> {
  const [target] = await selectTargets(tx, taskId, tx.sql`and t.id = ${targetId}`);
  if (target === undefined) throw new DomainError('not_found');
  const attempts = await tx.sql<AttemptView[]>`
    select a.id, a.attempt_no as "attemptNo", a.state, a.result, a.transferred, a.abandoned, a.opted_out as "optedOut",
      a.sip_status as "sipStatus", a.cause, a.originated_at as "originatedAt", a.answered_at as "answeredAt", a.ended_at as "endedAt",
      c.ring_seconds as "ringSeconds", a.billed_seconds as "billedSeconds", a.charged_micros as "chargedMicros", r.name as trunk,
      a.keys, s.name as "seatName"
    from attempts a
      left join cdrs c on c.tenant_id = a.tenant_id and c.attempt_id = a.id and c.leg = 'callee'
      left join trunks r on (r.tenant_id, r.id) = (a.trunk_tenant_id, a.trunk_id)
      left join seats s on (s.tenant_id, s.id) = (a.tenant_id, a.seat_id)
    where a.tenant_id = ${tx.actor.tenantId} and a.target_id = ${targetId} order by a.attempt_no`;
  return { target, attempts };
}
