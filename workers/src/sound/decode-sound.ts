import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Demuxer } from './sniff-sound.ts';
import { SoundRefused } from './refuse-sound.ts';
import { runFfmpeg, safely } from './run-ffmpeg.ts';

/** A conversion under way, in a folder of its own. */
export interface SoundWork {
  readonly ffmpeg: string;
  readonly folder: string;
  readonly signal: AbortSignal | undefined;
}

export const sampleRate = 8000;
/** A handset passes 300 to 3,400 Hz: what is lower costs loudness and is not heard. */
const band = 'highpass=f=200';
/** All that the five containers may carry as sound; nothing else is ever decoded. */
const decoders = [
  ...['pcm_u8', 'pcm_s16le', 'pcm_s24le', 'pcm_s32le', 'pcm_f32le', 'pcm_f64le', 'pcm_mulaw', 'pcm_alaw'],
  ...['adpcm_ms', 'adpcm_ima_wav', 'mp3', 'mp3float', 'aac', 'alac', 'vorbis', 'opus', 'libopus', 'flac', 'libspeex'],
].join(',');

const demuxerNames: Readonly<Record<Demuxer, string>> = {
  wav: 'wav',
  mp3: 'mp3',
  ogg: 'ogg',
  mov: 'mov,mp4,m4a,3gp,3g2,mj2',
  matroska: 'matroska,webm',
};

/** A file of the work's folder, as ffmpeg is told of it. */
export function fileIn({ folder }: SoundWork, name: string): string {
  return `file:${path.join(folder, name)}`;
}

/**
 * Decodes the first sound of `upload` to `samples`: 16 bits, 8 kHz, mono, in the band of a telephone. Answers how long it is, counted in
 * samples, whatever the file says of itself; at most a second more than `mostMs` is decoded. Throws `SoundRefused`.
 */
export async function decodeSound(work: SoundWork, demuxer: Demuxer, mostMs: number): Promise<number> {
  const mostBytes = Math.ceil(((mostMs + 1000) * sampleRate * 2) / 1000);
  const allowed = ['-format_whitelist', demuxerNames[demuxer], '-codec_whitelist', decoders];
  const output = ['-vn', '-sn', '-dn', '-map_metadata', '-1', '-ac', '1', '-af', band, '-ar', String(sampleRate)];
  const { code, said } = await runFfmpeg(
    work.ffmpeg,
    [
      ...[...safely, '-v', 'info', '-max_error_rate', '0.1', ...allowed, '-threads', '1', '-f', demuxer],
      ...['-i', fileIn(work, 'upload'), '-map', '0:a:0', ...output, '-c:a', 'pcm_s16le'],
      ...['-f', 's16le', '-fs', String(mostBytes), fileIn(work, 'samples')],
    ],
    work.signal,
  );
  // The picture of a cover is a stream too; its line ends in saying so.
  if (/^\s*Stream #0:\d+.*: Video: (?!.*\(attached pic\)\s*$)/m.test(said)) {
    throw new SoundRefused('has_video', 'this is a video');
  }
  if (code !== 0) throw new SoundRefused('unreadable', 'the file cannot be decoded');
  const { size } = await stat(path.join(work.folder, 'samples'));
  return (size / 2 / sampleRate) * 1000;
}
