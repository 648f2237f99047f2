import { z } from 'zod';
import type { SimulatorAddress } from './serve.ts';

export interface SimulatorEnv {
  readonly address: SimulatorAddress;
  readonly seats: readonly string[] | 'all';
  readonly carrierLog: string | undefined;
  readonly speed: number;
}

const address = z
  .string()
  .regex(/^(\d{1,5}|\/.{1,100})$/, 'give a port of 127.0.0.1 (0 takes a free one) or the path of a Unix socket')
  .transform((text): SimulatorAddress => (text.startsWith('/') ? { path: text } : { port: Number(text) }))
  .refine((value) => 'path' in value || value.port <= 65_535, 'a port is at most 65535');

const schema = z.object({
  /** A port of 127.0.0.1 or the path of a Unix socket. */
  SIMULATOR_LISTEN: address.default({ port: 0 }),
  /** SIP ids that are registered, separated by commas, or `all`. */
  SIMULATOR_SEATS: z
    .string()
    .transform((text) => (text === 'all' ? text : text.split(',').filter((sipId) => sipId !== '')))
    .default('all'),
  /** File to which the carrier appends one line for each INVITE; nowhere when absent. */
  SIMULATOR_CARRIER_LOG: z.string().min(1).optional(),
  /** How many times faster than real time it runs. */
  SIMULATOR_SPEED: z.coerce.number().min(0.01).max(10_000).default(1),
});

/** Reads the simulator's settings; throws an Error whose message says which one to set and how. */
export function readSimulatorEnv(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): SimulatorEnv {
  const parsed = schema.safeParse(environment);
  if (!parsed.success) {
    const sentences = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The simulator cannot start. ${sentences.join('; ')}.`);
  }
  const { SIMULATOR_LISTEN, SIMULATOR_SEATS, SIMULATOR_CARRIER_LOG, SIMULATOR_SPEED } = parsed.data;
  return {
    address: SIMULATOR_LISTEN,
    seats: SIMULATOR_SEATS === 'all' ? 'all' : SIMULATOR_SEATS,
    carrierLog: SIMULATOR_CARRIER_LOG,
    speed: SIMULATOR_SPEED,
  };
}
