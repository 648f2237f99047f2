// ffmpeg over files that nobody trusts: no environment, no network, no playlists, and limits that the system itself enforces.
import { spawn } from 'node:child_process';
import { SoundRefused } from './refuse-sound.ts';

/** Of one run: time that passes, time of the processor, memory, and the largest file it may write. */
const limits = { wallMs: 120_000, cpuSeconds: 110, memoryKb: 2 * 1024 * 1024, fileBlocks: (64 * 1024 * 1024) / 512 };
const maxSaid = 256 * 1024;

// Where a limit is not known to the system (macOS knows no -v) the others hold. exec: the pid that is killed is ffmpeg's own.
const limited = `ulimit -c 0; ulimit -t ${limits.cpuSeconds}; ulimit -f ${limits.fileBlocks}; ulimit -v ${limits.memoryKb} 2>/dev/null; exec "$@"`;

export interface FfmpegRun {
  readonly code: number | null;
  /** What it said, the first part where that is much. */
  readonly said: string;
}

/** Files and pipes are all it may open; each input says its own demuxer. */
export const safely = ['-nostdin', '-hide_banner', '-protocol_whitelist', 'file,pipe'] as const;

/** Runs it to its end. Throws `took_too_long`, or what `signal` was aborted with; the process is gone then. */
export async function runFfmpeg(ffmpeg: string, args: readonly string[], signal?: AbortSignal): Promise<FfmpegRun> {
  signal?.throwIfAborted();
  const child = spawn('/bin/sh', ['-c', limited, 'sh', ffmpeg, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {},
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (said.length < maxSaid) said += text.slice(0, maxSaid - said.length);
  });
  const kill = (): void => void child.kill('SIGKILL');
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    kill();
  }, limits.wallMs);
  signal?.addEventListener('abort', kill, { once: true });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    signal?.throwIfAborted();
    // Of the limits only time is worth a word of its own: the others end as what cannot be read.
    if (late) throw new SoundRefused('took_too_long', 'the conversion took too long');
    return { code, said };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', kill);
  }
}
