// Audio over HTTP, with the jobs that convert it: every state, who may do what, and that a decision is about bytes.
import { createHash, randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import {
  alertPage,
  audioDetail,
  audioPage,
  audioReviewDetail,
  audioReviewPage,
  revokedAudio,
  soundLink,
} from '@yunhu/api/schemas';
import { createFlow } from '@yunhu/db/tasks';
import { systemClock } from '@yunhu/db/time';
import { silentLog } from '@yunhu/workers';
import { jobHandlers, type RunningJobs, startJobs } from '@yunhu/workers/jobs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApi, type TestApi, type TestClient } from '../setup/api.ts';
import { type AudioAnswer, bringAudio, convertedAudio, toneWav } from '../setup/audio.ts';
import { createTestTenant, equipCustomer, type TestTenant } from '../setup/customer.ts';
import { missing } from '../setup/machine.ts';
import { uploadAs } from '../setup/uploads.ts';

let api: TestApi;
let jobs: RunningJobs;
let operator: TestClient;
let agent: TestTenant;
let bakery: TestTenant;
let butcher: TestTenant;
const patient = { timeout: 120_000 };

beforeAll(async () => {
  api = await startTestApi();
  const { database, objects } = api;
  jobs = await startJobs({
    ...{ database, objects, clock: systemClock, log: silentLog, runnerId: randomUUID(), atOnce: 2 },
    handlers: jobHandlers,
  });
  operator = await api.logIn('operator');
  agent = await createTestTenant(api, operator, {
    kind: 'agent',
    name: 'Agent',
    loginName: 'agent',
    pricePerBlock: '0.1',
    money: '100',
  });
  const below = { kind: 'customer', pricePerBlock: '0.2', money: '10' } as const;
  bakery = await createTestTenant(api, agent.client, { ...below, name: 'Bakery', loginName: 'bakery' });
  butcher = await createTestTenant(api, agent.client, { ...below, name: 'Butcher', loginName: 'butcher' });
});

afterAll(async () => {
  await jobs?.stop();
  await api?.stop();
});

const read = async (id: string) => (await bakery.client.get(`/v1/audio/${id}`)).as(audioDetail);
const review = (id: string) => `/v1/audio-reviews/${id}`;

async function draft(file?: Buffer): Promise<AudioAnswer> {
  const { id } = await bringAudio(bakery.client, file === undefined ? {} : { file });
  return convertedAudio(bakery.client, id);
}

async function submitted(): Promise<AudioAnswer & { sha256: string }> {
  const { id } = await draft();
  const { sha256, ...audio } = (await bakery.client.post(`/v1/audio/${id}/submit`, {})).as(audioDetail);
  return { ...audio, sha256: sha256 ?? '' };
}

async function approved(): Promise<AudioAnswer & { sha256: string }> {
  const audio = await submitted();
  const body = { decision: 'approved', sha256: audio.sha256, heard: true };
  (await operator.post(`${review(audio.id)}/decision`, body)).as(audioReviewDetail);
  return audio;
}

describe.skipIf(missing('ffmpeg'))('a customer’s audio', () => {
  test('is converted, and then a draft whose bytes are those of its hash', patient, async () => {
    const begun = await bringAudio(bakery.client, { name: 'Autumn' });
    expect(begun).toMatchObject({ state: 'converting', sha256: null, playable: false, name: 'Autumn' });
    const audio = await convertedAudio(bakery.client, begun.id);
    expect(audio).toMatchObject({ state: 'draft', durationMs: 1000, playable: true, fileName: 'greeting.wav' });
    expect(audio.history.map(({ kind }) => kind)).toEqual(['uploaded', 'converted']);
    const [row] = await api.behind<{ ulaw: string; alaw: string; upload: string | null }[]>`
      select ulaw_object_key as ulaw, alaw_object_key as alaw, upload_object_key as upload from audio where id = ${audio.id}`;
    expect(row?.upload).toBeNull();
    const bytes = await buffer((await api.objects.get(row?.ulaw ?? ''))?.content ?? Readable.from([]));
    expect(bytes.length).toBe(8000);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(audio.sha256);
  });

  test(
    'is heard at an address that is good for a while and carries its own hash; the raw upload at none',
    patient,
    async () => {
      const { id } = await draft();
      const link = (await bakery.client.get(`/v1/audio/${id}/sound`)).as(soundLink);
      const heard = await api.anonymous.fetch(link.url);
      expect(heard.headers.get('content-type')).toBe('audio/mpeg');
      const bytes = Buffer.from(await heard.arrayBuffer());
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(link.sha256);
      const left = await api.behind`select from uploads u join audio a on a.upload_object_key = u.object_key`;
      expect(left.length).toBe(0);
    },
  );

  test('that is refused says why, is never submitted, and may be given another file', patient, async () => {
    const { id } = await bringAudio(bakery.client, { file: Buffer.from('%PDF-1.7 this is a contract') });
    const refused = await convertedAudio(bakery.client, id);
    expect(refused).toMatchObject({ state: 'failed', failureCode: 'unsupported_format', playable: false });
    expect((await bakery.client.post(`/v1/audio/${id}/submit`, {})).status).toBe(409);
    const uploadId = await uploadAs(bakery.client, 'audio', toneWav(1, 600), 'better.wav');
    const replaced = await bakery.client.send('PUT', `/v1/audio/${id}/file`, { uploadId });
    expect(replaced.as(audioDetail).state).toBe('converting');
    expect((await convertedAudio(bakery.client, id)).state).toBe('draft');
  });

  test('an upload of two gigabytes is not even begun, and an upload makes audio once', patient, async () => {
    const large = { purpose: 'audio', fileName: 'a.wav', bytes: 2 * 1024 ** 3 };
    expect((await bakery.client.post('/v1/uploads', large)).status).toBe(413);
    const uploadId = await uploadAs(bakery.client, 'audio', toneWav(1), 'a.wav');
    const body = { name: 'A', kind: 'outbound', uploadId };
    expect((await bakery.client.post('/v1/audio', body)).status).toBe(201);
    expect((await bakery.client.post('/v1/audio', body)).status).toBe(404);
  });

  test('is listed with its states counted, found by name and by kind', patient, async () => {
    await bringAudio(bakery.client, { name: '100%_ringback', kind: 'ringback' });
    const found = (await bakery.client.get('/v1/audio?search=100%25_ring&kind=ringback')).as(audioPage);
    expect(found.items.map(({ name }) => name)).toEqual(['100%_ringback']);
    expect(Object.values(found.counts).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(4);
    expect((await bakery.client.get('/v1/audio?search=nothing')).as(audioPage).items).toEqual([]);
  });

  test(
    'that waits is withdrawn by its customer alone: it is a draft again, and nobody decides it',
    patient,
    async () => {
      const { id, sha256 } = await submitted();
      const path = `/v1/audio/${id}/withdraw`;
      expect((await butcher.client.post(path)).status).toBe(404);
      expect((await agent.client.post(path)).status).toBe(403);
      const withdrawn = (await bakery.client.post(path)).as(audioDetail);
      expect(withdrawn).toMatchObject({ state: 'draft', sha256, playable: true });
      expect(withdrawn.history.at(-1)).toMatchObject({ kind: 'withdrawn', by: 'Bakery', sha256 });
      expect((await bakery.client.post(path)).status).toBe(409);
      const waiting = (await operator.get('/v1/audio-reviews')).as(audioReviewPage);
      expect(waiting.items.find((one) => one.id === id)).toBeUndefined();
      const decision = { decision: 'approved', sha256, heard: true };
      expect((await operator.post(`${review(id)}/decision`, decision)).body).toMatchObject({
        code: 'invalid_transition',
      });
      expect((await bakery.client.post(`/v1/audio/${id}/submit`, {})).as(audioDetail).state).toBe('submitted');
    },
  );

  test('is deleted with its files where nothing plays it, and not where a flow does', patient, async () => {
    const used = await approved();
    await api.database.withTenant({ tenantId: bakery.id }, (tx) =>
      createFlow(tx, { name: 'Flow', audioId: used.id, definition: {} }),
    );
    expect((await read(used.id)).usedBy).toMatchObject([{ kind: 'flow', name: 'Flow' }]);
    const refused = await bakery.client.send('DELETE', `/v1/audio/${used.id}`);
    expect([refused.status, refused.body]).toMatchObject([409, { code: 'audio_in_use' }]);
    const { id } = await draft();
    const [row] = await api.behind<{ key: string }[]>`select ulaw_object_key as key from audio where id = ${id}`;
    expect((await bakery.client.send('DELETE', `/v1/audio/${id}`)).status).toBe(204);
    expect((await bakery.client.get(`/v1/audio/${id}`)).status).toBe(404);
    expect(await api.objects.get(row?.key ?? '')).toBeUndefined();
    const making = api.database.withTenant({ tenantId: bakery.id }, (tx) =>
      createFlow(tx, { name: 'Late', audioId: id, definition: {} }),
    );
    await expect(making).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe.skipIf(missing('ffmpeg'))('a decision', () => {
  test('names the hash that was heard; other bytes, other states and other people are refused', patient, async () => {
    const { id, sha256 } = await submitted();
    const waiting = (await operator.get('/v1/audio-reviews')).as(audioReviewPage);
    const mine = waiting.items.find((one) => one.id === id);
    expect(mine).toMatchObject({ tenant: { name: 'Bakery' }, chain: [{ name: 'Agent' }], sha256 });
    const path = `${review(id)}/decision`;
    const other = await operator.post(path, { decision: 'approved', sha256: 'f'.repeat(64), heard: true });
    expect([other.status, other.body]).toMatchObject([409, { code: 'bytes_changed' }]);
    expect((await operator.post(path, { decision: 'rejected', sha256, heard: true })).status).toBe(422);
    for (const client of [bakery.client, agent.client, butcher.client])
      expect((await client.post(path, { decision: 'approved', sha256, heard: true })).status).toBe(403);
    const rejected = { decision: 'rejected', sha256, heard: false, reason: 'No name at the beginning.' };
    expect((await operator.post(path, rejected)).as(audioReviewDetail).state).toBe('rejected');
    expect((await operator.post(path, rejected)).status).toBe(409);
    expect(await read(id)).toMatchObject({ state: 'rejected', decisionReason: 'No name at the beginning.' });
  });

  test('is about the very bytes that will play', patient, async () => {
    const { id, sha256 } = await submitted();
    const link = (await operator.get(`${review(id)}/sound`)).as(soundLink);
    expect(link).toMatchObject({ sha256, contentType: 'audio/basic' });
    const bytes = Buffer.from(await (await api.anonymous.fetch(link.url)).arrayBuffer());
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    expect((await bakery.client.get(`${review(id)}/sound`)).status).toBe(403);
  });

  test(
    'is told to the customer, and after a rejection asked for again with a note, all of which stays',
    patient,
    async () => {
      const { id, sha256 } = await submitted();
      const path = `${review(id)}/decision`;
      await operator.post(path, { decision: 'rejected', sha256, heard: true, reason: 'Unclear.' });
      const alerts = (await bakery.client.get('/v1/alerts')).as(alertPage).items;
      expect(alerts.find(({ subject }) => subject.id === id)).toMatchObject({
        kind: 'audio_decided',
        level: 'warning',
        details: { decision: 'rejected', reason: 'Unclear.' },
      });
      (await bakery.client.post(`/v1/audio/${id}/submit`, { note: 'It is our accent.' })).as(audioDetail);
      (await operator.post(path, { decision: 'approved', sha256, heard: true })).as(audioReviewDetail);
      const audio = await read(id);
      expect(audio.state).toBe('approved');
      expect(audio.history.map(({ kind, reason, by }) => [kind, reason, by])).toEqual([
        ['uploaded', null, 'Bakery'],
        ['converted', null, null],
        ['submitted', null, 'Bakery'],
        ['rejected', 'Unclear.', null],
        ['submitted', 'It is our accent.', 'Bakery'],
        ['approved', null, null],
      ]);
      await expect(
        api.behind.begin(async (tx) => {
          await tx`set local role yunhu_platform`;
          await tx`update audio_events set reason = 'never said' where audio_id = ${id}`;
        }),
      ).rejects.toThrow('permission denied');
    },
  );

  test(
    'does not outlive the bytes: other ones are approved anew, and approved ones are never replaced',
    patient,
    async () => {
      const { id, sha256 } = await approved();
      const uploadId = await uploadAs(bakery.client, 'audio', toneWav(1, 700), 'other.wav');
      expect((await bakery.client.send('PUT', `/v1/audio/${id}/file`, { uploadId })).status).toBe(409);
      (await operator.post(`${review(id)}/revocation`, { sha256, reason: 'A complaint.' })).as(revokedAudio);
      expect((await bakery.client.send('PUT', `/v1/audio/${id}/file`, { uploadId })).status).toBe(200);
      const other = await convertedAudio(bakery.client, id);
      expect(other.state).toBe('draft');
      expect(other.sha256).not.toBe(sha256);
      // Not even behind the curtain: the record's own guard.
      await approved();
      await expect(api.behind`update audio set sha256 = ${'e'.repeat(64)} where state = 'approved'`).rejects.toThrow(
        'invalid_transition',
      );
      await expect(
        api.database.withTenant(
          { tenantId: bakery.id },
          (tx) => tx.sql`update audio set state = 'approved' where id = ${id}`,
        ),
      ).rejects.toMatchObject({ code: 'invalid_transition' });
    },
  );

  test('that is taken back halts the tasks that play it, with the reason', patient, async () => {
    const kit = await equipCustomer(api, butcher.id, { name: 'Kit', queue: false });
    const created = await butcher.client.post('/v1/tasks', {
      name: 'T',
      flowId: kit.flowId,
      callerIdId: kit.callerIdId,
      channelLimit: 5,
    });
    expect([created.status, created.body]).toMatchObject([201, {}]);
    const { id: taskId } = created.body as { id: string };
    await butcher.client.post(`/v1/tasks/${taskId}/lists?fileName=a.txt`, '13800000001\n');
    expect((await butcher.client.post(`/v1/tasks/${taskId}/start`)).status).toBe(200);
    const path = `${review(kit.audioId)}/revocation`;
    const revoked = await operator.post(path, { sha256: 'a'.repeat(64), reason: 'A complaint.' });
    expect(revoked.as(revokedAudio)).toEqual({ haltedTasks: 1 });
    const [row] = await api.behind`select state, state_reason from tasks where id = ${taskId}`;
    expect(row).toEqual({ state: 'paused', state_reason: 'audio_revoked' });
    expect((await butcher.client.post(`/v1/tasks/${taskId}/resume`)).body).toMatchObject({
      code: 'audio_not_approved',
    });
  });
});
