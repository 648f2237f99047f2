import { listOf, pageOf } from '@yunhu/api/schemas';
import { startTestApi, type TestApi, type TestClient } from '@yunhu/tests/api';
import { createTestTenant, equipCustomer, type TestTelephony, type TestTenant } from '@yunhu/tests/customer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callerId, flow, queue } from '../telephony/schemas.ts';
import { listReport, listSummary, target, targetDetail, task } from './schemas.ts';

let api: TestApi;
let operator: TestClient;
let customer: TestTenant;
let other: TestTenant;
let kit: TestTelephony;
let othersKit: TestTelephony;
let plainFlowId: string;

beforeAll(async () => {
  api = await startTestApi();
  operator = await api.logIn('operator');
  customer = await createTestTenant(api, operator, {
    kind: 'customer',
    name: 'Bakery',
    loginName: 'bakery',
    pricePerBlock: '0.1',
    money: '5',
  });
  other = await createTestTenant(api, operator, {
    kind: 'customer',
    name: 'Butcher',
    loginName: 'butcher',
    pricePerBlock: '0.1',
    money: '5',
  });
  kit = await equipCustomer(api, customer.id, { name: 'Sales' });
  othersKit = await equipCustomer(api, other.id, { name: 'Others' });
  plainFlowId = (await equipPlain()).flowId;
});

afterAll(() => api.stop());

/** A second flow without a queue, of a customer that has all else already. */
async function equipPlain() {
  const { createFlow } = await import('@yunhu/db/tasks');
  const flowId = await api.database.withTenant({ tenantId: customer.id }, (tx) =>
    createFlow(tx, { name: 'Plain', audioId: kit.audioId, definition: { plays: 2 } }),
  );
  return { flowId };
}

const createTask = (change: object = {}, client = customer.client) =>
  client.post('/v1/tasks', { name: '秋季回访', flowId: kit.flowId, callerIdId: kit.callerIdId, ...change });
const newTask = async () => (await createTask()).as(task).id;
const upload = (taskId: string, text: string, client = customer.client) =>
  client.post(`/v1/tasks/${taskId}/lists?fileName=${encodeURIComponent('名单.txt')}`, text);
const act = (taskId: string, action: string, client = customer.client) => client.post(`/v1/tasks/${taskId}/${action}`);
/** Nobody, the customer's seller, and another customer: each is refused in the way it has to be. */
const refusals = async (send: (client: TestClient) => Promise<{ status: number }>) => [
  (await send(api.anonymous)).status,
  (await send(operator)).status,
  (await send(other.client)).status,
];

describe('telephony', () => {
  test('lists flows, caller IDs and queues with their seats', async () => {
    expect((await customer.client.get('/v1/telephony/flows')).as(listOf(flow)).items).toMatchObject([
      { name: 'Plain', plays: 2, queue: null, keys: {} },
      {
        id: kit.flowId,
        version: 1,
        audio: { id: kit.audioId, name: 'Sales', durationMs: 3000, state: 'approved' },
        keys: { '1': 'transfer', '9': 'opt_out' },
        queue: { id: kit.queueId },
        callTimeoutSeconds: 60,
        retries: 1,
      },
    ]);
    expect((await customer.client.get('/v1/telephony/caller-ids')).as(listOf(callerId)).items).toEqual([
      { id: kit.callerIdId, number: '+864008823823', display: '400 882 3823', state: 'approved' },
    ]);
    expect((await customer.client.get('/v1/telephony/queues')).as(listOf(queue)).items).toMatchObject([
      { id: kit.queueId, seats: [{ id: kit.seatId, extension: '8001', state: 'offline' }] },
    ]);
  });

  test.each(['flows', 'caller-ids', 'queues'])(
    '%s: 401 for nobody, 403 for a seller, and nothing of another customer',
    async (what) => {
      const path = `/v1/telephony/${what}`;
      expect(await refusals((client) => client.get(path))).toEqual([401, 403, 200]);
      expect(JSON.stringify((await other.client.get(path)).body)).not.toMatch(/Sales|Plain|823823.*823823/);
    },
  );
});

