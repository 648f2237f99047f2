import { randomUUID } from 'node:crypto';
import { utimes } from 'node:fs/promises';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { beginUpload, cancelUpload, sealUpload, takeUpload } from '@yunhu/db/objects';
import { jobFileKey, uploadKey } from '@yunhu/db/jobs';
import { systemClock } from '@yunhu/db/time';
import { type JobsWorld, openJobsWorld } from '@yunhu/tests/jobs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { silentLog } from '../log.ts';
import { orphanGraceMs, sweepObjects } from './sweep-objects.ts';

let world: JobsWorld;
/** One run, as one process does them. */
let sweep: () => Promise<void>;

const newSweep = () => sweepObjects({ ...world, clock: systemClock, log: silentLog, pageSize: 3 });

beforeEach(async () => {
  world = await openJobsWorld();
  sweep = newSweep();
});

afterEach(() => world.close());

const aLittle = 60_000;

/** An object that was written so long ago. */
async function store(key: string, ageMs = orphanGraceMs + aLittle): Promise<string> {
  await world.objects.put(key, Readable.from(['x']), { maxBytes: 10 });
  const at = (Date.now() - ageMs) / 1000;
  await utimes(path.join(world.folder, 'objects', key), at, at);
  return key;
}

const isThere = async (key: string) => (await world.objects.head(key)) !== undefined;
const keyOf = (what: string, tenantId = world.tenantId) => `tenant/${tenantId}/${what}/${randomUUID()}`;

test('what nothing names goes after its grace, page by page, and not before', async () => {
  const old = await Promise.all(
    ['audio', 'incoming', 'jobs', 'logo', 'uploads', 'z', 'z'].map((what) => store(keyOf(what))),
  );
  const young = await store(keyOf('audio'), orphanGraceMs - aLittle);
  await sweep();
  expect(await Promise.all(old.map(isThere))).toEqual(old.map(() => false));
  expect(await isThere(young)).toBe(true);
});

test('what a column of any table names stays, also of one that nobody thought of here', async () => {
  const [logo, carrierFile, later] = [keyOf('logo'), keyOf('carrier-files'), keyOf('recordings')];
  await Promise.all([logo, carrierFile, later].map((key) => store(key)));
  await world.sql`
    insert into carrier_files (tenant_id, file_name, object_key, bytes) values (${world.tenantId}, 'a.csv', ${carrierFile}, 1)`;
  await world.sql`create table recordings (tenant_id uuid, preview_object_key text)`;
  await world.sql`insert into recordings values (${world.tenantId}, ${later})`;
  // May not be read yet: then nothing is deleted at all.
  await expect(sweep()).rejects.toThrow('permission denied');
  expect(await Promise.all([logo, carrierFile, later].map(isThere))).toEqual([true, true, true]);
  await world.sql`grant select on recordings to yunhu_platform`;
  await sweep();
  expect(await Promise.all([logo, carrierFile, later].map(isThere))).toEqual([false, true, true]);
});

test('every column whose name speaks of a key either names objects or is known not to', async () => {
  const others = await world.sql<{ name: string }[]>`
    select table_name || '.' || column_name as name from information_schema.columns
    where table_schema = 'public' and data_type in ('text', 'jsonb', 'ARRAY') and column_name ~ 'key|file|object|blob'
      and column_name !~ '(^|_)object_key$' and table_name not like 'ps\_%' order by 1`;
  const known = /\.(file_name|idempotency_key|key_wait_seconds|keys|key)$/;
  expect(others.map(({ name }) => name).filter((name) => !known.test(name))).toEqual([]);
});

test('files of jobs stay while their job does, and what a job names among the uploads', async () => {
  const id = await world.enqueue('test-job');
  const own = await store(jobFileKey({ tenantId: world.tenantId, id }));
  const [named, other] = [uploadKey(world.tenantId, randomUUID()), uploadKey(world.tenantId, randomUUID())];
  await Promise.all([store(named), store(other)]);
  await world.enqueue('test-job', { deck: { upload: named } });
  await sweep();
  expect(await Promise.all([own, named, other].map(isThere))).toEqual([true, true, false]);
});

