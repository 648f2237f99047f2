import { z } from 'zod';
import { id, instant, named, words } from '../../http/schemas.ts';
import { audioStates, flow, flowKeys, keyActions, seatStates } from '../schemas.ts';

const name = words(60).min(1);
const number = z.string().regex(/^[0-9]{3,8}$/, '3 to 8 digits');
const maxSeats = 500;

export const customerExtension = z
  .object({
    id,
    number: z.string(),
    sipId: z.string().meta({ description: 'What it registers by.' }),
    enabled: z.boolean(),
    createdAt: instant,
    seat: named.nullable(),
  })
  .meta({ id: 'CustomerExtension' });

export const customerSeat = z
  .object({
    id,
    name: z.string(),
    extension: z.object({ id, number: z.string() }).nullable(),
    state: z.enum(seatStates),
    stateSince: instant,
    queues: z.array(named),
  })
  .meta({ id: 'CustomerSeat' });

export const customerQueue = z
  .object({
    id,
    name: z.string(),
    wrapUpSeconds: z.int(),
    ringback: named.nullable(),
    seats: z.array(named).meta({ description: 'In their order.' }),
  })
  .meta({ id: 'CustomerQueue' });

export const customerTelephony = z
  .object({
    tenant: named,
    extensions: z.array(customerExtension),
    seats: z.array(customerSeat),
    queues: z.array(customerQueue),
    flows: z.array(flow),
    ringbacks: z.array(named).meta({ description: 'Approved, for queues to play.' }),
    audio: z
      .array(named.extend({ state: z.enum(audioStates) }))
      .meta({ description: 'For flows to play; tasks begin with what is approved.' }),
  })
  .meta({ id: 'CustomerTelephony' });

/** A new SIP account, or one with a new password: shown this once. */
export const extensionSecret = z
  .object({
    extension: customerExtension,
    password: z.string().meta({ description: 'Shown this once; only its hash is kept.' }),
  })
  .meta({ id: 'ExtensionSecret' });

export const createExtensionBody = z.strictObject({ number });
export const changeExtensionBody = z.strictObject({ enabled: z.boolean() });

export const createSeatBody = z.strictObject({ name, extensionId: id.optional() });
export const changeSeatBody = z
  .strictObject({ name: name.optional(), extensionId: id.nullable().optional() })
  .refine((body) => body.name !== undefined || body.extensionId !== undefined, 'name or extensionId is needed');

export const queueBody = z.strictObject({
  name,
  seatIds: z.array(id).max(maxSeats).meta({ description: 'In their order.' }),
  wrapUpSeconds: z.int().min(0).max(600),
  ringbackAudioId: id
    .nullable()
    .optional()
    .meta({ description: 'Approved ringback of the customer; none when absent.' }),
});

/** Bounds as the record has them. */
export const flowBody = z.strictObject({
  name: words(100).min(1),
  audioId: id,
  queueId: id.nullable().optional().meta({ description: 'Who takes the calls; needed where a key transfers.' }),
  plays: z.int().min(1).max(10),
  keys: z.partialRecord(z.enum(flowKeys), z.enum(keyActions)),
  callTimeoutSeconds: z.int().min(5).max(120),
  retries: z.int().min(0).max(10),
});

export type FlowBody = z.infer<typeof flowBody>;
export type CustomerTelephony = z.infer<typeof customerTelephony>;
export type CustomerExtension = z.infer<typeof customerExtension>;
export type CustomerSeat = z.infer<typeof customerSeat>;
export type CustomerQueue = z.infer<typeof customerQueue>;
export type ExtensionSecret = z.infer<typeof extensionSecret>;
export type QueueBody = z.infer<typeof queueBody>;