describe('POST /v1/tasks', () => {
  test('creates a draft that keeps its flow version, paced by seats or by channels', async () => {
    const paced = (await createTask()).as(task);
    expect(paced).toMatchObject({
      name: '秋季回访',
      state: 'draft',
      flow: { id: kit.flowId, version: 1 },
      callerId: { number: '+864008823823' },
      sendRatioPercent: 100,
      channelLimit: null,
      priority: 100,
      counters: { total: 0, chargedMicros: '0' },
    });
    const limited = (await createTask({ flowId: plainFlowId, channelLimit: 20, dialIntervalMs: 5, priority: 7 })).as(
      task,
    );
    expect(limited).toMatchObject({ sendRatioPercent: null, channelLimit: 20, dialIntervalMs: 5, priority: 7 });
  });

  test.each([
    ['no name', { name: '' }, 'name'],
    ['a ratio of zero', { sendRatioPercent: 0 }, 'sendRatioPercent'],
    ['channels beside seats', { channelLimit: 5 }, 'channelLimit'],
    ['a flow that is no id', { flowId: 'x' }, 'flowId'],
    ['half a millisecond', { dialIntervalMs: 0.5 }, 'dialIntervalMs'],
    ['an unknown field', { retries: 5 }, 'retries'],
  ])('422 names the field for %s', async (_, change, field) => {
    expect(await createTask(change)).toMatchObject({
      status: 422,
      body: { code: 'invalid_input', errors: [{ field }] },
    });
  });

  test('422 without seats and without channels, or with a ratio of no seats', async () => {
    expect(await createTask({ flowId: plainFlowId })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'channelLimit' }] },
    });
    const ratio = await createTask({ flowId: plainFlowId, sendRatioPercent: 100 });
    expect(ratio).toMatchObject({ status: 422, body: { errors: [{ field: 'sendRatioPercent' }] } });
  });

  test("404 for another customer's flow or caller ID, like for one that is not there", async () => {
    for (const change of [
      { flowId: othersKit.flowId },
      { flowId: crypto.randomUUID() },
      { callerIdId: othersKit.callerIdId },
      { callerIdId: crypto.randomUUID() },
    ]) {
      expect(await createTask(change)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    }
    expect((await refusals((client) => createTask({}, client))).slice(0, 2)).toEqual([401, 403]);
  });
});

describe('GET /v1/tasks', () => {
  test('pages through, the newest first, and filters by state and name', async () => {
    const names = ['one', 'two', 'three'];
    for (const name of names) await createTask({ name });
    const first = (await customer.client.get('/v1/tasks?limit=2')).as(pageOf(task));
    const next = (await customer.client.get(`/v1/tasks?limit=2&cursor=${first.nextCursor}`)).as(pageOf(task));
    expect([...first.items, ...next.items].slice(0, 3).map((item) => item.name)).toEqual(names.toReversed());
    expect((await customer.client.get('/v1/tasks?q=TWO')).as(pageOf(task)).items).toMatchObject([{ name: 'two' }]);
    expect((await customer.client.get('/v1/tasks?state=running')).as(pageOf(task)).items).toEqual([]);
    expect((await customer.client.get('/v1/tasks?state=lost')).status).toBe(422);
    expect((await customer.client.get('/v1/tasks?cursor=bm9uc2Vuc2U')).status).toBe(422);
    expect(await refusals((client) => client.get('/v1/tasks'))).toEqual([401, 403, 200]);
    expect((await other.client.get('/v1/tasks')).as(pageOf(task)).items).toEqual([]);
  });

  test('one task: 401, 403 and 404 for those whose it is not', async () => {
    const id = await newTask();
    expect((await customer.client.get(`/v1/tasks/${id}`)).as(task).id).toBe(id);
    expect(await refusals((client) => client.get(`/v1/tasks/${id}`))).toEqual([401, 403, 404]);
    expect((await customer.client.get('/v1/tasks/nonsense')).status).toBe(404);
  });
});

