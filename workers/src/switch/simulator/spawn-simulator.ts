import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { SimulatorAddress } from './serve.ts';

const listening = z.object({
  event: z.literal('simulator.listening'),
  address: z.union([z.object({ port: z.number() }), z.object({ path: z.string() })]),
});

export interface SpawnedSimulator {
  readonly address: SimulatorAddress;
  readonly process: ChildProcess;
  /** Ends the process and waits for it. */
  stop(): Promise<void>;
}

/**
 * Starts the simulator as a process of its own and waits until it listens; `settings` are those of `env.ts`. Throws an Error
 * with what the process said when it ends before.
 */
export async function spawnSimulator(settings: Readonly<Record<string, string>> = {}): Promise<SpawnedSimulator> {
  const main = fileURLToPath(new URL('server.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), main], {
    env: settings,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  const complaint: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => complaint.push(chunk));
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([once(lines, 'line').then(([line]) => String(line)), exited.then(() => undefined)]);
  if (first === undefined)
    throw new Error(`the simulator did not start: ${Buffer.concat(complaint).toString().trim()}`);
  return {
    address: listening.parse(JSON.parse(first)).address,
    process: child,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
