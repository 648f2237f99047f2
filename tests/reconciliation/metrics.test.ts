import { keepProof, proveLedger } from '@yunhu/db/reconciliation';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../setup/api.ts';

const token = 'a token of sixteen or more';
let api: TestApi;

beforeAll(async () => {
  api = await startTestApi({ metricsToken: token });
});
afterAll(() => api.stop());

const read = (authorization: string) => api.anonymous.fetch('/metrics', { headers: { authorization } });

it('is not there without a token, and closed to who does not send it', async () => {
  const without = await startTestApi();
  expect((await without.anonymous.get('/metrics')).status).toBe(404);
  await without.stop();
  expect((await api.anonymous.get('/metrics')).status).toBe(401);
  expect((await read('Bearer another token of as many')).status).toBe(401);
});

it('tells drift by invariant, holds, entries, blocked wallets and what waits; and names nobody', async () => {
  await api.behind`update wallets set held_micros = 3 where kind = 'loss'`;
  const proof = await proveLedger(api.database, { mode: 'full' });
  await api.database.withPlatform('test', (tx) => keepProof(tx, proof));
  const answer = await read(`Bearer ${token}`);
  expect(answer.status).toBe(200);
  const text = await answer.text();
  expect(text).toContain('yunhu_ledger_drift{invariant="holds_are_held",mode="full"} 1');
  expect(text).toContain('yunhu_ledger_drift{invariant="sum_is_zero",mode="full"} 0');
  expect(text).toContain('yunhu_ledger_entries_total 0');
  expect(text).toContain('yunhu_holds_open 0');
  expect(text).toContain('yunhu_alerts_open{level="critical"} 1');
  expect(text).toMatch(/yunhu_ledger_proof_age_seconds\{mode="full"\} \d/);
  expect(text).toMatch(/^yunhu_api_process_cpu_user_seconds_total /m);
  const [{ name }] = await api.behind<[{ name: string }]>`select name from tenants`;
  expect(text).not.toContain(name);
});