describe('lists', () => {
  test('accounts for every line, and keeps the report', async () => {
    const id = await newTask();
    const lines = ['\ufeff13822310487', '13822310487', '', 'abc', '０１０８２２８６６８８', '+1 202 555 0100'];
    const report = (await upload(id, lines.join('\r\n'))).as(listReport);
    expect(report).toMatchObject({
      fileName: '名单.txt',
      lines: 6,
      accepted: 3,
      duplicates: 1,
      invalid: 2,
      overLimit: 0,
      blackListed: 0,
    });
    expect(report.rejects.map((reject) => reject.line)).toEqual([2, 3, 4]);
    const { rejects: _, ...summary } = report;
    expect((await customer.client.get(`/v1/tasks/${id}/lists`)).as(listOf(listSummary)).items).toEqual([summary]);
    expect((await customer.client.get(`/v1/tasks/${id}`)).as(task).counters).toMatchObject({
      total: 3,
      waiting: 3,
      duplicates: 1,
      invalid: 2,
    });
  });

  test('a list beyond 16 MiB loads nothing, whether its length is said or not', async () => {
    const id = await newTask();
    const chunk = Buffer.alloc(1024 * 1024, '13822310487\n');
    const seventeen = () => {
      let sent = 0;
      return new ReadableStream<Uint8Array>({ pull: (out) => (sent++ < 17 ? out.enqueue(chunk) : out.close()) });
    };
    for (const headers of [
      { 'content-type': 'text/plain', 'content-length': String(17 * chunk.length) },
      { 'content-type': 'application/octet-stream' },
    ]) {
      const init = { method: 'POST', body: seventeen(), duplex: 'half', headers } as RequestInit;
      const response = await customer.client.fetch(`/v1/tasks/${id}/lists`, init);
      expect([response.status, await response.json()]).toMatchObject([413, { code: 'list_too_large' }]);
    }
    expect((await customer.client.get(`/v1/tasks/${id}/targets`)).as(pageOf(target)).items).toEqual([]);
  });

  test('415 for JSON or no type; an empty body is an empty list; junk is lines that are invalid', async () => {
    const id = await newTask();
    const path = `/v1/tasks/${id}/lists`;
    expect((await customer.client.post(path, { numbers: [] })).status).toBe(415);
    expect((await customer.client.fetch(path, { method: 'POST' })).status).toBe(415);
    const send = async (body: Uint8Array<ArrayBuffer>) => {
      const response = await customer.client.fetch(path, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/octet-stream' },
      });
      return listReport.parse(await response.json());
    };
    expect(await send(new Uint8Array())).toMatchObject({ lines: 0, accepted: 0 });
    const junk = await send(Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256));
    expect(junk).toMatchObject({ accepted: 0, lines: junk.invalid });
  });

  test('401, 403 and 404 for those whose task it is not', async () => {
    const id = await newTask();
    expect(await refusals((client) => upload(id, '13822310487', client))).toEqual([401, 403, 404]);
    expect(await refusals((client) => client.get(`/v1/tasks/${id}/lists`))).toEqual([401, 403, 404]);
  });
});

describe('start, pause, resume, stop', () => {
  test('move a task through its states, tell the workers, and are audited', async () => {
    const id = await newTask();
    await upload(id, '13822310487');
    const told: unknown[] = [];
    const listening = await api.database.listen('task_changed', (payload) => told.push(JSON.parse(payload)));
    expect((await act(id, 'start')).as(task)).toMatchObject({
      state: 'running',
      startedAt: expect.any(String),
      endedAt: null,
    });
    expect((await act(id, 'pause')).as(task).state).toBe('paused');
    expect((await act(id, 'resume')).as(task).state).toBe('running');
    expect((await act(id, 'stop')).as(task)).toMatchObject({ state: 'stopped', endedAt: expect.any(String) });
    await expect.poll(() => told).toEqual(Array.from({ length: 4 }, () => ({ tenantId: customer.id, taskId: id })));
    await listening.unlisten();
    const audit =
      await api.behind`select action from audit_entries where subject_id = ${id} and action like 'task.%' order by id`;
    expect(audit.map((row) => row['action'])).toEqual([
      'task.create',
      'task.start',
      'task.pause',
      'task.resume',
      'task.stop',
    ]);
  });

  test('409 for every move that the table does not have', async () => {
    const id = await newTask();
    await upload(id, '13822310487');
    const possible: Record<string, readonly string[]> = {
      draft: ['start', 'stop'],
      running: ['pause', 'stop'],
      paused: ['resume', 'stop'],
      stopped: [],
      finished: [],
    };
    for (const [state, actions] of Object.entries(possible)) {
      for (const action of ['start', 'pause', 'resume', 'stop'].filter((action) => !actions.includes(action))) {
        await api.behind`update tasks set state = ${state} where id = ${id}`;
        expect([state, await act(id, action)]).toMatchObject([
          state,
          { status: 409, body: { code: 'invalid_transition' } },
        ]);
      }
    }
  });

  test('of two who press at once, one wins', async () => {
    const id = await newTask();
    await upload(id, '13822310487');
    const answers = await Promise.all([1, 2, 3, 4].map(() => act(id, 'start')));
    expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([200, 409, 409, 409]);
  });

  test('a start without numbers, money, approval or an enabled wallet says what is missing, and stays a draft', async () => {
    const id = await newTask();
    const refusal = async () => (await act(id, 'start')).body;
    expect(await refusal()).toMatchObject({ status: 422, code: 'empty_list' });
    await upload(id, '13822310487');
    await api.behind`update caller_ids set approved_until = now() where id = ${kit.callerIdId}`;
    expect(await refusal()).toMatchObject({ status: 422, code: 'caller_id_not_approved' });
    await api.behind`update caller_ids set approved_until = 'infinity' where id = ${kit.callerIdId}`;
    await api.behind`update audio set state = 'revoked' where id = ${kit.audioId}`;
    expect(await refusal()).toMatchObject({ status: 422, code: 'audio_not_approved' });
    await api.behind`update audio set state = 'approved' where id = ${kit.audioId}`;
    await api.behind`update wallets set state = 'blocked', blocked_reason = 'by_seller' where tenant_id = ${customer.id}`;
    expect(await refusal()).toMatchObject({ status: 422, code: 'wallet_blocked' });
    await api.behind`update wallets set state = 'active', blocked_reason = null, held_micros = balance_micros where tenant_id = ${customer.id}`;
    expect(await refusal()).toMatchObject({ code: 'insufficient_funds' });
    await api.behind`update wallets set held_micros = 0 where tenant_id = ${customer.id}`;
    expect((await customer.client.get(`/v1/tasks/${id}`)).as(task).state).toBe('draft');
    expect((await act(id, 'start')).status).toBe(200);
  });

  test('401, 403 and 404 for those whose task it is not', async () => {
    const id = await newTask();
    for (const action of ['start', 'pause', 'resume', 'stop']) {
      expect(await refusals((client) => act(id, action, client))).toEqual([401, 403, 404]);
    }
  });
});

