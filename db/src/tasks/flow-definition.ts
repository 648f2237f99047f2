// What a flow version says happens to an answered call. Stored as jsonb in flow_versions; read only through here.
import { z } from 'zod';

export const flowKeys = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#'] as const;
export const keyActions = ['transfer', 'opt_out', 'replay'] as const;

const seconds = (most: number) => z.int().min(0).max(most);

export const flowDefinition = z.strictObject({
  /** How often the audio is played; a key ends it at once. */
  plays: z.int().min(1).max(10).default(1),
  /** Key pressed → what it does; another key does nothing. */
  keys: z.partialRecord(z.enum(flowKeys), z.enum(keyActions)).default({}),
  /** How long a callee's phone rings, at most. */
  callTimeoutSeconds: z.int().min(5).max(120).default(60),
  /** Further attempts after one that reached nobody. */
  retries: z.int().min(0).max(10).default(2),
  /** How long after a failed attempt the next one is due, by its result. */
  retryAfterSeconds: z
    .strictObject({ busy: seconds(604_800), no_answer: seconds(604_800), failed: seconds(604_800) })
    .default({ busy: 120, no_answer: 600, failed: 600 }),
  /** How long a key is waited for after the last play, where there are keys. */
  keyWaitSeconds: seconds(60).default(5),
  /** How long a caller who asked for a seat waits for one, at most. */
  seatWaitSeconds: seconds(300).default(20),
  /** How long one seat's phone rings before another seat is asked. */
  seatRingSeconds: z.int().min(5).max(60).default(15),
});

export type FlowDefinition = z.infer<typeof flowDefinition>;
/** As a person or a program writes it: what is left out takes its default. */
export type FlowDefinitionInput = z.input<typeof flowDefinition>;

/** Reads a stored definition. Throws when the row was not written through `createFlow`. */
export function parseFlowDefinition(stored: unknown): FlowDefinition {
  return flowDefinition.parse(stored);
}
