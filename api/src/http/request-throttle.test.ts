import { startTestApi, type TestApi, type TestClient } from '@yunhu/tests/api';
import { createTestTenant } from '@yunhu/tests/customer';
import { afterEach, expect, test } from 'vitest';

let api: TestApi;

afterEach(() => api.stop());

const statuses = async (client: TestClient, times: number, headers: Record<string, string> = {}) => {
  const answers = await Promise.all(
    Array.from({ length: times }, () => client.send('GET', '/v1/menu', undefined, headers)),
  );
  return answers.map(({ status }) => status).sort((a, b) => a - b);
};

test('one person is slowed down without anybody else, by whatever session, and told for how long', async () => {
  api = await startTestApi({ requestLimits: { perPerson: 10, perNetwork: 0 } });
  const operator = await api.logIn('operator');
  const { client } = await createTestTenant(api, operator, { kind: 'agent', name: 'North', loginName: 'north' });
  const again = await api.logIn('north');
  expect(await statuses(client, 6)).toEqual(Array(6).fill(200));
  expect(await statuses(again, 6)).toEqual([200, 200, 200, 200, 429, 429]);
  const refused = await client.get('/v1/menu');
  expect(refused).toMatchObject({ status: 429, body: { code: 'throttled' } });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await operator.get('/v1/menu')).status).toBe(200);
});

test('a network is slowed down as a whole, signed in or not; behind a proxy each address for itself', async () => {
  api = await startTestApi({ requestLimits: { perPerson: 0, perNetwork: 5 }, trustedProxies: 1 });
  const from = (address: string) => ({ 'x-forwarded-for': address });
  expect(await statuses(api.anonymous, 7, from('192.0.2.1'))).toEqual([401, 401, 401, 401, 401, 429, 429]);
  expect(await statuses(api.anonymous, 1, from('192.0.2.2'))).toEqual([401]);
  // A whole /64 is one customer's; what stands before the proxy's own word is not believed.
  await statuses(api.anonymous, 5, from('2001:db8:1:2::1'));
  expect(await statuses(api.anonymous, 1, from('203.0.113.9, 2001:db8:1:2:ffff::9'))).toEqual([429]);
});
