import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { addAudio } from '@yunhu/db/audio';
import { jobFileKey, uploadKey } from '@yunhu/db/jobs';
import { systemClock } from '@yunhu/db/time';
import { type JobsWorld, openJobsWorld } from '@yunhu/tests/jobs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { silentLog } from '../log.ts';
import { audioConvert } from './audio-convert.ts';
import { closeConversions } from './close-conversions.ts';
import { JobCancelled, type JobContext } from './job-context.ts';

let world: JobsWorld;

beforeEach(async () => {
  world = await openJobsWorld();
});

afterEach(() => world.close());

const close = () => closeConversions({ ...world, log: silentLog });

async function begun(): Promise<{ audioId: string; jobId: string; key: string }> {
  const key = uploadKey(world.otherTenantId, randomUUID());
  await world.objects.put(key, Readable.from(['RIFF']), { maxBytes: 10 });
  const added = await world.database.withTenant({ tenantId: world.otherTenantId }, (tx) =>
    addAudio(tx, { name: 'Greeting', kind: 'outbound', upload: { key, fileName: 'a.wav' } }),
  );
  return { ...added, key };
}

const stateOf = async (audioId: string) =>
  (await world.sql`select state, failure_code, upload_object_key from audio where id = ${audioId}`)[0];
const failed = { state: 'failed', failure_code: 'internal_error', upload_object_key: null };

test('audio whose conversion was cancelled, given up or swept has failed, with a word in its history; others go on', async () => {
  const [cancelled, givenUp, swept, open] = [await begun(), await begun(), await begun(), await begun()];
  await world.sql`update jobs set state = 'cancelled', ended_at = now() where id = ${cancelled.jobId}`;
  await world.sql`update jobs set state = 'failed', ended_at = now() where id = ${givenUp.jobId}`;
  await world.sql`delete from jobs where id = ${swept.jobId}`;
  await close();
  for (const { audioId, key } of [cancelled, givenUp, swept]) {
    expect(await stateOf(audioId)).toEqual(failed);
    expect(await world.objects.get(key)).toBeUndefined();
  }
  const history =
    await world.sql`select kind, reason from audio_events where audio_id = ${cancelled.audioId} order by id`;
  expect(history).toMatchObject([{ kind: 'uploaded' }, { kind: 'failed', reason: 'internal_error' }]);
  expect(await stateOf(open.audioId)).toMatchObject({ state: 'converting', upload_object_key: open.key });
  (await world.objects.get(open.key))?.content.destroy();
});

test('a failure that could not be written is logged, and found when its job is over', async () => {
  const { audioId, jobId, key } = await begun();
  const log = { ...silentLog, error: vi.fn() };
  const context: JobContext = {
    ...{ objects: world.objects, clock: systemClock, log, progress: () => Promise.resolve() },
    database: {
      ...world.database,
      withPlatform: () => Promise.reject(new Error('the record is away')),
    },
    job: { tenantId: world.otherTenantId, id: jobId, staffId: null, input: { audioId, objectKey: key } },
    fileKey: jobFileKey({ tenantId: world.otherTenantId, id: jobId }),
    signal: AbortSignal.abort(new JobCancelled()),
  };
  await expect(audioConvert(context)).rejects.toThrow(JobCancelled);
  expect(log.error).toHaveBeenCalledWith('audio.failure-not-recorded', {
    audioId,
    error: 'Error: the record is away',
  });
  expect(await stateOf(audioId)).toMatchObject({ state: 'converting' });
  await world.sql`update jobs set state = 'failed', ended_at = now() where id = ${jobId}`;
  await close();
  expect(await stateOf(audioId)).toEqual(failed);
});
