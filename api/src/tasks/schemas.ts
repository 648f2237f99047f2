import { z } from 'zod';
import { id, instant, microsText, named, pageQuery, words } from '../http/schemas.ts';

export const taskStates = ['draft', 'running', 'paused', 'stopped', 'finished'] as const;
export const targetStates = ['waiting', 'leased', 'done', 'skipped'] as const;
export const callResults = ['answered', 'busy', 'no_answer', 'failed', 'unknown'] as const;
export const targetFilters = [
  'answered',
  'transferred',
  'busy',
  'no_answer',
  'failed',
  'skipped',
  'waiting',
  'unknown',
] as const;

const count = z.int();

export const counters = z
  .object({
    total: count,
    waiting: count,
    dialing: count.meta({ description: 'Ringing now.' }),
    talking: count,
    answered: count,
    transferred: count,
    abandoned: count.meta({ description: 'Asked for a seat and got none.' }),
    optedOut: count,
    busy: count,
    noAnswer: count,
    failed: count,
    unknown: count,
    skipped: count,
    attempts: count,
    chargedMicros: microsText,
    billedSeconds: count,
    duplicates: count,
    invalid: count,
    overLimit: count,
  })
  .meta({ id: 'Counters' });

export const task = z
  .object({
    id,
    name: z.string(),
    type: z.enum(['broadcast']),
    state: z.enum(taskStates),
    stateReason: z.string().nullable().meta({ description: 'Why it stands, where nobody put it there by hand.' }),
    priority: z.int(),
    flow: named.extend({ version: z.int() }),
    callerId: z
      .object({ id, number: z.string() })
      .nullable()
      .meta({ description: 'null where it shows those of a pool.' }),
    callerIdPool: named
      .extend({ numbers: count, approved: count.meta({ description: 'Of them, those that may be shown now.' }) })
      .nullable(),
    sendRatioPercent: z.int().nullable(),
    channelLimit: z.int().nullable(),
    dialIntervalMs: z.int(),
    createdAt: instant,
    startedAt: instant.nullable(),
    endedAt: instant.nullable(),
    counters,
  })
  .meta({ id: 'Task' });

export const tasksQuery = pageQuery.extend({
  state: z.enum(taskStates).optional(),
  q: words(100).optional().meta({ description: 'Part of the name.' }),
});

export const createTaskBody = z.strictObject({
  name: words(100).min(1),
  flowId: id,
  callerIdId: id.optional().meta({ description: 'The number to show; this or a pool.' }),
  callerIdPoolId: id.optional().meta({ description: 'Numbers that take turns; this or a number.' }),
  sendRatioPercent: z.int().min(1).max(100_000).optional().meta({
    description: "Percent of the queue's seats that may be called for at once; 100 when absent. Only with a queue.",
  }),
  channelLimit: z.int().min(1).max(1000).optional().meta({
    description: 'Calls at once. Needed where the flow has no queue, refused where it has one.',
  }),
  dialIntervalMs: z.int().min(0).max(60_000).default(0),
  priority: z.int().min(0).max(1000).default(100).meta({ description: 'The larger goes first.' }),
});

export const uploadListQuery = z.object({ fileName: z.string().min(1).max(255).default('list.txt') });

/** Rejected lines that an answer shows; all are counted. */
export const listedRejects = 100;

/** Bytes of one uploaded list, at most. */
export const maxListBytes = 16 * 1024 * 1024;

export const listSummary = z
  .object({
    id,
    fileName: z.string(),
    lines: count.meta({ description: '= accepted + duplicates + invalid + overLimit' }),
    accepted: count,
    duplicates: count,
    invalid: count,
    overLimit: count,
    blackListed: count.meta({ description: 'Of the accepted: on a black list, so skipped.' }),
    invalidReasons: z.record(z.string(), count),
    createdAt: instant,
  })
  .meta({ id: 'ListSummary' });

export const listReport = listSummary
  .extend({
    rejects: z.array(z.object({ line: count, reason: z.string(), text: z.string() })).meta({
      description: 'The first of the lines that were not accepted.',
    }),
  })
  .meta({ id: 'ListReport' });

const outcome = z.object({
  result: z.enum(callResults).nullable(),
  transferred: z.boolean(),
  abandoned: z.boolean(),
  optedOut: z.boolean(),
  billedSeconds: count,
  chargedMicros: microsText,
  sipStatus: count.nullable(),
  keys: z.string().nullable().meta({ description: 'What the callee pressed, in order.' }),
  seat: z.object({ name: z.string() }).nullable(),
});

export const target = z
  .object({
    id,
    number: z.string().meta({ description: 'E.164' }),
    display: z.string(),
    state: z.enum(targetStates),
    reason: z.string().nullable().meta({ description: 'The gate that skipped it, or what a failure means.' }),
    attempts: count,
    maxAttempts: count,
    lastAttemptAt: instant.nullable(),
    ...outcome.shape,
  })
  .meta({ id: 'Target' });

export const attempt = z
  .object({
    id,
    attemptNo: count,
    state: z.enum(['admitted', 'originating', 'answered', 'ended']),
    cause: count.nullable().meta({ description: 'Q.850' }),
    originatedAt: instant.nullable(),
    answeredAt: instant.nullable(),
    endedAt: instant.nullable(),
    ringSeconds: count.nullable(),
    trunk: z.string().nullable().meta({ description: 'Shown to its owner only.' }),
    ...outcome.shape,
  })
  .meta({ id: 'Attempt' });

export const targetDetail = target
  .omit({ attempts: true })
  .extend({ attempts: z.array(attempt) })
  .meta({ id: 'TargetDetail' });

export const targetsQuery = pageQuery.extend({
  result: z.enum(targetFilters).optional(),
  q: z
    .string()
    .regex(/^\+?[0-9 ]{1,20}$/, 'digits')
    .optional()
    .meta({ description: 'Digits within the number.' }),
});

export const taskProgress = z
  .object({
    task,
    live: z.object({ callsPerSecond: z.number(), ringing: count, talking: count, waitingForSeat: count }),
    at: instant,
  })
  .meta({ id: 'TaskProgress' });

export type TaskState = (typeof taskStates)[number];
export type TargetState = (typeof targetStates)[number];
export type CallResult = (typeof callResults)[number];
export type TargetFilter = (typeof targetFilters)[number];
export type Counters = z.infer<typeof counters>;
export type Task = z.infer<typeof task>;
export type CreateTaskBody = z.input<typeof createTaskBody>;
export type ListSummary = z.infer<typeof listSummary>;
export type ListReport = z.infer<typeof listReport>;
export type Target = z.infer<typeof target>;
export type Attempt = z.infer<typeof attempt>;
export type TargetDetail = z.infer<typeof targetDetail>;
export type TaskProgress = z.infer<typeof taskProgress>;
