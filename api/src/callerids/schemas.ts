import { z } from 'zod';
import { id, instant, named, pageOf, pageQuery, words } from '../http/schemas.ts';
import { callerIdStates } from '../telephony/schemas.ts';

export const callerIdEventKinds = [
  'submitted',
  'withdrawn',
  'approved',
  'rejected',
  'revoked',
  'expired',
  'undone',
] as const;
export const callerNumberKinds = ['mobile', 'landline', 'service400'] as const;
export const documentKinds = ['licence', 'receipt'] as const;
export const documentTypes = ['image/jpeg', 'image/png', 'application/pdf'] as const;
export const poolStrategies = ['round_robin', 'random'] as const;
export const reviewViews = ['waiting', 'approved', 'rejected', 'revoked', 'expired'] as const;

/** Of one number, one list, one pool, one decision. */
export const callerIdLimits = {
  documents: 10,
  note: 500,
  reason: 500,
  bulkNumbers: 1_000,
  bulkBytes: 1024 * 1024,
  decisions: 200,
  poolNumbers: 200,
  approvalDays: 3_650,
} as const;

const words500 = words(callerIdLimits.note);
const number = z.string().meta({ description: 'E.164' });
const display = z.string().meta({ description: 'Grouped as people write it: 138 2231 0487.' });

export const callerIdSummary = z
  .object({
    id,
    tenant: named,
    number,
    display,
    kind: z.enum(callerNumberKinds),
    state: z.enum(callerIdStates),
    renewing: z.boolean().meta({ description: 'Approved, and what was submitted for the time after waits.' }),
    submission: z.int(),
    approvedUntil: instant.nullable().meta({ description: 'null where there is no approval, or none that ends.' }),
    submittedAt: instant,
    decidedAt: instant.nullable(),
    reason: z.string().meta({ description: 'Of the last decision.' }),
    note: z.string().meta({ description: 'From the customer to the reviewer.' }),
    createdAt: instant,
  })
  .meta({ id: 'CallerIdSummary' });

export const callerIdDocument = z
  .object({
    id,
    kind: z.enum(documentKinds),
    fileName: z.string(),
    contentType: z.enum(documentTypes),
    bytes: z.int(),
    createdAt: instant,
    pages: z.array(z.object({ page: z.int(), width: z.int(), height: z.int() })),
  })
  .meta({ id: 'CallerIdDocument' });

export const callerIdEvent = z
  .object({
    id,
    kind: z.enum(callerIdEventKinds),
    submission: z.int(),
    reason: z.string(),
    approvedUntil: instant.nullable(),
    at: instant,
    side: z.enum(['customer', 'reviewer', 'time']),
    by: z.string().nullable().meta({ description: 'The person, for who is of the same tenant; else null.' }),
  })
  .meta({ id: 'CallerIdEvent' });

export const callerIdDetail = callerIdSummary
  .extend({ documents: z.array(callerIdDocument), events: z.array(callerIdEvent) })
  .meta({ id: 'CallerIdDetail' });

const counts = z.record(z.enum(callerIdStates), z.int());

export const callerIdPage = pageOf(callerIdSummary).extend({ counts });
export const callerIdsBelowPage = pageOf(callerIdSummary);

export const callerIdsQuery = pageQuery.extend({
  state: z.enum(callerIdStates).optional(),
  q: words(100).optional().meta({ description: 'Digits of the number, or part of the name of its tenant.' }),
});

export const addDocumentBody = z.strictObject({ uploadId: id, kind: z.enum(documentKinds) });

const documentIds = z
  .array(id)
  .min(1)
  .max(callerIdLimits.documents)
  .meta({ description: 'At least a business licence and a receipt of the number’s payment.' });

export const submitCallerIdBody = z.strictObject({
  number: z.string().max(64),
  documentIds,
  note: words500.default(''),
});
export const resubmitCallerIdBody = z.strictObject({ documentIds, note: words500.default('') });

export const submitManyBody = z.strictObject({
  numbers: z.array(z.string().max(200)).min(1).max(callerIdLimits.bulkNumbers),
  documentIds,
  note: words500.default(''),
});

export const bulkLine = z.object({
  line: z.int(),
  text: z.string(),
  number: number.nullable(),
  display: display.nullable(),
  refusal: z
    .string()
    .nullable()
    .meta({ description: 'Why it cannot be shown; `repeated`, `taken`; null where it can.' }),
  callerIdId: id.nullable().meta({ description: 'What was made of it.' }),
});
export const bulkReport = z
  .object({ fit: z.int(), refused: z.int(), lines: z.array(bulkLine) })
  .meta({ id: 'CallerIdBulkReport' });

