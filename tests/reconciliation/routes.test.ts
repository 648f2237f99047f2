// The operator's routes to the proof and to carriers' files; nobody else's.
import { randomUUID } from 'node:crypto';
import {
  carrierDifference,
  carrierFile,
  carrierFilePreview,
  jobBegun,
  listOf,
  pageOf,
  proofRun,
  reconciliation,
} from '@yunhu/api/schemas';
import { keepProof, proveLedger } from '@yunhu/db/reconciliation';
import { createTrunk } from '@yunhu/db/telephony';
import { systemClock } from '@yunhu/db/time';
import { silentLog } from '@yunhu/workers';
import { jobHandlers, startJobs } from '@yunhu/workers/jobs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApi, type TestApi, type TestClient } from '../setup/api.ts';
import { createTestTenant, type TestTenant } from '../setup/customer.ts';

let api: TestApi;
let operator: TestClient;
let agent: TestTenant;
let trunkId: string;

beforeAll(async () => {
  api = await startTestApi();
  operator = await api.logIn('operator');
  trunkId = await api.database.withTenant({ tenantId: api.operatorId }, (tx) =>
    createTrunk(tx, { name: 'carrier', host: 'carrier.example', port: 5060, prefixes: [''] }),
  );
  agent = await createTestTenant(api, operator, { kind: 'agent', name: 'Agent', loginName: 'agent', money: '10' });
});
afterAll(() => api.stop());

const prove = async (mode: 'full' | 'recent') => {
  const proof = await proveLedger(api.database, { mode });
  await api.database.withPlatform('test', (tx) => keepProof(tx, proof));
};

it('says of each invariant whether it is proven, and names what is not', async () => {
  const fresh = (await operator.get('/v1/reconciliation')).as(reconciliation);
  expect(fresh).toMatchObject({ state: 'unknown', recent: null, full: null });
  await prove('full');
  await prove('recent');
  const proven = (await operator.get('/v1/reconciliation')).as(reconciliation);
  expect(proven.state).toBe('proven');
  expect(proven.recent).toMatchObject({ mode: 'recent', drift: 0, broken: [] });
  const [wallet] = await api.behind<[{ id: string }]>`
    update wallets set held_micros = 5 where tenant_id = ${agent.id} returning id`;
  await prove('recent');
  const broken = (await operator.get('/v1/reconciliation')).as(reconciliation);
  expect(broken.state).toBe('drift');
  expect(broken.invariants.find((one) => one.invariant === 'holds_are_held')).toMatchObject({
    state: 'drift',
    drift: 1,
    offenders: [expect.stringContaining(wallet.id)],
  });
  await api.behind`update wallets set held_micros = 0 where tenant_id = ${agent.id}`;
  await prove('recent');
  expect((await operator.get('/v1/reconciliation')).as(reconciliation).state).toBe('proven');
});

it('lists the runs in pages, newest first', async () => {
  const first = (await operator.get('/v1/reconciliation/runs?limit=1')).as(pageOf(proofRun));
  const rest = (await operator.get(`/v1/reconciliation/runs?cursor=${first.nextCursor}`)).as(pageOf(proofRun));
  const all = (await operator.get('/v1/reconciliation/runs')).as(pageOf(proofRun));
  expect([...first.items, ...rest.items]).toEqual(all.items);
  expect(all.items.map((run) => run.startedAt)).toEqual(
    all.items
      .map((run) => run.startedAt)
      .toSorted()
      .toReversed(),
  );
});

/** Runs what was asked for, as the jobs process does, and answers how it ended. */
async function runJobs(jobId: string): Promise<string> {
  const { database, objects, behind } = api;
  const options = { database, objects, clock: systemClock, log: silentLog, runnerId: randomUUID(), atOnce: 1 };
  const jobs = await startJobs({ ...options, handlers: jobHandlers });
  const ended = async () =>
    (
      await behind<{ state: string }[]>`
    select state from jobs where id = ${jobId} and ended_at is not null`
    )[0]?.state;
  try {
    await expect.poll(ended, { timeout: 20_000 }).toBeDefined();
    return (await ended()) ?? '';
  } finally {
    await jobs.stop();
  }
}

it('proves the ledger because somebody asked, as a job', async () => {
  const { jobId } = (await operator.post('/v1/reconciliation/runs', { mode: 'full' })).as(jobBegun);
  expect(await runJobs(jobId)).toBe('done');
  const [newest] = (await operator.get('/v1/reconciliation/runs?limit=1')).as(pageOf(proofRun)).items;
  expect(newest).toMatchObject({ mode: 'full', drift: 0 });
  expect((await operator.post('/v1/reconciliation/runs', { mode: 'some' })).status).toBe(422);
});

const csv =
  '被叫号码,开始时间,通话时长,费用\n13911112222,2026-06-01 12:00:00,44,0.05\n13911113333,2026-06-01 12:00:00,4,0.05\n';