describe('targets', () => {
  test('are listed by change, filtered by result and digits, and paged without loss', async () => {
    const id = await newTask();
    await upload(id, '13822310481\n13822310482\n13822310483\n01082286688');
    await api.behind`
      update targets set state = 'done', result = 'answered', transferred = true, attempts_made = 1, changed_at = changed_at + interval '1 microsecond',
        billed_seconds = 60, charged_micros = 100000, keys = '1', seat_id = ${kit.seatId} where task_id = ${id} and number = '+8613822310482'`;
    const path = `/v1/tasks/${id}/targets`;
    const list = async (query: string) => (await customer.client.get(`${path}?${query}`)).as(pageOf(target));
    const all = (await list('')).items;
    expect(all.length).toBe(4);
    expect(all[0]).toMatchObject({
      display: '138 2231 0482',
      result: 'answered',
      transferred: true,
      attempts: 1,
      maxAttempts: 2,
      chargedMicros: '100000',
      seat: { name: 'Sales' },
    });
    const paged = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Awaited<ReturnType<typeof list>> = await list(`limit=1${cursor && `&cursor=${cursor}`}`);
      paged.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(all);
    for (const result of ['answered', 'transferred']) expect((await list(`result=${result}`)).items.length).toBe(1);
    expect((await list('result=waiting')).items.length).toBe(3);
    expect((await list('result=busy')).items).toEqual([]);
    expect((await list('q=2231%200483')).items).toMatchObject([{ number: '+8613822310483' }]);
    expect((await customer.client.get(`${path}?q=%25`)).status).toBe(422);
    expect(await refusals((client) => client.get(path))).toEqual([401, 403, 404]);
  });

  test('one target shows its attempts; the carrier stays the operator’s', async () => {
    const id = await newTask();
    await upload(id, '13822310487');
    const trunkId = crypto.randomUUID();
    await api.behind`insert into trunks (tenant_id, id, name, host) values (${api.operatorId}, ${trunkId}, 'secret-carrier', '10.0.0.1')`;
    const [{ targetId }] = await api.behind<
      [{ targetId: string }]
    >`select id as "targetId" from targets where task_id = ${id}`;
    const attemptId = crypto.randomUUID();
    await api.behind`
      insert into attempts (tenant_id, id, task_id, target_id, attempt_no, number, caller_id_id, trunk_tenant_id, trunk_id, worker_id, state,
        authorised_seconds, admitted_at, originated_at, ended_at, result, sip_status, cause)
      values (${customer.id}, ${attemptId}, ${id}, ${targetId}, 1, '+8613822310487', ${kit.callerIdId}, ${api.operatorId}, ${trunkId}, new_id(),
        'ended', 60, now(), now(), now(), 'busy', 486, 17)`;
    await api.behind`
      insert into cdrs (tenant_id, attempt_id, leg, task_id, number, caller_number, result, ended_at, ring_seconds)
      values (${customer.id}, ${attemptId}, 'callee', ${id}, '+8613822310487', '+864008823823', 'busy', now(), 4)`;
    const path = `/v1/tasks/${id}/targets/${targetId}`;
    const answer = await customer.client.get(path);
    expect(answer.as(targetDetail).attempts).toMatchObject([
      {
        id: attemptId,
        attemptNo: 1,
        state: 'ended',
        result: 'busy',
        sipStatus: 486,
        cause: 17,
        ringSeconds: 4,
        trunk: null,
      },
    ]);
    expect(JSON.stringify(answer.body)).not.toContain('secret-carrier');
    expect(await refusals((client) => client.get(path))).toEqual([401, 403, 404]);
    const elsewhere = await newTask();
    expect((await customer.client.get(`/v1/tasks/${elsewhere}/targets/${targetId}`)).status).toBe(404);
    expect((await customer.client.get(`/v1/tasks/${id}/targets/${crypto.randomUUID()}`)).status).toBe(404);
  });
});
