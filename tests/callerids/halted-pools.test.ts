import { callerIdPool } from '@yunhu/api/schemas';
import { createCallerId } from '@yunhu/db/callerids';
import { revokeCallerId } from '@yunhu/db/tasks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApi, type TestApi } from '../setup/api.ts';
import { createTestTenant, equipCustomer } from '../setup/customer.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());

/** A running task that shows two numbers, approved until these moments. */
async function running(name: string, untils: readonly [string, string]) {
  const operator = await api.logIn('operator');
  const settings = { kind: 'customer', pricePerBlock: '0.2', money: '10' } as const;
  const { id: tenantId, client } = await createTestTenant(api, operator, { ...settings, name, loginName: name });
  const { flowId } = await equipCustomer(api, tenantId, { name: 'Kit', queue: false });
  const callerIdIds: string[] = [];
  for (const [i, until] of untils.entries()) {
    const number = `+861390000000${i}`;
    const id = await api.database.withTenant({ tenantId }, (tx) => createCallerId(tx, { number }));
    await api.behind`update caller_ids set state = 'approved', approved_until = ${until} where id = ${id}`;
    callerIdIds.push(id);
  }
  const pool = (await client.post('/v1/caller-id-pools', { name: 'Both', callerIdIds })).as(callerIdPool);
  const task = { name: 'T', flowId, callerIdPoolId: pool.id, channelLimit: 5 };
  const { id: taskId } = (await client.post('/v1/tasks', task)).body as { id: string };
  await client.post(`/v1/tasks/${taskId}/lists?fileName=a.txt`, '13800000001\n');
  expect((await client.post(`/v1/tasks/${taskId}/start`)).status).toBe(200);
  return { callerIdIds, taskId };
}

test('a task goes on with the other number of its pool while that is approved at the moment of the revocation, and no longer', async () => {
  const at = new Date('2090-06-30T00:00:00Z');
  const [over, lasting] = ['2090-06-29T00:00:00Z', '2090-07-01T00:00:00Z'];
  for (const [name, other, state] of [
    ['over', over, 'paused'],
    ['lasting', lasting, 'running'],
  ] as const) {
    const { callerIdIds, taskId } = await running(name, [lasting, other]);
    await api.database.withPlatform('test', (tx) =>
      revokeCallerId(tx, { tenantId: api.operatorId }, { callerIdId: callerIdIds[0] ?? '', reason: 'r' }, at),
    );
    expect(await api.behind`select state from tasks where id = ${taskId}`).toEqual([{ state }]);
  }
});
