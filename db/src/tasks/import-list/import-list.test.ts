import { buildHierarchy, type Hierarchy } from '@yunhu/tests/hierarchy';
import { createTestDatabase, type TestDatabase } from '@yunhu/tests/setup';
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Database, openDatabase } from '../../connect/index.ts';
import { finishTask } from '../finish-task.ts';
import { type ListReport, importList } from './import-list.ts';
import { type ReadListOptions, maxListedRejects, readList } from './read-list.ts';

const at = new Date('2026-06-01T04:00:00Z');

let testDatabase: TestDatabase;
let database: Database;
let behind: postgres.Sql;
let hierarchy: Hierarchy;
let tenantId: string;
let strangerId: string;
let taskId: string;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase({
    appUrl: testDatabase.urls.app,
    platformUrl: testDatabase.urls.platform,
    maxConnections: 3,
  });
  behind = postgres(testDatabase.urls.superuser, { max: 2 });
  hierarchy = await buildHierarchy(testDatabase.urls.superuser, { customers: 2 });
  tenantId = hierarchy.customers[0].tenantId;
  strangerId = hierarchy.customers[1]?.tenantId ?? '';
});

afterAll(async () => {
  await database.close();
  await behind.end();
  await testDatabase.drop();
});

/** A fresh draft task for each test, beside the one of the hierarchy. */
beforeEach(async () => {
  const [task] = await behind<[{ id: string }]>`
    insert into tasks (tenant_id, name, flow_id, flow_version, caller_id_id, channel_limit)
    select tenant_id, 'List', flow_id, flow_version, caller_id_id, 10 from tasks where id = ${hierarchy.customers[0].taskId}
    returning id`;
  taskId = task.id;
  await behind`insert into task_counters (tenant_id, task_id) values (${tenantId}, ${taskId})`;
});

async function importText(
  text: string,
  options: ReadListOptions & { as?: string; task?: string } = {},
): Promise<ListReport> {
  const source = (async function* () {
    yield Buffer.from(text);
  })();
  const list = await readList(source, options);
  return database.withTenant({ tenantId: options.as ?? tenantId }, (tx) =>
    importList(tx, { taskId: options.task ?? taskId, fileName: 'list.txt', list, at }),
  );
}

function storedTargets() {
  return behind<{ number: string; state: string; reason: string | null }[]>`
    select number, state, reason from targets where tenant_id = ${tenantId} and task_id = ${taskId} order by due_at, id`;
}

async function counters() {
  const [row] = await behind`
    select total, waiting, skipped, duplicates, invalid, over_limit from task_counters where task_id = ${taskId}`;
  return { ...row };
}