test('what belongs to no tenant of this record is left alone: another record may share the store', async () => {
  const foreign = await store(keyOf('audio', randomUUID()));
  await sweep();
  expect(await isThere(foreign)).toBe(true);
});

test('what is being written while the store is swept is there afterwards', async () => {
  const key = keyOf('audio');
  const slow = new PassThrough();
  slow.write('half');
  const putting = world.objects.put(key, slow, { maxBytes: 100 });
  await sweep();
  slow.end('whole');
  await putting;
  await sweep();
  expect(await isThere(key)).toBe(true);
});

describe('an upload', () => {
  const begin = async () => {
    const actor = { tenantId: world.tenantId };
    const { id, incomingKey } = await world.database.withTenant(actor, (tx) =>
      beginUpload(tx, { purpose: 'audio', fileName: 'a.mp3', bytes: 1 }),
    );
    return { id, incomingKey };
  };
  const sealed = async () => {
    const { id, incomingKey } = await begin();
    await store(incomingKey, 0);
    await sealUpload(world, { tenantId: world.tenantId }, id);
    const [row] = await world.sql<{ key: string }[]>`select object_key as key from uploads where id = ${id}`;
    return { id, key: row?.key ?? '' };
  };
  const take = (id: string) =>
    world.database.withTenant({ tenantId: world.tenantId }, (tx) => takeUpload(tx, id, 'audio'));
  const age = (hours: number) => world.sql`
    update uploads set created_at = now() - ${hours} * interval '1 hour', taken_at = taken_at - ${hours} * interval '1 hour'`;
  const rows = async () => (await world.sql<{ id: string }[]>`select id from uploads order by id`).map(({ id }) => id);

  test('that nobody takes within a day goes with all of it; a younger one stays', async () => {
    const [begun, whole] = [await begin(), await sealed()];
    await store(begun.incomingKey, 0);
    await age(25);
    const younger = await sealed();
    await sweep();
    expect(await rows()).toEqual([younger.id]);
    expect(await Promise.all([begun.incomingKey, whole.key, younger.key].map(isThere))).toEqual([false, false, true]);
  });

  test('that was left is counted for an hour, then it goes with what came afterwards', async () => {
    const [left, open] = [await begin(), await begin()];
    await world.database.withTenant({ tenantId: world.tenantId }, (tx) => cancelUpload(tx, left.id));
    await store(left.incomingKey);
    await age(0.9);
    await sweep();
    expect([await rows(), await isThere(left.incomingKey)]).toEqual([[left.id, open.id], true]);
    await age(1.1);
    await sweep();
    expect([await rows(), await isThere(left.incomingKey)]).toEqual([[open.id], false]);
  });

  test('that is on its way keeps what has come of it, however old that is', async () => {
    const { incomingKey } = await begin();
    await store(incomingKey);
    await sweep();
    expect(await isThere(incomingKey)).toBe(true);
  });

  test('that was taken keeps its object while a row names it, and not for longer than the grace', async () => {
    const [kept, dropped] = [await sealed(), await sealed()];
    for (const { id, key } of [kept, dropped]) {
      await take(id);
      await store(key);
    }
    await world.sql`
      insert into carrier_files (tenant_id, file_name, object_key, bytes) values (${world.tenantId}, 'a', ${kept.key}, 1)`;
    await sweep();
    expect(await Promise.all([kept.key, dropped.key].map(isThere))).toEqual([true, true]);
    await age(25);
    await sweep();
    expect([await rows(), await isThere(kept.key), await isThere(dropped.key)]).toEqual([[], true, false]);
  });

  test('that is taken and swept at the same moment is either whole and taken, or gone and not taken', async () => {
    for (let round = 0; round < 8; round++) {
      const { id, key } = await sealed();
      await age(25);
      const taking = take(id).then(
        () => true,
        (error: unknown) => {
          expect(error).toMatchObject({ code: 'not_found' });
          return false;
        },
      );
      const [isTaken] = await Promise.all([taking, newSweep()(), sweep()]);
      expect([isTaken, await isThere(key)]).toEqual([isTaken, isTaken]);
      await world.sql`delete from uploads`;
    }
  });
});