export const callerIdPool = z
  .object({
    id,
    name: z.string(),
    strategy: z.enum(poolStrategies),
    dailyCap: z.int().nullable(),
    createdAt: instant,
    tasks: z.int().meta({ description: 'That name it and are not over.' }),
    numbers: z.array(z.object({ id, number, display, state: z.enum(callerIdStates), callsToday: z.int() })),
  })
  .meta({ id: 'CallerIdPool' });

export const poolBody = z.strictObject({
  name: words(100).min(1),
  strategy: z.enum(poolStrategies).default('round_robin'),
  dailyCap: z.int().min(1).max(1_000_000).nullable().default(null),
  callerIdIds: z.array(id).min(1).max(callerIdLimits.poolNumbers),
});

export const reviewWarnings = z.object({
  approvedElsewhere: z.int(),
  waitingElsewhere: z.int(),
  refusedBefore: z.int(),
});

export const callerIdReview = callerIdSummary
  .extend({
    chain: z.array(named).meta({ description: 'Who stands above the customer, the nearest first, without oneself.' }),
    documentCount: z.int(),
    warnings: reviewWarnings,
  })
  .meta({ id: 'CallerIdReview' });

export const callerIdReviewPage = pageOf(callerIdReview).extend({ counts: z.record(z.enum(reviewViews), z.int()) });

export const callerIdReviewsQuery = pageQuery.extend({
  view: z.enum(reviewViews).default('waiting'),
  tenantId: id.optional().meta({ description: 'A customer, or an agent with everybody below it.' }),
  q: words(100).optional().meta({ description: 'Digits of the number, or part of the name of the customer.' }),
});

export const earlierDecision = z.object({ tenant: named, display, event: callerIdEvent });

export const callerIdReviewDetail = callerIdReview
  .extend({
    documents: z.array(callerIdDocument),
    events: z.array(callerIdEvent),
    ofNumber: z.array(earlierDecision),
    ofCustomer: z.array(earlierDecision),
    others: z.array(z.object({ tenant: named, state: z.enum(callerIdStates) })),
  })
  .meta({ id: 'CallerIdReviewDetail' });

export const decideBody = z
  .strictObject({
    items: z
      .array(z.strictObject({ reviewId: id, submission: z.int().min(1).max(1000) }))
      .min(1)
      .max(callerIdLimits.decisions),
    decision: z.enum(['approve', 'reject']),
    reason: words500.default('').meta({ description: 'To the customer; needed to reject.' }),
    approvedUntil: instant.optional().meta({ description: 'Of an approval; a year from now when absent.' }),
    evenIfShared: z.boolean().default(false).meta({ description: 'Also what is approved for another customer.' }),
  })
  .refine((body) => body.decision === 'approve' || body.reason !== '', { path: ['reason'], message: 'say why' });

export const decisionOutcomes = ['decided', 'decided_already', 'approved_elsewhere', 'not_found'] as const;
export const decisionReport = z
  .object({ items: z.array(z.object({ reviewId: id, outcome: z.enum(decisionOutcomes) })) })
  .meta({ id: 'CallerIdDecisionReport' });

export const revokeBody = z.strictObject({ reason: words500.min(1) });
export const undoBody = z.strictObject({ reviewIds: z.array(id).min(1).max(callerIdLimits.decisions) });

export type CallerIdState = (typeof callerIdStates)[number];
export type CallerNumberKind = (typeof callerNumberKinds)[number];
export type DocumentKind = (typeof documentKinds)[number];
export type PoolStrategy = (typeof poolStrategies)[number];
export type ReviewView = (typeof reviewViews)[number];
export type CallerIdSummary = z.infer<typeof callerIdSummary>;
export type CallerIdDocument = z.infer<typeof callerIdDocument>;
export type CallerIdEvent = z.infer<typeof callerIdEvent>;
export type CallerIdDetail = z.infer<typeof callerIdDetail>;
export type CallerIdPage = z.infer<typeof callerIdPage>;
export type CallerIdBulkReport = z.infer<typeof bulkReport>;
export type CallerIdPool = z.infer<typeof callerIdPool>;
export type PoolBody = z.infer<typeof poolBody>;
export type CallerIdReview = z.infer<typeof callerIdReview>;
export type CallerIdReviewPage = z.infer<typeof callerIdReviewPage>;
export type CallerIdReviewDetail = z.infer<typeof callerIdReviewDetail>;
export type DecisionReport = z.infer<typeof decisionReport>;