const upload = (client: TestClient, body: string, name = 'june.csv') =>
  client.fetch(`/v1/carrier-files?fileName=${encodeURIComponent(name)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body,
  });

it('takes a file, suggests how to read it, matches it as a job, and lists what differs', async () => {
  const answer = await upload(operator, csv, '六月.csv');
  expect(answer.status).toBe(201);
  const file = carrierFile.parse(await answer.json());
  expect(file).toMatchObject({ fileName: '六月.csv', summary: null, settings: null });
  const preview = (await operator.get(`/v1/carrier-files/${file.id}/preview`)).as(carrierFilePreview);
  expect(preview).toMatchObject({
    head: ['被叫号码', '开始时间', '通话时长', '费用'],
    suggested: {
      numberColumn: 0,
      startedAtColumn: 1,
      secondsColumn: 2,
      amountColumn: 3,
      trunkId,
      timeZone: 'Asia/Shanghai',
    },
    trunks: [{ id: trunkId, name: 'carrier' }],
  });
  expect(preview.rows[0]).toEqual(['139******22', '2026-06-01 12:00:00', '44', '0.05']);

  const settings = { ...preview.suggested, durationToleranceSeconds: 2 };
  const { jobId } = (await operator.post(`/v1/carrier-files/${file.id}/match`, settings)).as(jobBegun);
  expect(await runJobs(jobId)).toBe('done');
  const matched = (await operator.get(`/v1/carrier-files/${file.id}`)).as(carrierFile);
  expect(matched.summary?.counts).toEqual({ matched: 0, onlyOurs: 0, onlyTheirs: 2, duration: 0, amount: 0 });
  expect(matched).toMatchObject({ trunk: { id: trunkId, name: 'carrier' }, jobId });

  const path = `/v1/carrier-files/${file.id}/differences`;
  const first = (await operator.get(`${path}?limit=1`)).as(pageOf(carrierDifference));
  const rest = (await operator.get(`${path}?cursor=${first.nextCursor}`)).as(pageOf(carrierDifference));
  expect([...first.items, ...rest.items].map((one) => [one.kind, one.number, one.theirSeconds])).toEqual([
    ['only_theirs', '139******22', 44],
    ['only_theirs', '139******33', 4],
  ]);
  expect((await operator.get(`${path}?kind=amount`)).as(pageOf(carrierDifference)).items).toEqual([]);

  // The next file of the same make is read as this one was.
  const second = carrierFile.parse(await (await upload(operator, csv)).json());
  const remembered = (await operator.get(`/v1/carrier-files/${second.id}/preview`)).as(carrierFilePreview);
  expect(remembered.suggested.durationToleranceSeconds).toBe(2);
  expect((await operator.get('/v1/carrier-files')).as(listOf(carrierFile)).items).toHaveLength(2);

  expect((await operator.send('DELETE', `/v1/carrier-files/${file.id}`)).status).toBe(204);
  expect((await operator.get(`/v1/carrier-files/${file.id}`)).status).toBe(404);
  expect(await api.behind`select from carrier_differences where carrier_file_id = ${file.id}`).toHaveLength(0);
});

it('refuses what is no table, an unknown trunk, zone or period, and keeps nothing of it', async () => {
  const binary = await upload(operator, '\u0000\u0001\u0002\u0003'.repeat(100));
  expect([binary.status, ((await binary.json()) as { code: string }).code]).toEqual([422, 'file_unreadable']);
  const text = await operator.send('POST', '/v1/carrier-files?fileName=x', 'called');
  expect(text.status).toBe(415);
  const [file] = (await operator.get('/v1/carrier-files')).as(listOf(carrierFile)).items;
  const path = `/v1/carrier-files/${file?.id}/match`;
  const good = {
    ...{ trunkId, numberColumn: 0, startedAtColumn: 1, secondsColumn: 2, timeZone: 'UTC' },
    ...{ startToleranceSeconds: 30, durationToleranceSeconds: 1 },
  };
  expect((await operator.post(path, { ...good, trunkId: randomUUID() })).status).toBe(404);
  expect((await operator.post(path, { ...good, rateGroupId: randomUUID() })).status).toBe(404);
  expect((await operator.post(path, { ...good, timeZone: 'Mars/Olympus' })).status).toBe(422);
  expect(
    (await operator.post(path, { ...good, from: '2026-06-02T00:00:00Z', to: '2026-06-01T00:00:00Z' })).status,
  ).toBe(422);
  expect((await operator.get('/v1/carrier-files')).as(listOf(carrierFile)).items).toHaveLength(1);
});

it('is nobody else’s: 401 without a login, 403 for an agent', async () => {
  for (const path of ['/v1/reconciliation', '/v1/reconciliation/runs', '/v1/carrier-files']) {
    expect([path, (await api.anonymous.get(path)).status, (await agent.client.get(path)).status]).toEqual([
      path,
      401,
      403,
    ]);
  }
  expect((await upload(agent.client, csv)).status).toBe(403);
});
