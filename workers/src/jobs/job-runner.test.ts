import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { DomainError } from '@yunhu/db';
import { requestCancel } from '@yunhu/db/jobs';
import { eventually } from '@yunhu/tests/eventually';
import { type JobsWorld, openJobsWorld, tale } from '@yunhu/tests/jobs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

let world: JobsWorld;

beforeEach(async () => {
  world = await openJobsWorld();
});

afterEach(() => world.close());

const ended = (id: string) =>
  eventually(
    () => world.job(id),
    ({ state }) => ['done', 'failed', 'cancelled'].includes(state),
  );
const inState = (id: string, state: string) =>
  eventually(
    () => world.job(id),
    (job) => job.state === state,
  );
const cancel = (id: string) =>
  world.database.withTenant({ tenantId: world.tenantId }, (tx) =>
    requestCancel(tx, id, { of: 'all', kinds: ['test-never', 'test-deaf', 'test-listening'] }),
  );
const alerts = async () =>
  (await world.sql<{ said: string }[]>`select concat_ws(' ', kind, subject_id, details->>'code') said from alerts`).map(
    (row) => row.said,
  );

test('a job runs with its input, tells its progress, and leaves its result and its file', async () => {
  await world.start({
    'test-export': async ({ job, objects, fileKey, progress }) => {
      for (let row = 1; row <= 1000; row++) await progress(row, 1000);
      const { key, bytes } = await objects.put(fileKey, Readable.from(['a,b\r\n']), { maxBytes: 100 });
      return { input: job.input, file: { key, bytes, name: '导出.csv', contentType: 'text/csv' } };
    },
  });
  const id = await world.enqueue('test-export', { month: '2026-10' });
  const job = await ended(id);
  expect(job).toMatchObject({ state: 'done', runs: 1, done: 1000, total: 1000, failureCode: null });
  const key = `tenant/${world.tenantId}/jobs/${id}`;
  expect(job.result).toEqual({
    input: { month: '2026-10' },
    file: { key, bytes: 5, name: '导出.csv', contentType: 'text/csv' },
  });
  const stored = await world.objects.get(key);
  expect(await text(stored?.content ?? Readable.from([]))).toBe('a,b\r\n');
  expect(await alerts()).toEqual([]);
});

test('a result that is too long for a row fails the job', async () => {
  await world.start({ 'test-long': () => Promise.resolve({ rows: 'x'.repeat(70_000) }) });
  const id = await world.enqueue('test-long');
  expect(await ended(id)).toMatchObject({ state: 'failed', failureCode: 'internal_error', result: null });
});

test.each([
  [0, 0, 0, 0],
  [Number.NaN, Number.NaN, 0, 0],
  [-5, -1, 0, 0],
  [2.9, 2.1, 2, 2],
  [1e30, Infinity, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
])('progress of %d in %d is a figure that the record takes', async (done, total, writtenDone, writtenTotal) => {
  await world.start({ 'test-odd': ({ progress }) => progress(done, total).then(() => ({})) });
  const id = await world.enqueue('test-odd');
  expect(await ended(id)).toMatchObject({ state: 'done' });
  const [row] = await world.sql`select progress_done as done, progress_total as total from jobs where id = ${id}`;
  expect(row).toEqual({ done: String(writtenDone), total: String(writtenTotal) });
});

test('what was told last before a long silence is seen', async () => {
  await world.start({
    'test-silent': async ({ progress, signal }) => {
      for (let row = 1; row <= 50; row++) await progress(row, 100);
      await tale.waitAt(world.folder, 'never', signal);
      return {};
    },
  });
  const id = await world.enqueue('test-silent');
  await eventually(
    () => world.job(id),
    (job) => job.done === 50,
  );
});

describe('what a handler throws ends the job', () => {
  test('a refusal with its code and its words', async () => {
    await world.start({
      'test-refused': () =>
        Promise.reject(
          new DomainError('invalid_input', 'line 3 is not one', [
            { field: 'line 3', code: 'bad', message: 'no prefix' },
          ]),
        ),
    });
    const id = await world.enqueue('test-refused');
    expect(await ended(id)).toMatchObject({
      ...{ state: 'failed', runs: 1, failureCode: 'invalid_input', result: null },
      failureDetail: 'line 3 is not one — line 3: no prefix',
    });
    expect(await alerts()).toEqual([`job_failed ${id} invalid_input`]);
  });

  test('a fault as internal_error, and nothing of it is shown', async () => {
    await world.start({ 'test-fault': () => Promise.reject(new Error('the password is hunter2')) });
    const id = await world.enqueue('test-fault');
    expect(await ended(id)).toMatchObject({
      state: 'failed',
      runs: 1,
      failureCode: 'internal_error',
      failureDetail: null,
    });
    expect(await alerts()).toEqual([`job_failed ${id} internal_error`]);
  });
});

test('a job that found the database away waits a little and runs again, three times at most', async () => {
  let runs = 0;
  await world.start({
    'test-away': () => {
      runs++;
      return Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }));
    },
  });
  const id = await world.enqueue('test-away');
  for (const run of [1, 2]) {
    const waiting = await eventually(
      () => world.job(id),
      (job) => job.state === 'waiting' && job.runs === run,
    );
    expect(waiting.failureCode).toBeNull();
    const [row] = await world.sql<[{ later: boolean }]>`select due_at > now() + interval '2 seconds' later from jobs`;
    expect(row.later).toBe(true);
    await world.sql`update jobs set due_at = now()`;
  }
  expect(await ended(id)).toMatchObject({ state: 'failed', runs: 3, failureCode: 'unavailable' });
  expect(runs).toBe(3);
});

