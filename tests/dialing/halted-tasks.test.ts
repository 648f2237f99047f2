// Tasks that are halted from outside while a worker, a process of its own, dials them.
import { type Database, openDatabase } from '@yunhu/db/connect';
import { haltTasks, type TaskHalt } from '@yunhu/db/tasks';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type FaultBench, openFaultBench, withWords } from '../faults/fault-bench.ts';
import { eventually, figuresOf, leftOpen, mobileNumbers, setTaskState } from '../setup/dialing.ts';

let bench: FaultBench;
let database: Database;

beforeEach(async () => {
  bench = await openFaultBench('simulator', 40);
  const { app, platform } = bench.testDatabase.urls;
  database = openDatabase({ appUrl: app, platformUrl: platform, maxConnections: 2 });
});

afterEach(async () => {
  await database.close();
  await bench.close();
});

/** After its cause has committed, nothing is dialed later than this. Seconds. */
const stopsWithin = 5;
const numbers = mobileNumbers(400);

/** Which tasks of a hierarchy a halt means, by name. */
const halts: Readonly<Record<string, () => Promise<TaskHalt>>> = {
  'its own number': async () => ({ at: new Date(), reason: 'caller_id_revoked', ...callerIdOf() }),
  'its audio': async () => {
    const { tenantId } = bench.view.customer;
    const [{ id }] = await bench.view.sql<[{ id: string }]>`select id from audio where tenant_id = ${tenantId}`;
    return { reason: 'audio_revoked', tenantId, audioId: id };
  },
  'an agent far above it': async () => ({ reason: 'tenant_disabled', tenantIds: [bench.hierarchy.agentId] }),
};

const callerIdOf = () => ({
  tenantId: bench.view.customer.tenantId,
  callerIdId: bench.view.customer.callerIdId,
});

it.each(Object.keys(halts))(
  'dial nothing more within seconds, give everything back, say why, and go on when resumed: %s',
  { timeout: 90_000 },
  async (which) => {
    const halt = (await halts[which]?.()) as TaskHalt;
    await bench.startTask(numbers);
    const worker = bench.startWorker();
    await eventually(bench.dialed, (dialed) => dialed.length >= 20).catch(withWords(worker));
    const halted = await database.withPlatform('test', (tx) => haltTasks(tx, halt));
    const { tenantId, taskId } = bench.view.customer;
    expect(halted).toEqual([{ tenantId, taskId }]);
    const [{ at }] = await bench.view.sql<[{ at: Date }]>`select now() at`;
    await eventually(
      () => figuresOf(bench.view),
      ({ state, leased, reason }) => state === 'paused' && leased === 0 && reason === halt.reason,
    ).catch(withWords(worker));
    await eventually(
      () => leftOpen(bench.view),
      (left) => left.length === 0,
    ).catch(withWords(worker));
    const dialed = await bench.dialed();
    const { done, waiting } = await figuresOf(bench.view);
    expect({ done, waiting }).toEqual({ done: dialed.length, waiting: numbers.length - dialed.length });
    expect(waiting).toBeGreaterThan(0);
    expect(
      await bench.view.sql`select from attempts where originated_at > ${at} + make_interval(secs => ${stopsWithin})`,
    ).toHaveLength(0);
    expect(
      await bench.view.sql`select c.details ->> 'reason' reason, e.subject_id from audit_entries e
          join audit_contents c on (c.tenant_id, c.id) = (e.tenant_id, e.id) where e.action = 'task.halt'`,
    ).toEqual([{ reason: halt.reason, subject_id: taskId }]);
    await setTaskState(bench.view, 'running');
    await eventually(bench.dialed, (again) => again.length > dialed.length).catch(withWords(worker));
  },
);

it('halts only what runs, and only what is meant', async () => {
  const { taskId } = bench.view.customer;
  const halt = (which: TaskHalt) => database.withPlatform('test', (tx) => haltTasks(tx, which));
  expect(await halt({ at: new Date(), reason: 'caller_id_revoked', ...callerIdOf() })).toEqual([]);
  await setTaskState(bench.view, 'running');
  const stranger = { tenantId: bench.hierarchy.subAgentId, callerIdId: bench.view.customer.callerIdId };
  expect(await halt({ at: new Date(), reason: 'caller_id_revoked', ...stranger })).toEqual([]);
  expect(
    await halt({ reason: 'audio_changed', tenantId: bench.view.customer.tenantId, audioId: bench.hierarchy.agentId }),
  ).toEqual([]);
  expect(await halt({ reason: 'tenant_disabled', tenantIds: [bench.view.customer.tenantId] })).toMatchObject([
    { taskId },
  ]);
  expect(await halt({ reason: 'tenant_disabled', tenantIds: [bench.view.customer.tenantId] })).toEqual([]);
});
