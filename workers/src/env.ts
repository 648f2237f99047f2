// Every setting of a worker process, with a default that works on one machine.
import path from 'node:path';
import { z } from 'zod';
import type { SimulatorAddress } from './switch/index.ts';

const roleUrl = (role: string): string => `postgres://yunhu_${role}:yunhu_${role}@127.0.0.1:5432/yunhu`;
const connection = z.string().regex(/^postgres(ql)?:\/\//, 'must begin with postgres://');

const simulatorAddress = z
  .string()
  .regex(/^(\d{1,5}|\/.{1,100})$/, 'must be a port of 127.0.0.1 or the path of a Unix socket')
  .transform((text): SimulatorAddress => (text.startsWith('/') ? { path: text } : { port: Number(text) }));

const settings = z.object({
  /** Connection strings of the login roles yunhu_app and yunhu_platform. */
  APP_DATABASE_URL: connection.default(roleUrl('app')),
  PLATFORM_DATABASE_URL: connection.default(roleUrl('platform')),
  DATABASE_CONNECTIONS: z.coerce.number().int().min(2).max(100).default(8),
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
  /** The approved audio, each file named by the hash of its bytes; seen under the same path by the switch. */
  AUDIO_DIR: z
    .string()
    .min(1)
    .default(path.resolve(import.meta.dirname, '../../.data/audio')),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
});

export type Env = z.infer<typeof settings>;

/** Reads the settings. Throws an Error with one sentence for each wrong one, naming it. */
export function readEnv(source: Readonly<Record<string, string | undefined>> = process.env): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''));
  const { success, data, error } = settings.safeParse(given);
  if (success) return data;
  throw new Error(
    error.issues.map((issue) => `The setting ${issue.path.join('.')} is wrong: ${issue.message}.`).join('\n'),
  );
}