describe('cancelling', () => {
  test('a waiting job ends before it begins', async () => {
    const id = await world.enqueue('test-never');
    await cancel(id);
    await cancel(id);
    await world.start({ 'test-never': () => tale.note(world.folder, 'began').then(() => ({})) });
    expect(await ended(id)).toMatchObject({ state: 'cancelled', runs: 0 });
    expect(await tale.lines(world.folder)).toEqual([]);
  });

  test('a running job is told by its signal at once, and by its next progress', async () => {
    await world.start({
      'test-deaf': async ({ progress }) => {
        for (let i = 0; ; i++) {
          await progress(i);
          await new Promise((resolve) => setImmediate(resolve));
        }
      },
      'test-listening': ({ signal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('the pipe broke')))),
    });
    const ids = [await world.enqueue('test-deaf'), await world.enqueue('test-listening')];
    for (const id of ids) {
      await inState(id, 'running');
      await cancel(id);
      expect(await ended(id)).toMatchObject({ state: 'cancelled', runs: 1, failureCode: null });
      await expect(cancel(id)).rejects.toMatchObject({ code: 'invalid_transition' });
    }
    expect(await alerts()).toEqual([]);
  });
});

describe('a run that was given up', () => {
  test('writes nothing any more, however late it tries', async () => {
    const first = await world.start({
      'test-late': async ({ job, database, signal }) => {
        await tale.note(world.folder, 'began');
        await tale.waitAt(world.folder, 'gate');
        const said = await database
          .withTenant({ tenantId: job.tenantId }, (tx) => tx.sql`select pg_notify('never', '')`)
          .then(
            () => 'wrote',
            (error: Error) => error.name,
          );
        await tale.note(world.folder, `${said} ${signal.aborted}`);
        return {};
      },
    });
    const id = await world.enqueue('test-late');
    await eventually(
      () => tale.lines(world.folder),
      (lines) => lines.length === 1,
    );
    // Another process, which lives, took this one for dead.
    const other = randomUUID();
    const lock = await world.database.holdWorkerLock(other);
    await world.sql`update jobs set runner_id = ${other} where id = ${id}`;
    await tale.open(world.folder, 'gate');
    await eventually(
      () => tale.lines(world.folder),
      (lines) => lines.includes('JobInterrupted false'),
    );
    await first.stop();
    expect(await world.job(id)).toMatchObject({ state: 'running', result: null });
    await lock.release();
  });

  test('a process that stops gives its jobs back, uncounted, and another one ends them', async () => {
    const handlers = {
      'test-gated': async ({ signal }: { signal: AbortSignal }) => {
        await tale.note(world.folder, 'began');
        await tale.waitAt(world.folder, 'gate', signal);
        return {};
      },
    };
    const first = await world.start(handlers);
    const id = await world.enqueue('test-gated');
    await eventually(
      () => tale.lines(world.folder),
      (lines) => lines.length === 1,
    );
    await first.stop();
    expect(await world.job(id)).toMatchObject({ state: 'waiting', runs: 0 });
    await tale.open(world.folder, 'gate');
    await world.start(handlers);
    expect(await ended(id)).toMatchObject({ state: 'done', runs: 1 });
  });

  test('losing the lock interrupts what runs, and the job runs again once the lock is back', async () => {
    let runs = 0;
    await world.start({
      'test-twice': async ({ signal }) => {
        runs++;
        if (runs === 1) await tale.waitAt(world.folder, 'never', signal);
        return {};
      },
    });
    const id = await world.enqueue('test-twice');
    await inState(id, 'running');
    await world.sql`
      select pg_terminate_backend(l.pid) from pg_locks l join pg_database d on d.oid = l.database
      where l.locktype = 'advisory' and d.datname = current_database()`;
    expect(await ended(id)).toMatchObject({ state: 'done' });
    expect(runs).toBe(2);
  });
});

test('one tenant with many jobs does not keep another waiting', async () => {
  const mine = await Promise.all(Array.from({ length: 6 }, () => world.enqueue('test-gated')));
  const theirs = await world.enqueue('test-quick', {}, world.otherTenantId);
  await world.start(
    {
      'test-gated': ({ signal }) => tale.waitAt(world.folder, 'gate', signal).then(() => ({})),
      'test-quick': () => Promise.resolve({}),
    },
    { atOnce: 3 },
  );
  expect(await ended(theirs)).toMatchObject({ state: 'done' });
  const running = await Promise.all(mine.map((id) => world.job(id)));
  expect(running.filter((job) => job.state === 'running').length).toBeLessThanOrEqual(2);
  await tale.open(world.folder, 'gate');
  for (const id of mine) expect(await ended(id)).toMatchObject({ state: 'done', runs: 1 });
});

test('a tenant has at most twenty jobs open, and another one is not affected by them', async () => {
  for (let i = 0; i < 20; i++) await world.enqueue('test-none');
  await expect(world.enqueue('test-none')).rejects.toMatchObject({ code: 'too_many_jobs' });
  await world.enqueue('test-none', {}, world.otherTenantId);
});

test('a kind that this process does not know is left to another', async () => {
  const id = await world.enqueue('test-newer');
  const known = await world.enqueue('test-known');
  await world.start({ 'test-known': () => Promise.resolve({}) });
  await ended(known);
  expect(await world.job(id)).toMatchObject({ state: 'waiting', runs: 0 });
  await world.start({ 'test-newer': () => Promise.resolve({}) });
  expect(await ended(id)).toMatchObject({ state: 'done' });
});
