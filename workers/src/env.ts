// Every setting of a worker process, with a default that works on one machine.
import path from 'node:path';
import { objectSettings, readS3Settings } from '@yunhu/db/objects';
import { z } from 'zod';
import { readSettings, recordSettings } from './read-settings.ts';
import type { SimulatorAddress } from './switch/index.ts';

const simulatorAddress = z
  .string()
  .regex(/^(\d{1,5}|\/.{1,100})$/, 'must be a port of 127.0.0.1 or the path of a Unix socket')
  .transform((text): SimulatorAddress => (text.startsWith('/') ? { path: text } : { port: Number(text) }));

const settings = z.object({
  ...recordSettings,
  /** The place this process fills: whatever an earlier process of the same slot left behind is taken up by it. */
  WORKER_SLOT: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/, 'must have 1 to 40 small letters, digits or hyphens')
    .default('1'),
  SWITCH: z.enum(['asterisk', 'simulator']).default('simulator'),
  /** Why this switch, in one line that the pages show. */
  SWITCH_REASON: z.string().max(500).default(''),
  ARI_URL: z.url().default('http://127.0.0.1:8088'),
  ARI_USER: z.string().min(1).default('yunhu'),
  ARI_PASSWORD: z.string().default(''),
  /** Where a simulator listens that runs as a process of its own. */
  SIMULATOR_ADDRESS: simulatorAddress.default({ port: 5039 }),
  /**
   * How far ahead money is held for a call that sets no end itself, such as a talk with a seat; it grows while the call lasts. Less
   * binds less money, more asks less often. Seconds.
   */
  HOLD_SLICE_SECONDS: z.coerce.number().int().min(2).max(3_600).default(180),
  /** Where approved audio comes from: the API and the jobs are told the same. */
  ...objectSettings,
  /** The approved audio of this machine, each file named by the hash of its bytes; seen under the same path by the switch. */
  AUDIO_DIR: z
    .string()
    .min(1)
    .default(path.resolve(import.meta.dirname, '../../.data/audio')),
  /** How much of it is kept, in bytes. */
  AUDIO_BYTES: z.coerce
    .number()
    .int()
    .min(64 * 1024 ** 2)
    .default(2 * 1024 ** 3),
});

export type Env = z.infer<typeof settings>;

/** Reads the settings. Throws an Error with one sentence for each wrong one, naming it. */
export function readEnv(source: Readonly<Record<string, string | undefined>> = process.env): Env {
  const env = readSettings(settings, source);
  readS3Settings(env);
  return env;
}
