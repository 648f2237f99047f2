// The voice a demonstration plays: a file of one's own through ffmpeg, or a chime made here. Either way 8 kHz mono ulaw, no header.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

export interface Voice {
  readonly bytes: Buffer;
  /** Lower-case hex, of the bytes that play. */
  readonly sha256: string;
  readonly durationMs: number;
}

const sampleRate = 8000;
const maxSeconds = 120;
const convertLimitMs = 30_000;

function voiceOf(bytes: Buffer): Voice {
  return {
    bytes,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    durationMs: Math.max(1, Math.round((bytes.length / sampleRate) * 1000)),
  };
}

/** Puts the bytes where the switch finds them by their hash. */
export function storeVoice(audioDir: string, voice: Voice): void {
  const file = path.join(audioDir, `${voice.sha256}.ulaw`);
  if (existsSync(file)) return;
  mkdirSync(audioDir, { recursive: true });
  writeFileSync(`${file}.new`, voice.bytes);
  renameSync(`${file}.new`, file);
}

/** FFMPEG_PATH, else the system's ffmpeg, else the one that npm brings where it has one for this machine. */
async function findFfmpeg(): Promise<string> {
  const wanted = process.env['FFMPEG_PATH'];
  if (wanted !== undefined) return wanted;
  const onPath = (process.env['PATH'] ?? '').split(path.delimiter).map((folder) => path.join(folder, 'ffmpeg'));
  const found = onPath.find((file) => existsSync(file));
  if (found !== undefined) return found;
  try {
    const { default: installed } = await import('@ffmpeg-installer/ffmpeg');
    return installed.path;
  } catch (error) {
    throw new Error('converting a sound file needs ffmpeg: install it, or set FFMPEG_PATH.', { cause: error });
  }
}

/**
 * Converts any sound file that ffmpeg reads, at most two minutes of it. The file is not trusted: no network protocols, and limits of
 * time and size. Throws a sentence when there is no ffmpeg or the file is not a sound.
 */
export async function convertVoice(file: string): Promise<Voice> {
  if (!existsSync(file)) throw new Error(`there is no sound file ${file}.`);
  const ffmpeg = await findFfmpeg();
  const limits = ['-nostdin', '-v', 'error', '-protocol_whitelist', 'file,pipe'];
  const output = ['-t', String(maxSeconds), '-vn', '-ac', '1', '-ar', String(sampleRate), '-f', 'mulaw', 'pipe:1'];
  const { stdout } = await promisify(execFile)(ffmpeg, [...limits, '-i', `file:${path.resolve(file)}`, ...output], {
    encoding: 'buffer',
    timeout: convertLimitMs,
    maxBuffer: (maxSeconds + 1) * sampleRate,
  }).catch((error: unknown) => {
    const said =
      error instanceof Error && 'stderr' in error ? String(error.stderr).trim().split('\n').at(-1) : undefined;
    throw new Error(`${file} could not be read as sound: ${said ?? String(error)}`, { cause: error });
  });
  if (stdout.length === 0) throw new Error(`${file} holds no sound.`);
  return voiceOf(stdout);
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
