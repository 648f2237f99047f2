import { z } from 'zod';
import { id, instant, named, pageQuery } from '../http/schemas.ts';

export const jobStates = ['waiting', 'running', 'done', 'failed', 'cancelled'] as const;

export const job = z
  .object({
    id,
    kind: z.string(),
    state: z.enum(jobStates),
    progress: z.object({
      done: z.int(),
      total: z.int().nullable().meta({ description: 'In units of the kind’s choice; null while it is not known.' }),
    }),
    result: z
      .record(z.string(), z.unknown())
      .nullable()
      .meta({ description: 'What came of it; its shape belongs to the kind.' }),
    file: z
      .object({ name: z.string(), contentType: z.string(), bytes: z.int() })
      .nullable()
      .meta({ description: 'What it made; GET /v1/jobs/{jobId}/file has it.' }),
    failure: z.object({ code: z.string(), detail: z.string().nullable() }).nullable(),
    cancelling: z.boolean().meta({ description: 'Asked to end, and not ended yet.' }),
    staff: named.nullable().meta({ description: 'Who asked for it.' }),
    createdAt: instant,
    startedAt: instant.nullable(),
    endedAt: instant.nullable(),
  })
  .meta({ id: 'Job' });

export const jobProgress = z.object({ job, at: instant }).meta({ id: 'JobProgress' });

export const jobsQuery = pageQuery.extend({
  kind: z.string().max(40).optional(),
  state: z.enum(jobStates).optional(),
  open: z
    .enum(['true', 'false'])
    .optional()
    .meta({ description: 'true: waiting and running ones; false: ended ones.' }),
});

/** Where a job was begun: what every route answers that begins one. */
export const jobBegun = z.object({ jobId: id }).meta({ id: 'JobBegun' });

export type Job = z.infer<typeof job>;
export type JobProgress = z.infer<typeof jobProgress>;
export type JobState = (typeof jobStates)[number];
