// What a customer needs before it can call, made by the record's own verbs; approvals are given behind the curtain.
import { rateGroup, tenant, transferResult } from '@yunhu/api/schemas';
import { createAudio } from '@yunhu/db/audio';
import { createCallerId } from '@yunhu/db/callerids';
import { createFlow, type FlowDefinitionInput } from '@yunhu/db/tasks';
import { createExtension, createQueue, createSeat } from '@yunhu/db/telephony';
import { type TestApi, type TestClient, testPassword } from './api.ts';

export interface TestTenant {
  readonly id: string;
  readonly client: TestClient;
}

/** Creates a tenant below whoever `parent` signs in, with a price and money where it is told to; and logs its administrator in. */
export async function createTestTenant(
  api: TestApi,
  parent: TestClient,
  input: { kind: 'agent' | 'customer'; name: string; loginName: string; pricePerBlock?: string; money?: string },
): Promise<TestTenant> {
  const { kind, name, loginName, pricePerBlock, money } = input;
  const created = await parent.post('/v1/tenants', { kind, name, loginName, password: testPassword });
  const { id } = created.as(tenant);
  if (pricePerBlock !== undefined) {
    const rates = [{ prefix: '86', destination: 'China', blockSeconds: 60, pricePerBlock }];
    const group = await parent.post('/v1/rate-groups', { name: `Prices for ${name}`, rates });
    const assigned = await parent.send('PUT', `/v1/tenants/${id}/rate-group`, { rateGroupId: group.as(rateGroup).id });
    assigned.as(tenant);
  }
  if (money !== undefined) {
    const moved = await parent.post(
      `/v1/tenants/${id}/top-ups`,
      { amount: money },
      { 'idempotency-key': `first-${id}` },
    );
    moved.as(transferResult);
  }
  return { id, client: await api.logIn(loginName) };
}

export interface TestTelephony {
  readonly callerIdId: string;
  readonly audioId: string;
  readonly flowId: string;
  readonly queueId: string;
  readonly seatId: string;
}

/** An approved caller ID and audio, a queue with one seat, and a flow that transfers to it (or, without a queue, only plays). */
export async function equipCustomer(
  { database, behind }: TestApi,
  tenantId: string,
  {
    name,
    number = '+864008823823',
    queue = true,
    flow = {},
  }: {
    name: string;
    number?: string;
    queue?: boolean;
    flow?: FlowDefinitionInput;
  },
): Promise<TestTelephony> {
  const made = await database.withTenant({ tenantId }, async (tx) => {
    const callerIdId = await createCallerId(tx, { number });
    const audioId = await createAudio(tx, { name, kind: 'outbound', sha256: 'a'.repeat(64), durationMs: 3000 });
    const { id: extensionId } = await createExtension(tx, { number: '8001', password: 'extension' });
    const seatId = await createSeat(tx, { name, extensionId });
    const queueId = await createQueue(tx, { name, seatIds: [seatId] });
    const flowId = await createFlow(tx, {
      name,
      audioId,
      queueId: queue ? queueId : undefined,
      definition: { keys: queue ? { '1': 'transfer', '9': 'opt_out' } : { '9': 'opt_out' }, retries: 1, ...flow },
    });
    return { callerIdId, audioId, flowId, queueId, seatId };
  });
  await behind`update caller_ids set state = 'approved', approved_until = '2999-12-31' where id = ${made.callerIdId}`;
  await behind`update audio set state = 'approved' where id = ${made.audioId}`;
  return made;
}
