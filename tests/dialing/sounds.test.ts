// What was approved is what plays: a real worker on a simulated switch, with somebody's hands in its folder and in the store.
import { createHash } from 'node:crypto';
import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { openDatabase } from '@yunhu/db/connect';
import { haltTasks } from '@yunhu/db/tasks';
import { fixtureSound } from '@yunhu/scripts/fixture/hierarchy';
import { afterEach, expect, test } from 'vitest';
import {
  type DialingWorld,
  eventually,
  figuresOf,
  mobileNumbers,
  openDialingWorld,
  setTaskState,
  startTask,
} from '../setup/dialing.ts';

const patient = { timeout: 60_000 };
const numbers = mobileNumbers(400);
const foreign = Buffer.alloc(fixtureSound().length, 0x55);
let world: DialingWorld;

afterEach(() => world.close());

/** A world whose audio stands in the store, as conversions leave it, and whose folder is empty. */
async function openStoredWorld(
  plays = 1,
): Promise<{ key: string; file: string; put: (bytes: Buffer) => Promise<unknown> }> {
  world = await openDialingWorld({ channelLimit: 5, flow: { plays, keys: {}, retries: 0, callTimeoutSeconds: 15 } });
  const { customer, hierarchy, sounds, sql } = world;
  const key = `tenant/${customer.tenantId}/audio/${crypto.randomUUID()}.ulaw`;
  const put = (bytes: Buffer) => sounds.objects.put(key, Readable.from([bytes]), { maxBytes: bytes.length });
  await put(fixtureSound());
  // The record itself lets nobody do that.
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`update audio set ulaw_object_key = ${key} where tenant_id = ${customer.tenantId}`;
  });
  const file = path.join(sounds.audioDir, `${hierarchy.audioSha256}.ulaw`);
  await rm(file);
  return { key, file, put };
}

const alerts = () =>
  world.sql<{ kind: string; level: string; tenant: string; open: boolean }[]>`
    select a.kind, a.level, t.kind as tenant, a.resolved_at is null as open from alerts a join tenants t on t.id = a.tenant_id
    where a.kind like 'audio%' order by a.kind, t.kind`;
const begun = (least: number) =>
  eventually(
    () => figuresOf(world),
    ({ attempts }) => attempts >= least,
  );
const halted = () =>
  eventually(
    () => figuresOf(world),
    ({ state, leased }) => state === 'paused' && leased === 0,
  );

test('approved bytes are fetched from the store before the first call, and played', patient, async () => {
  const { file } = await openStoredWorld();
  await startTask(world, numbers.slice(0, 20));
  await world.startWorker();
  await eventually(
    () => figuresOf(world),
    ({ state }) => state === 'finished',
  );
  expect(await readFile(file)).toEqual(fixtureSound());
  expect((await figuresOf(world)).answered).toBeGreaterThan(0);
  expect(await alerts()).toEqual([]);
});

test(
  'a swapped file in the store is never dialed for, and everybody is told until it is put right',
  patient,
  async () => {
    const { put } = await openStoredWorld();
    await put(foreign);
    await startTask(world, numbers);
    await world.startWorker();
    expect((await halted()).reason).toBe('audio_changed');
    expect(world.carrierLog.lines.length).toBe(0);
    expect(await alerts()).toEqual([
      { kind: 'audio_changed', level: 'critical', tenant: 'customer', open: true },
      { kind: 'audio_changed', level: 'critical', tenant: 'operator', open: true },
    ]);
    await put(fixtureSound());
    await setTaskState(world, 'running');
    await begun(5);
    expect((await alerts()).map(({ open }) => open)).toEqual([false, false]);
  },
);

test(
  'a file that is swapped on the switch while it plays is made whole from the store, and the operator is warned',
  patient,
  async () => {
    const { file } = await openStoredWorld();
    await startTask(world, numbers);
    await world.startWorker();
    const { attempts } = await begun(5);
    await chmod(file, 0o644);
    await writeFile(file, foreign);
    await eventually(
      () => readFile(file),
      (bytes) => bytes.equals(fixtureSound()),
    );
    await begun(attempts + 10);
    expect((await figuresOf(world)).state).toBe('running');
    expect(await alerts()).toEqual([{ kind: 'audio_repaired', level: 'warning', tenant: 'operator', open: true }]);
  },
);

test('a file that is swapped in both places stops the running task', patient, async () => {
  const { file, put } = await openStoredWorld();
  await startTask(world, numbers);
  await world.startWorker();
  await begun(5);
  await put(foreign);
  await chmod(file, 0o644);
  await writeFile(file, foreign);
  expect((await halted()).reason).toBe('audio_changed');
  const dialed = world.carrierLog.lines.length;
  expect(dialed).toBeLessThan(numbers.length);
  expect((await alerts()).map(({ kind, level }) => `${kind} ${level}`)).toEqual([
    'audio_changed critical',
    'audio_changed critical',
  ]);
});

test('calls that go on after a revocation never play what was put there since', patient, async () => {
  const { file, put } = await openStoredWorld(10);
  const { customer, sql, testDatabase } = world;
  await startTask(world, numbers);
  await world.startWorker();
  await begun(5);
  await put(foreign);
  const database = openDatabase({ appUrl: testDatabase.urls.app, platformUrl: testDatabase.urls.platform });
  await database.withPlatform('test', async (tx) => {
    const audios = await tx.sql<{ id: string }[]>`select id from audio where tenant_id = ${customer.tenantId}`;
    for (const { id } of audios)
      await haltTasks(tx, { reason: 'audio_revoked', tenantId: customer.tenantId, audioId: id });
  });
  await database.close();
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`update audio set state = 'draft', sha256 = ${createHash('sha256').update(foreign).digest('hex')} where tenant_id = ${customer.tenantId}`;
  });
  const open = () => sql`select from attempts where ended_at is null`;
  expect((await open()).length).toBeGreaterThan(0);
  await eventually(open, ({ length }) => length === 0);
  const fetched = (await readdir(path.dirname(file))).filter((name) => name.endsWith('.ulaw'));
  expect(fetched).toEqual([path.basename(file)]);
  expect(await alerts()).toEqual([]);
});
