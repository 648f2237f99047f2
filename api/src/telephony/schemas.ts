import { z } from 'zod';
import { id, instant, named } from '../http/schemas.ts';

/** Of caller IDs. */
export const callerIdStates = ['submitted', 'withdrawn', 'approved', 'rejected', 'revoked', 'expired'] as const;
/** Of what a flow plays. */
export const audioStates = ['converting', 'failed', 'draft', 'submitted', 'approved', 'rejected', 'revoked'] as const;
export const seatStates = ['offline', 'ready', 'ringing', 'busy', 'wrap-up', 'paused'] as const;

export const flowKeys = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#'] as const;
/** What a key does during the play. */
export const keyActions = ['transfer', 'opt_out', 'replay'] as const;

export const callerId = z
  .object({
    id,
    number: z.string().meta({ description: 'E.164' }),
    display: z.string().meta({ description: 'Grouped as people write it: 138 2231 0487.' }),
    state: z.enum(callerIdStates),
  })
  .meta({ id: 'CallerId' });

export const flow = z
  .object({
    id,
    name: z.string(),
    version: z.int(),
    plays: z.int(),
    audio: named.extend({ durationMs: z.int(), state: z.enum(audioStates) }),
    keys: z.record(z.string(), z.enum(keyActions)).meta({ description: 'Key pressed → what it does.' }),
    queue: named.nullable(),
    callTimeoutSeconds: z.int(),
    retries: z.int(),
  })
  .meta({ id: 'Flow' });

export const seat = z
  .object({
    id,
    name: z.string(),
    extension: z.string().nullable(),
    state: z.enum(seatStates),
    stateSince: instant,
  })
  .meta({ id: 'Seat' });

export const queue = z.object({ id, name: z.string(), seats: z.array(seat) }).meta({ id: 'Queue' });

export type SeatState = (typeof seatStates)[number];
export type KeyAction = (typeof keyActions)[number];
export type CallerId = z.infer<typeof callerId>;
export type Flow = z.infer<typeof flow>;
export type Seat = z.infer<typeof seat>;
export type Queue = z.infer<typeof queue>;
