// The database goes away under a jobs process, which stays.
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openOwnServer } from '../faults/own-server.ts';
import { eventually } from '../setup/eventually.ts';
import { type JobsWorld, openJobsWorld, tale } from '../setup/jobs.ts';
import { startProcess, type WorkerProcess } from '../setup/worker-process.ts';

let world: JobsWorld;
let running: WorkerProcess | undefined;

afterEach(async () => {
  await running?.kill();
  await world.close();
});

test(
  'a database that restarts in the middle of a job costs a run, never an effect twice',
  { timeout: 180_000 },
  async () => {
    const server = await openOwnServer();
    world = await openJobsWorld(server);
    running = startProcess(path.join(import.meta.dirname, 'jobs-process.ts'), server, {
      OBJECTS_DIR: path.join(world.folder, 'objects'),
    });
    const id = await world.enqueue('test-gated', { folder: world.folder });
    const began = async () => (await tale.lines(world.folder)).filter((line) => line === `began ${id}`).length;
    await eventually(began, (times) => times === 1);
    await server.restart();
    // The driver waits up to twenty seconds between two tries to connect.
    await eventually(began, (times) => times === 2, 90_000);
    await tale.open(world.folder, 'gate');
    const job = await eventually(
      () => world.job(id),
      ({ state }) => state === 'done',
    );
    expect(job.result).toEqual({ effect: true });
    const effects = await world.sql`select from audit_entries where action = 'list.import' and subject_id = ${id}`;
    expect(effects.length).toBe(1);
    // And the next one runs as if nothing had been.
    const next = await world.enqueue('test-gated', { folder: world.folder });
    await eventually(
      () => world.job(next),
      ({ state }) => state === 'done',
    );
    expect(await running.stop()).toBe(0);
  },
);
