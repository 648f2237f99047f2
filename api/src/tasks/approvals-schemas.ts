import { z } from 'zod';
import { id, instant, named, pageOf, pageQuery, words } from '../http/schemas.ts';

export const approvalKinds = ['caller-id', 'audio'] as const;
export const submissionStates = ['submitted', 'approved', 'rejected', 'revoked', 'expired', 'withdrawn'] as const;

export const approval = z
  .object({
    kind: z.enum(approvalKinds),
    id,
    tenant: named,
    name: z.string().meta({ description: 'The number, grouped as people write it, or the name of the audio.' }),
    state: z.enum(submissionStates),
    reason: z.string().meta({ description: 'Of the last decision; empty where there is none.' }),
    at: instant.meta({ description: 'When it was submitted or decided, whichever was later.' }),
    approvedUntil: instant.nullable().meta({ description: 'null where there is no approval, or none that ends.' }),
  })
  .meta({ id: 'Approval' });

export const approvalsQuery = pageQuery.extend({
  kind: z.enum(approvalKinds).optional(),
  state: z.enum(submissionStates).optional(),
  q: words(100).optional().meta({ description: 'Part of the customer’s name or the audio’s, or digits of a number.' }),
});

export const approvalPage = pageOf(approval).extend({
  counts: z.partialRecord(z.enum(submissionStates), z.int()).meta({ description: 'Of the kind that was asked for.' }),
});

export type Approval = z.infer<typeof approval>;
export type ApprovalKind = Approval['kind'];
export type SubmissionState = Approval['state'];
export type ApprovalPage = z.infer<typeof approvalPage>;
