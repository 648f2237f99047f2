import { randomUUID } from 'node:crypto';
import {
  type Micros,
  micros,
  type PricedLevel,
  priceLevels,
  type Rate,
  type RatedLevel,
  holdsForLevels,
} from '@yunhu/db/billing';
import type { AdmissionRequest, FinishedAttempt } from '@yunhu/db/calls';
import postgres from 'postgres';
import type { CustomerIds, Hierarchy } from './hierarchy.ts';

/** What a test needs to make calls of one customer. */
export interface CallMaker {
  readonly customer: CustomerIds;
  readonly levels: readonly RatedLevel[];
  /** A request for a leased target. */
  request(target: LeasedTarget, authorisedSeconds: number): AdmissionRequest;
  /** The end of that request, answered for so many seconds, or not answered where 0. */
  finished(request: AdmissionRequest, talkSeconds: number): FinishedAttempt;
}

export interface LeasedTarget {
  readonly id: string;
  readonly number: string;
  readonly attemptNo: number;
}

const answeredAt = new Date('2026-06-01T04:00:00Z');

/** Reads the chain's rates as they stand in the database. */
export async function callMaker(superuserUrl: string, hierarchy: Hierarchy, customer: CustomerIds): Promise<CallMaker> {
  const payers = [customer.tenantId, hierarchy.subAgentId, hierarchy.agentId];
  const payees = [hierarchy.subAgentId, hierarchy.agentId, hierarchy.operatorId];
  const sql = postgres(superuserUrl, { max: 1, types: { bigint: postgres.BigInt } });
  const levels: RatedLevel[] = [];
  for (const [i, payerTenantId] of payers.entries()) {
    const [rate] = await sql<{ id: string; rate_group_id: string; price: bigint }[]>`
      select r.id, r.rate_group_id, r.price_per_block_micros price from rates r join rate_assignments a on a.rate_group_id = r.rate_group_id
      where a.tenant_id = ${payerTenantId}`;
    if (rate === undefined) throw new Error('the hierarchy has no rate');
    levels.push({
      payerTenantId,
      payeeTenantId: payees[i] ?? '',
      rate: blockRate(rate.id, rate.rate_group_id, micros(rate.price)),
    });
  }
  await sql.end();
  return {
    customer,
    levels,
    request: (target, authorisedSeconds) => ({
      attemptId: randomUUID(),
      tenantId: customer.tenantId,
      taskId: customer.taskId,
      targetId: target.id,
      number: target.number,
      attemptNo: target.attemptNo,
      callerIdId: customer.callerIdId,
      trunkTenantId: hierarchy.operatorId,
      trunkId: hierarchy.trunkId,
      authorisedSeconds,
      holds: holdsForLevels(levels, authorisedSeconds),
    }),
    finished: (request, talkSeconds) => ({
      ...request,
      callerNumber: '+864008823823',
      result: talkSeconds > 0 ? 'answered' : 'no_answer',
      originatedAt: new Date(answeredAt.getTime() - 3000),
      ...(talkSeconds > 0 ? { answeredAt } : {}),
      endedAt: new Date(answeredAt.getTime() + talkSeconds * 1000),
      keys: '',
      transferred: false,
      abandoned: false,
      optedOut: false,
      charges: talkSeconds > 0 ? (priceLevels(levels, talkSeconds * 1000) as PricedLevel[]) : [],
      overrunMicros: 0n,
    }),
  };
}

function blockRate(id: string, rateGroupId: string, pricePerBlockMicros: Micros): Rate {
  return {
    id,
    rateGroupId,
    prefix: '86',
    blockSeconds: 60,
    pricePerBlockMicros,
    firstBlockSeconds: null,
    firstBlockPriceMicros: null,
    connectionFeeMicros: micros(0),
    graceSeconds: 0,
    minimumChargeMicros: micros(0),
    effectiveFromMs: -Infinity,
    effectiveUntilMs: Infinity,
  };
}

/** Starts the customer's task under a worker and leases so many fresh targets to it. */
export async function leaseFreshTargets(
  superuserUrl: string,
  customer: CustomerIds,
  workerId: string,
  count: number,
): Promise<LeasedTarget[]> {
  const sql = postgres(superuserUrl, { max: 1 });
  try {
    return await sql.begin(async (tx) => {
      await tx`update tasks set state = 'running', worker_id = ${workerId}, lease_until = now() + interval '1 hour'
        where tenant_id = ${customer.tenantId} and id = ${customer.taskId}`;
      const rows = await tx<{ id: string; number: string }[]>`
        insert into targets (tenant_id, task_id, number, state, leased_by)
        select ${customer.tenantId}, ${customer.taskId}, '+86' || (13800000000 + (select count(*) from targets where tenant_id = ${customer.tenantId}) + n),
          'leased', ${workerId} from generate_series(1, ${count}) n returning id, number`;
      await tx`update task_counters set total = total + ${count}, leased = leased + ${count}
        where tenant_id = ${customer.tenantId} and task_id = ${customer.taskId}`;
      return rows.map((row) => ({ ...row, attemptNo: 1 }));
    });
  } finally {
    await sql.end();
  }
}