describe('importList', () => {
  it('makes a waiting target of each accepted number, in the order of the list', async () => {
    const report = await importText('13822310487\n010 8228 6688\n4008823823\n');
    expect(report).toMatchObject({ lines: 3, accepted: 3, duplicates: 0, invalid: 0, overLimit: 0, blackListed: 0 });
    expect([...(await storedTargets())]).toEqual(
      ['+8613822310487', '+861082286688', '+864008823823'].map((number) => ({
        number,
        state: 'waiting',
        reason: null,
      })),
    );
  });

  it('keeps the report and adds to the counters of the task', async () => {
    const report = await importText('13822310487\nx\n\n13822310487\n13822310488\n', { maxNumbers: 1 });
    expect(report).toMatchObject({ lines: 5, accepted: 1, duplicates: 1, invalid: 2, overLimit: 1 });
    const [stored] = await behind`select * from list_imports where id = ${report.id}`;
    expect(stored).toMatchObject({
      tenant_id: tenantId,
      task_id: taskId,
      file_name: 'list.txt',
      lines: 5,
      accepted: 1,
      duplicates: 1,
      invalid: 2,
      over_limit: 1,
      black_listed: 0,
      invalid_reasons: { not_a_number: 1, blank: 1 },
      rejects: [
        { line: 2, reason: 'not_a_number', text: 'x' },
        { line: 3, reason: 'blank', text: '' },
        { line: 4, reason: 'duplicate', text: '13822310487' },
        { line: 5, reason: 'over_limit', text: '13822310488' },
      ],
      created_at: at,
    });
    expect(report.rejects).toEqual(stored?.['rejects']);
    expect(await counters()).toEqual({ total: 1, waiting: 1, skipped: 0, duplicates: 1, invalid: 2, over_limit: 1 });
  });

  it('reports numbers that the task had already as duplicates, with their lines among the other rejects', async () => {
    await importText('13822310487\n13822310488\n');
    const report = await importText('x\n13822310489\n+86 13822310488\ny\n');
    expect(report).toMatchObject({ lines: 4, accepted: 1, duplicates: 1, invalid: 2 });
    expect(report.rejects).toEqual([
      { line: 1, reason: 'not_a_number', text: 'x' },
      { line: 3, reason: 'duplicate', text: '+8613822310488' },
      { line: 4, reason: 'not_a_number', text: 'y' },
    ]);
    expect(await storedTargets()).toHaveLength(3);
    expect(await counters()).toMatchObject({ total: 3, waiting: 3, duplicates: 1, invalid: 2 });
  });

  it('lists the first thousand rejects of a list that was loaded before, and counts all', async () => {
    const text = Array.from({ length: maxListedRejects + 10 }, (_, i) => String(13_000_000_000 + i)).join('\n');
    await importText(text);
    const report = await importText(text);
    expect(report).toMatchObject({ accepted: 0, duplicates: maxListedRejects + 10 });
    expect(report.rejects.map(({ line }) => line)).toEqual(Array.from({ length: maxListedRejects }, (_, i) => i + 1));
  });

  it('stores numbers on a black list of the customer or of one above it as skipped, once the entry holds', async () => {
    const later = new Date(at.getTime() + 1000);
    await behind`
      insert into black_list (tenant_id, number, reason, expires_at) values
        (${tenantId}, '+8613900000001', 'opt_out', ${later}), (${hierarchy.agentId}, '+8613900000002', 'complaint', 'infinity'),
        (${hierarchy.operatorId}, '+8613900000001', 'manual', 'infinity'), (${tenantId}, '+8613900000003', 'manual', ${at}),
        (${strangerId}, '+8613900000004', 'manual', 'infinity')`;
    const report = await importText('13900000001\n13900000002\n13900000003\n13900000004\n');
    expect(report).toMatchObject({ accepted: 4, blackListed: 2 });
    expect([...(await storedTargets())].map(({ state, reason }) => [state, reason])).toEqual([
      ['skipped', 'black_list'],
      ['skipped', 'black_list'],
      ['waiting', null],
      ['waiting', null],
    ]);
    expect(await counters()).toMatchObject({ total: 4, waiting: 2, skipped: 2 });
  });

  it('keeps the report of a list without a single number', async () => {
    expect(await importText('')).toMatchObject({ lines: 0, accepted: 0, rejects: [] });
    expect(await importText('\0\0\u0001\n\ud800')).toMatchObject({ lines: 2, invalid: 2 });
    expect(await behind`select from list_imports where task_id = ${taskId}`).toHaveLength(2);
    expect(await storedTargets()).toHaveLength(0);
  });

  it('keeps a file name that no database column holds', async () => {
    const list = await readList((async function* () {})());
    const fileName = `\0${'x'.repeat(300)}`;
    const report = await database.withTenant({ tenantId }, (tx) => importList(tx, { taskId, fileName, list, at }));
    expect(report.fileName).toBe(`\ufffd${'x'.repeat(254)}`);
  });

  it('answers for a task of another tenant as for one that does not exist, and changes nothing', async () => {
    for (const as of [strangerId, hierarchy.subAgentId, hierarchy.operatorId]) {
      await expect(importText('13822310487\n', { as })).rejects.toMatchObject({ code: 'not_found' });
    }
    const unknown = '00000000-0000-7000-8000-000000000000';
    await expect(importText('13822310487\n', { task: unknown })).rejects.toMatchObject({ code: 'not_found' });
    expect(await storedTargets()).toHaveLength(0);
    expect(await counters()).toMatchObject({ total: 0 });
  });

  it.each([
    ['running', true],
    ['paused', true],
    ['stopped', false],
    ['finished', false],
  ])('for a %s task: adds = %s', async (state, adds) => {
    await behind`update tasks set state = ${state} where id = ${taskId}`;
    const result = importText('13822310487\n');
    if (adds) await expect(result).resolves.toMatchObject({ accepted: 1 });
    else await expect(result).rejects.toMatchObject({ code: 'invalid_transition' });
    expect(await storedTargets()).toHaveLength(adds ? 1 : 0);
  });

  it('loads nothing into a task that is stopped while the list is being stored', async () => {
    const list = await readList(
      (async function* () {
        yield Buffer.from('13822310487\n');
      })(),
    );
    const stopped = behind.begin(async (stop) => {
      await stop`update tasks set state = 'stopped' where id = ${taskId}`;
      const importing = database.withTenant({ tenantId }, (tx) =>
        importList(tx, { taskId, fileName: 'l.txt', list, at }),
      );
      importing.catch(() => undefined);
      await untilSomebodyWaits();
      return { importing };
    });
    await expect((await stopped).importing).rejects.toMatchObject({ code: 'invalid_transition' });
    expect(await storedTargets()).toHaveLength(0);
    expect(await behind`select from list_imports where task_id = ${taskId}`).toHaveLength(0);
  });

  it('keeps a running task from finishing over the numbers that are just being added', async () => {
    const workerId = '00000000-0000-7000-8000-00000000abcd';
    await behind`update tasks set state = 'running', worker_id = ${workerId} where id = ${taskId}`;
    const list = await readList(
      (async function* () {
        yield Buffer.from('13822310487\n');
      })(),
    );
    const { finishing } = await database.withTenant({ tenantId }, async (tx) => {
      await importList(tx, { taskId, fileName: 'l.txt', list, at });
      const finish = database.withPlatform('test', (worker) => finishTask(worker, { tenantId, taskId, workerId, at }));
      finish.catch(() => undefined);
      await untilSomebodyWaits();
      return { finishing: finish };
    });
    expect(await finishing).toBe(false);
    expect(await behind`select from tasks where id = ${taskId} and state = 'running'`).toHaveLength(1);
  });

  it('accepts each number once when two people load the same list at once', async () => {
    const text = Array.from({ length: 2_000 }, (_, i) => String(13_000_000_000 + i)).join('\n');
    const reports = await Promise.all([importText(text), importText(text)]);
    expect(reports[0].accepted + reports[1].accepted).toBe(2_000);
    expect(reports[0].duplicates + reports[1].duplicates).toBe(2_000);
    expect(await storedTargets()).toHaveLength(2_000);
    expect(await counters()).toMatchObject({ total: 2_000, waiting: 2_000, duplicates: 2_000 });
  });

  it('writes who loaded it', async () => {
    const { id } = await importText('13822310487\nx\n');
    const [entry] = await behind`
      select e.action, e.subject_id, c.details from audit_entries e join audit_contents c on (c.tenant_id, c.id) = (e.tenant_id, e.id)
      where e.tenant_id = ${tenantId} order by e.id desc limit 1`;
    expect(entry).toEqual({
      action: 'list.import',
      subject_id: taskId,
      details: { listId: id, lines: 2, accepted: 1 },
    });
  });
});

/** Asks outside any transaction: within one, PostgreSQL repeats the first answer. */
async function untilSomebodyWaits(): Promise<void> {
  const waiting = () =>
    behind`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  await vi.waitFor(async () => expect(await waiting()).not.toHaveLength(0), { timeout: 30_000, interval: 10 });
}
