// Jobs in processes of their own, which are killed with SIGKILL or share the work.
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually } from '../setup/eventually.ts';
import { type JobsWorld, openJobsWorld, tale } from '../setup/jobs.ts';
import { startProcess, type WorkerProcess } from '../setup/worker-process.ts';

/** Several processes start one after the other. */
const limit = { timeout: 180_000 };

let world: JobsWorld;
let processes: WorkerProcess[];

beforeEach(async () => {
  world = await openJobsWorld();
  processes = [];
});

afterEach(async () => {
  for (const one of processes) await one.kill();
  await world.close();
});

function startJobsProcess(settings: Readonly<Record<string, string>> = {}): WorkerProcess {
  const file = path.join(import.meta.dirname, '../jobs/jobs-process.ts');
  const started = startProcess(file, world.testDatabase, {
    OBJECTS_DIR: path.join(world.folder, 'objects'),
    ...settings,
  });
  processes.push(started);
  return started;
}

const effects = async (id: string) =>
  (await world.sql`select from audit_entries where action = 'list.import' and subject_id = ${id}`).length;
const ended = (id: string) =>
  eventually(
    () => world.job(id),
    ({ state }) => ['done', 'failed'].includes(state),
  );
const toldOf = (id: string) =>
  eventually(
    () => tale.lines(world.folder),
    (lines) => lines.includes(`began ${id}`),
  );

test('a job whose process is killed in the middle runs again in the next one, once to its end', limit, async () => {
  const first = startJobsProcess();
  const id = await world.enqueue('test-gated', { folder: world.folder });
  await toldOf(id);
  await eventually(
    () => world.job(id),
    (job) => job.done === 1,
  );
  await first.kill();
  expect(await world.job(id)).toMatchObject({ state: 'running', runs: 1 });
  await tale.open(world.folder, 'gate');
  startJobsProcess();
  expect(await ended(id)).toMatchObject({ state: 'done', runs: 2, result: { effect: true } });
  expect(await effects(id)).toBe(1);
  expect(await tale.lines(world.folder)).toEqual([`began ${id}`, `began ${id}`, `ended ${id}`]);
});

test('a process that lives takes up what a killed one left, without being started anew', limit, async () => {
  const [first, second] = [startJobsProcess({ JOBS_AT_ONCE: '1' }), startJobsProcess({ JOBS_AT_ONCE: '1' })];
  const ids = [
    await world.enqueue('test-gated', { folder: world.folder }),
    await world.enqueue('test-gated', { folder: world.folder }),
  ];
  for (const id of ids) await toldOf(id);
  const runners = await world.sql<{ runner: string }[]>`select distinct runner_id runner from jobs`;
  expect(runners.length).toBe(2);
  await first.kill();
  await tale.open(world.folder, 'gate');
  for (const id of ids) {
    expect(await ended(id)).toMatchObject({ state: 'done' });
    expect(await effects(id)).toBe(1);
  }
  expect((await Promise.all(ids.map((id) => world.job(id)))).map((job) => job.runs).sort((a, b) => a - b)).toEqual([
    1, 2,
  ]);
  expect(await second.stop()).toBe(0);
});

test('a job that kills its process each time is given up, and the others run', limit, async () => {
  const deadly = await world.enqueue('test-deadly');
  for (let start = 1; start <= 3; start++) {
    const victim = startJobsProcess({ JOBS_AT_ONCE: '1' });
    await eventually(
      () => world.job(deadly),
      (job) => job.runs === start,
    );
    await victim.kill();
  }
  await tale.open(world.folder, 'gate');
  const harmless = await world.enqueue('test-gated', { folder: world.folder });
  startJobsProcess();
  expect(await ended(deadly)).toMatchObject({
    ...{ state: 'failed', runs: 3, failureCode: 'internal_error' },
    failureDetail: 'the process that ran it ended 3 times',
  });
  expect(await ended(harmless)).toMatchObject({ state: 'done', runs: 1 });
  const alerts = await world.sql`select kind, subject_id from alerts`;
  expect(alerts).toEqual([{ kind: 'job_failed', subject_id: deadly }]);
});

test('SIGTERM in the middle of a job ends the process in order, and the job waits', limit, async () => {
  const first = startJobsProcess();
  const id = await world.enqueue('test-gated', { folder: world.folder });
  await toldOf(id);
  expect(await first.stop()).toBe(0);
  expect(await world.job(id)).toMatchObject({ state: 'waiting', runs: 0 });
});
