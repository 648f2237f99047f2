// The voice a demonstration plays: a file of one's own, converted as uploads are, or a chime made here. Either way 8 kHz mono ulaw, no header.
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { maxAudioBytes, maxAudioMs, minAudioMs } from '@yunhu/db/audio';
import type { ObjectStore } from '@yunhu/db/objects';
import { convertSound, durationOf, sha256Of, SoundRefused, waveformOf, wavOf } from '@yunhu/workers/sound';

export interface Voice {
  readonly bytes: Buffer;
  /** Lower-case hex, of the bytes that play. */
  readonly sha256: string;
  readonly durationMs: number;
}

const sampleRate = 8000;

function voiceOf(bytes: Buffer): Voice {
  return { bytes, sha256: sha256Of(bytes), durationMs: durationOf(bytes) };
}

/** Puts what is played and what browsers play into the store, as a conversion does; answers where it stands. */
export async function storeVoice(objects: ObjectStore, tenantId: string, { bytes }: Voice) {
  const name = `tenant/${tenantId}/audio/${randomUUID()}`;
  const put = async (key: string, content: Buffer, contentType: string): Promise<string> => {
    await objects.put(key, Readable.from([content]), { maxBytes: content.length, contentType });
    return key;
  };
  const preview = wavOf(bytes);
  return {
    ulawKey: await put(`${name}.ulaw`, bytes, 'audio/basic'),
    previewKey: await put(`${name}.wav`, preview, 'audio/wav'),
    previewSha256: sha256Of(preview),
    previewType: 'audio/wav' as const,
    peaks: waveformOf(bytes),
  };
}

/**
 * Converts a sound file of any kind that customers may upload, as their uploads are. Throws a sentence when there is no ffmpeg or the
 * file is not a sound.
 */
export async function convertVoice(file: string): Promise<Voice> {
  if (!existsSync(file)) throw new Error(`there is no sound file ${file}.`);
  if (statSync(file).size > maxAudioBytes) throw new Error(`${file} has more than ${maxAudioBytes} bytes.`);
  const limits = { leastMs: minAudioMs, mostMs: maxAudioMs };
  const { ulaw } = await convertSound(readFileSync(file), limits).catch((error: unknown) => {
    if (!(error instanceof SoundRefused)) throw error;
    throw new Error(`${file} could not be read as sound: ${error.message}`, { cause: error });
  });
  return voiceOf(ulaw);
}

/** Notes of the chime: start and length in seconds, hertz. */
const chime = [
  [0, 0.5, 523.25],
  [0.35, 0.5, 659.25],
  [0.7, 0.9, 783.99],
  [1.5, 0.5, 659.25],
  [1.85, 1.1, 1046.5],
] as const;
const chimeSeconds = 3;

/** Three seconds of a soft chime. */
export function makeChime(): Voice {
  const bytes = Buffer.alloc(chimeSeconds * sampleRate);
  for (let i = 0; i < bytes.length; i++) {
    const t = i / sampleRate;
    let level = 0;
    for (const [start, length, hertz] of chime) {
      if (t < start || t > start + length) continue;
      const fade = Math.min(1, (t - start) / 0.01) * Math.exp(-4 * (t - start));
      level += Math.sin(2 * Math.PI * hertz * (t - start)) * fade;
    }
    bytes[i] = toUlaw(Math.max(-1, Math.min(1, level * 0.35)));
  }
  return voiceOf(bytes);
}

/** ITU-T G.711 µ-law of a sample between -1 and 1. */
function toUlaw(sample: number): number {
  const bias = 132;
  const magnitude = Math.min(32_635, Math.abs(Math.round(sample * 32_767))) + bias;
  const exponent = Math.floor(Math.log2(magnitude)) - 7;
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  const sign = sample < 0 ? 0x80 : 0;
  return ~(sign | (exponent << 4) | mantissa) & 0xff;
}
