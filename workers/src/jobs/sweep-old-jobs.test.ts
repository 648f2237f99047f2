import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { jobFileKey, uploadKey } from '@yunhu/db/jobs';
import { type JobsWorld, openJobsWorld } from '@yunhu/tests/jobs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../log.ts';
import { sweepOldJobs } from './sweep-old-jobs.ts';

let world: JobsWorld;

beforeEach(async () => {
  world = await openJobsWorld();
});

afterEach(() => world.close());

const sweep = () => sweepOldJobs(world.database, world.objects, silentLog);
const store = async (key: string) => {
  await world.objects.put(key, Readable.from(['x']), { maxBytes: 10 });
  return key;
};
const isThere = async (key: string) => {
  const found = await world.objects.get(key);
  found?.content.destroy();
  return found !== undefined;
};

/** A job that ended so many days ago, with its own file. */
async function ended(days: number, input: object = {}, tenantId = world.tenantId): Promise<string> {
  const id = await world.enqueue('test-old', input, tenantId);
  await world.sql`update jobs set state = 'done', ended_at = now() - make_interval(days => ${days}) where id = ${id}`;
  await store(jobFileKey({ tenantId, id }));
  return id;
}

const left = async () => (await world.sql<{ id: string }[]>`select id from jobs order by id`).map((row) => row.id);

test('a job that ended long ago goes with its file, its uploads and its alert; others stay', async () => {
  const upload = await store(uploadKey(world.tenantId, randomUUID()));
  const old = await ended(31, { deck: { upload, name: '../../etc/passwd' } });
  const recent = await ended(29);
  const open = await world.enqueue('test-open');
  await world.sql`update jobs set created_at = now() - interval '90 days' where id = ${open}`;
  await world.sql`
    insert into alerts (tenant_id, kind, level, subject_type, subject_id)
    select ${world.tenantId}, 'job_failed', 'warning', 'job', id from unnest(${[old, recent]}::text[]) id`;
  await sweep();
  expect(await left()).toEqual([recent, open]);
  expect(await isThere(upload)).toBe(false);
  expect(await isThere(jobFileKey({ tenantId: world.tenantId, id: old }))).toBe(false);
  expect(await isThere(jobFileKey({ tenantId: world.tenantId, id: recent }))).toBe(true);
  const alerts = await world.sql`select subject_id from alerts`;
  expect(alerts).toEqual([{ subject_id: recent }]);
});

test('an upload that a younger job names too stays, and so does one of another tenant, whatever a job names', async () => {
  const shared = await store(uploadKey(world.tenantId, randomUUID()));
  const foreign = await store(uploadKey(world.otherTenantId, randomUUID()));
  const old = await ended(31, { upload: shared, other: foreign });
  const younger = await ended(1, { upload: shared });
  await sweep();
  expect(await left()).toEqual([younger]);
  expect([await isThere(shared), await isThere(foreign)]).toEqual([true, true]);
  await world.sql`update jobs set ended_at = now() - interval '31 days'`;
  await sweep();
  expect([await left(), await isThere(shared), await isThere(foreign), old]).toEqual([[], false, true, old]);
});

test('more than a batch goes in one sweep, and two sweeps at once do not disturb each other', async () => {
  await world.sql`
    insert into jobs (tenant_id, kind, state, ended_at)
    select ${world.tenantId}, 'test-old', 'done', now() - interval '40 days' from generate_series(1, 120)`;
  await Promise.all([sweep(), sweep()]);
  expect(await left()).toEqual([]);
});

test('alerts that were settled long ago are forgotten; open ones never', async () => {
  await world.sql`
    insert into alerts (tenant_id, kind, level, subject_type, subject_id, raised_at, resolved_at)
    values (${world.tenantId}, 'low_balance', 'info', 'wallet', 'long ago', now() - interval '200 days', now() - interval '91 days'),
      (${world.tenantId}, 'low_balance', 'info', 'wallet', 'lately', now() - interval '200 days', now() - interval '89 days'),
      (${world.tenantId}, 'low_balance', 'info', 'wallet', 'open', now() - interval '200 days', null)`;
  await sweep();
  const alerts = await world.sql`select subject_id from alerts order by subject_id`;
  expect(alerts.map((row) => row['subject_id'])).toEqual(['lately', 'open']);
});
