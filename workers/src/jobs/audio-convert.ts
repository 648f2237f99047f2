import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { isTransient } from '@yunhu/db/connect';
import {
  type Conversion,
  type ConvertedAudio,
  failConversion,
  finishConversion,
  maxAudioBytes,
  maxAudioMs,
  minAudioMs,
} from '@yunhu/db/audio';
import type { ObjectStore } from '@yunhu/db/objects';
import { z } from 'zod';
import { describeError } from '../log.ts';
import { type ConvertedSound, convertSound, sha256Of, SoundRefused } from '../sound/index.ts';
import { JobCancelled, type JobContext, type JobHandler, JobInterrupted } from './job-context.ts';

const input = z.object({ audioId: z.uuid(), objectKey: z.string() });

/** Conversions under way in this process, however many jobs it runs: each has a processor for itself and a file in memory. */
const atOnce = 2;
let turns: Promise<unknown>[] = [];

/**
 * Converts an upload and makes the audio a draft; a file that is refused ends the job well, and the audio says why. The upload is deleted
 * with its conversion. A run that dies leaves objects that nobody names, which the sweep of orphans takes.
 */
export const audioConvert: JobHandler = async (context) => {
  const { audioId, objectKey } = input.parse(context.job.input);
  const of: Conversion = { tenantId: context.job.tenantId, audioId, uploadKey: objectKey };
  try {
    const made = await inTurn(() => convert(context, objectKey));
    const stored = await store(context.objects, of.tenantId, made);
    const kept = await context.database.withPlatform('finish a conversion', (tx) => finishConversion(tx, of, stored));
    if (!kept) await forget(context.objects, stored);
    await context.objects.delete(objectKey);
    return { audioId, durationMs: made.durationMs };
  } catch (error) {
    if (error instanceof SoundRefused) {
      await fail(context, of, error.code);
      return { audioId, refused: error.code };
    }
    const comesAgain =
      isTransient(error) || error instanceof JobInterrupted || (context.signal.aborted && isInterruption(context));
    if (!comesAgain)
      await fail(context, of, 'internal_error').catch((failure: unknown) =>
        // It is found as a conversion without a job.
        context.log.error('audio.failure-not-recorded', { audioId, error: describeError(failure) }),
      );
    throw error;
  }
};

function isInterruption({ signal }: JobContext): boolean {
  return !(signal.reason instanceof JobCancelled);
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  while (turns.length >= atOnce) await Promise.race(turns);
  const running = work();
  const turn = running.then(
    () => undefined,
    () => undefined,
  );
  turns.push(turn);
  try {
    return await running;
  } finally {
    turns = turns.filter((one) => one !== turn);
  }
}

async function convert({ objects, signal }: JobContext, objectKey: string): Promise<ConvertedSound> {
  signal.throwIfAborted();
  const file = await readUpload(objects, objectKey);
  return convertSound(file, { leastMs: minAudioMs, mostMs: maxAudioMs, signal });
}

async function readUpload(objects: ObjectStore, objectKey: string): Promise<Buffer> {
  const stored = await objects.get(objectKey);
  if (stored === undefined) throw new SoundRefused('damaged', 'the file is not there any more');
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of stored.content as AsyncIterable<Buffer>) {
      length += part.length;
      if (length > maxAudioBytes) throw new SoundRefused('too_large', `more than ${maxAudioBytes} bytes`);
      parts.push(part);
    }
  } finally {
    stored.content.destroy();
  }
  return Buffer.concat(parts);
}

async function store(objects: ObjectStore, tenantId: string, made: ConvertedSound): Promise<ConvertedAudio> {
  const name = `tenant/${tenantId}/audio/${randomUUID()}`;
  const put = async (ending: string, bytes: Buffer, contentType: string): Promise<string> => {
    const key = `${name}.${ending}`;
    await objects.put(key, Readable.from([bytes]), { maxBytes: bytes.length, contentType });
    return key;
  };
  const { ulaw, alaw, preview, previewType } = made;
  return {
    ulawKey: await put('ulaw', ulaw, 'audio/basic'),
    alawKey: await put('alaw', alaw, 'application/octet-stream'),
    previewKey: await put(previewType === 'audio/wav' ? 'wav' : 'mp3', preview, previewType),
    sha256: sha256Of(ulaw),
    alawSha256: sha256Of(alaw),
    previewSha256: sha256Of(preview),
    previewType,
    durationMs: made.durationMs,
    peaks: made.peaks,
    loudnessLufs: made.loudnessLufs,
  };
}

async function forget(objects: ObjectStore, { ulawKey, alawKey, previewKey }: ConvertedAudio): Promise<void> {
  for (const key of [ulawKey, alawKey, previewKey]) await objects.delete(key);
}

async function fail({ database, objects }: JobContext, of: Conversion, code: string): Promise<void> {
  await database.withPlatform('refuse a file', (tx) => failConversion(tx, of, { code }));
  await objects.delete(of.uploadKey);
}
