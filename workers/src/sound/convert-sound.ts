// Any sound file to what the switch plays and what browsers play, all from the same samples.
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { decodeSound, fileIn, sampleRate, type SoundWork } from './decode-sound.ts';
import { readSoundSettings, type SoundSettings } from './env.ts';
import { findFfmpeg } from './find-ffmpeg.ts';
import { levelSound, measureLoudness } from './level-sound.ts';
import { SoundRefused } from './refuse-sound.ts';
import { runFfmpeg, safely } from './run-ffmpeg.ts';
import { sniffSound } from './sniff-sound.ts';
import { waveformOf } from './waveform.ts';

export interface ConvertOptions {
  /** How long it may be, counted in decoded samples. */
  readonly leastMs: number;
  readonly mostMs: number;
  readonly signal?: AbortSignal;
  readonly settings?: SoundSettings;
}

export interface ConvertedSound {
  /** 8 kHz mono G.711 without a header: what the switch plays. */
  readonly ulaw: Buffer;
  readonly alaw: Buffer;
  /** Made of the µ-law bytes: what a phone will hear, for browsers. */
  readonly preview: Buffer;
  readonly previewType: 'audio/mpeg' | 'audio/wav';
  readonly durationMs: number;
  /** As `waveformOf` says it. */
  readonly peaks: string;
  /** EBU R128, of the µ-law bytes. */
  readonly loudnessLufs: number;
}

/** No sample above this is silence: −50 dB of full scale. */
const silentBelow = 32_768 * 10 ** (-50 / 20);

/**
 * Converts a file of unknown origin. Throws `SoundRefused` with what is wrong with it, and a sentence where there is no ffmpeg. Works in
 * a temporary folder, which is gone afterwards.
 */
export async function convertSound(
  file: Buffer,
  { leastMs, mostMs, signal, settings = readSoundSettings() }: ConvertOptions,
): Promise<ConvertedSound> {
  const demuxer = sniffSound(file);
  const ffmpeg = await findFfmpeg(settings);
  const folder = await mkdtemp(path.join(tmpdir(), 'yunhu-sound-'));
  const work: SoundWork = { ffmpeg, folder, signal };
  try {
    await writeFile(path.join(folder, 'upload'), file, { mode: 0o600 });
    const ms = await decodeSound(work, demuxer, mostMs);
    if (ms > mostMs) throw new SoundRefused('too_long', `longer than ${mostMs / 60_000} minutes`);
    if (ms < leastMs) throw new SoundRefused(ms === 0 ? 'empty' : 'too_short', 'there is hardly anything in it');
    if (isSilent(await readFile(path.join(folder, 'samples'))))
      throw new SoundRefused('silent', 'there is nothing to hear');
    await levelSound(work);
    return await gather(work);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function isSilent(samples: Buffer): boolean {
  for (let at = 0; at + 1 < samples.length; at += 2) {
    if (Math.abs(samples.readInt16LE(at)) > silentBelow) return false;
  }
  return true;
}

async function gather(work: SoundWork): Promise<ConvertedSound> {
  const read = (name: string): Promise<Buffer> => readFile(path.join(work.folder, name));
  const [ulaw, alaw] = await Promise.all([read('ulaw'), read('alaw')]);
  if (ulaw.length === 0 || ulaw.length !== alaw.length) throw new Error('ffmpeg encoded nothing');
  const previewType = await makePreview(work);
  return {
    ...{ ulaw, alaw, previewType },
    preview: await read('preview'),
    durationMs: durationOf(ulaw),
    peaks: waveformOf(ulaw),
    loudnessLufs: await measureLoudness(work),
  };
}

/** MP3 at 24 kHz, which every browser plays; WAV where this ffmpeg cannot write it. */
async function makePreview(work: SoundWork): Promise<ConvertedSound['previewType']> {
  const input = [...safely, '-v', 'error', '-y', '-f', 'mulaw', '-ar', String(sampleRate), '-ac', '1'];
  const plain = ['-map_metadata', '-1', '-fflags', '+bitexact', '-flags:a', '+bitexact'];
  const formats = [
    ['audio/mpeg', ['-ar', '24000', '-c:a', 'libmp3lame', '-b:a', '48k', '-f', 'mp3']],
    ['audio/wav', ['-c:a', 'pcm_s16le', '-f', 'wav']],
  ] as const;
  for (const [type, format] of formats) {
    const args = [...input, '-i', fileIn(work, 'ulaw'), ...plain, ...format, fileIn(work, 'preview')];
    if ((await runFfmpeg(work.ffmpeg, args, work.signal)).code === 0) return type;
  }
  throw new Error('ffmpeg could write no preview');
}

/** Lower-case hex SHA-256. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Length of G.711 bytes, at least 1. */
export function durationOf(bytes: Uint8Array): number {
  return Math.max(1, Math.round((bytes.length / sampleRate) * 1000));
}
