// Calls that were admitted, talked and settled by the record's own verbs, at whatever rates stand above a customer.
import { randomBytes } from 'node:crypto';
import { micros, priceLevels, type Rate, type RatedLevel } from '@yunhu/db/billing';
import { type AdmissionRequest, admitAttempts, type FinishedAttempt, finishAttempts } from '@yunhu/db/calls';
import { createTrunk } from '@yunhu/db/telephony';
import type { TestApi } from './api.ts';
import type { TestTelephony } from './customer.ts';

export interface SettledCall {
  /** E.164. */
  readonly number: string;
  /** 0: not answered. */
  readonly talkMs: number;
  readonly endedAt: Date;
}

export interface CallingCustomer {
  readonly tenantId: string;
  readonly taskId: string;
  readonly telephony: TestTelephony;
}

const authorisedSeconds = 600;

/** A time-ordered id of that moment, as a worker gives attempts. */
function attemptIdAt(at: Date): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(at.getTime(), 0, 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Makes calls of a customer's task, which runs from now on; answers their attempts' ids in the same order. */
export async function makeSettledCalls(
  api: TestApi,
  { tenantId, taskId, telephony }: CallingCustomer,
  calls: readonly SettledCall[],
): Promise<string[]> {
  const { behind, database, operatorId } = api;
  const workerId = crypto.randomUUID();
  const trunkId = await trunkOf(api);
  const levels = await levelsAbove(api, tenantId);
  await behind`update tasks set state = 'running', worker_id = ${workerId}, lease_until = now() + interval '1 hour'
    where tenant_id = ${tenantId} and id = ${taskId}`;
  const targets = await behind<{ id: string }[]>`
    insert into targets (tenant_id, task_id, number, state, leased_by)
    select ${tenantId}, ${taskId}, n, 'leased', ${workerId} from unnest(${calls.map((call) => call.number)}::text[]) n returning id`;
  await behind`update task_counters set total = total + ${calls.length}, leased = leased + ${calls.length}
    where tenant_id = ${tenantId} and task_id = ${taskId}`;
  const made = calls.map((call, i) => ({
    call,
    request: {
      attemptId: attemptIdAt(new Date(call.endedAt.getTime() - call.talkMs - 5_000)),
      tenantId,
      taskId,
      targetId: targets[i]?.id ?? '',
      number: call.number,
      country: 'CN',
      premium: false,
      attemptNo: 1,
      callerIdId: telephony.callerIdId,
      trunkTenantId: operatorId,
      trunkId,
      authorisedSeconds,
      levels,
    },
  }));
  const at = new Date();
  const holdExpiresAt = new Date(at.getTime() + 3_600_000);
  const refused = await database.withPlatform('test', (tx) =>
    admitAttempts(tx, { workerId, at, holdExpiresAt, calls: made.map(({ request }) => request) }),
  );
  if (refused.size > 0) throw new Error(`refused: ${[...refused.values()].join(', ')}`);
  await database.withPlatform('test', (tx) => finishAttempts(tx, made.map(endOf)));
  return made.map(({ request }) => request.attemptId);
}

interface MadeCall {
  readonly call: SettledCall;
  readonly request: AdmissionRequest;
}

function endOf({ call: { talkMs, endedAt }, request }: MadeCall): FinishedAttempt {
  const isAnswered = talkMs > 0;
  return {
    ...request,
    callerNumber: '+864008823823',
    result: isAnswered ? 'answered' : 'no_answer',
    sipStatus: isAnswered ? 200 : 480,
    cause: isAnswered ? 16 : 19,
    originatedAt: new Date(endedAt.getTime() - talkMs - 4_000),
    ...(isAnswered ? { answeredAt: new Date(endedAt.getTime() - talkMs) } : {}),
    endedAt,
    keys: isAnswered ? '1' : '',
    transferred: false,
    abandoned: false,
    optedOut: false,
    charges: isAnswered ? priceLevels(request.levels, talkMs) : [],
    overrunMicros: 0n,
  };
}

async function trunkOf({ behind, database, operatorId }: TestApi): Promise<string> {
  const [known] = await behind<{ id: string }[]>`select id from trunks limit 1`;
  if (known !== undefined) return known.id;
  return database.withTenant({ tenantId: operatorId }, (tx) =>
    createTrunk(tx, { name: 'carrier', host: 'carrier.example', port: 5060, prefixes: [''] }),
  );
}

interface RateRow {
  readonly payer: string;
  readonly payee: string;
  readonly id: string;
  readonly rate_group_id: string;
  readonly prefix: string;
  readonly block_seconds: number;
  readonly price: string;
  readonly first_block_seconds: number | null;
  readonly first_price: string | null;
  readonly fee: string;
  readonly grace_seconds: number;
  readonly minimum: string;
}

/** The first rate of what each level buys at. */
async function levelsAbove({ behind }: TestApi, tenantId: string): Promise<RatedLevel[]> {
  const rows = await behind<RateRow[]>`
    select distinct on (c.depth) t.id payer, t.parent_id payee, r.id, r.rate_group_id, r.prefix, r.block_seconds,
      r.price_per_block_micros::text price, r.first_block_seconds, r.first_block_price_micros::text first_price,
      r.connection_fee_micros::text fee, r.grace_seconds, r.minimum_charge_micros::text minimum
    from tenant_closure c join tenants t on t.id = c.ancestor join rate_assignments a on a.tenant_id = t.id
      join rates r on r.rate_group_id = a.rate_group_id
    where c.descendant = ${tenantId} order by c.depth, length(r.prefix) desc`;
  return rows.map((row) => ({ payerTenantId: row.payer, payeeTenantId: row.payee, rate: rateOf(row) }));
}

function rateOf(row: RateRow): Rate {
  return {
    id: row.id,
    rateGroupId: row.rate_group_id,
    prefix: row.prefix,
    blockSeconds: row.block_seconds,
    pricePerBlockMicros: micros(row.price),
    firstBlockSeconds: row.first_block_seconds,
    firstBlockPriceMicros: row.first_price === null ? null : micros(row.first_price),
    connectionFeeMicros: micros(row.fee),
    graceSeconds: row.grace_seconds,
    minimumChargeMicros: micros(row.minimum),
    effectiveFromMs: -Infinity,
    effectiveUntilMs: Infinity,
  };
}
