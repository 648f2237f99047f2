// Sound files for tests, made by the ffmpeg that converts them too.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { readSoundSettings } from './env.ts';
import { findFfmpeg } from './find-ffmpeg.ts';

const run = promisify(execFile);

/** What ffmpeg writes with these arguments to a file of this ending. */
export async function makeSound(ending: string, args: readonly string[]): Promise<Buffer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'yunhu-made-'));
  try {
    const file = path.join(folder, `made.${ending}`);
    await run(await findFfmpeg(readSoundSettings()), ['-nostdin', '-v', 'error', ...args, file]);
    return await readFile(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** So many seconds that sound a little like speech: a tone that swells, with noise. */
export const speech = (seconds: number, volume = 0.5): string[] => [
  ...[
    '-f',
    'lavfi',
    '-i',
    `aevalsrc=${volume}*(0.5+0.5*sin(2*PI*3*t))*(sin(2*PI*300*t)+0.4*sin(2*PI*1100*t)):d=${seconds}:s=16000`,
  ],
];

/** What ffmpeg says of raw µ-law bytes. */
export async function measure(ulaw: Buffer, filter: string): Promise<string> {
  const ffmpeg = await findFfmpeg(readSoundSettings());
  const args = [
    '-hide_banner',
    '-f',
    'mulaw',
    '-ar',
    '8000',
    '-ac',
    '1',
    '-i',
    'pipe:0',
    '-af',
    filter,
    '-f',
    'null',
    '-',
  ];
  const running = run(ffmpeg, args);
  running.child.stdin?.end(ulaw);
  return (await running).stderr;
}
