import { DomainError } from '@yunhu/db';
import {
  countReviews,
  decideCallerId,
  type DecisionOutcome,
  findPage,
  findPages,
  getReview,
  pageOfReviews,
} from '@yunhu/db/callerids';
import type { Actor, PlatformTx } from '@yunhu/db/connect';
import { revokeCallerId, undoDecision } from '@yunhu/db/tasks';
import { z } from 'zod';
import { json, requiredJson } from '../http/bodies.ts';
import { declare } from '../http/declare.ts';
import { actorOf } from '../http/request.ts';
import { id } from '../http/schemas.ts';
import { newRoutes, type Services } from '../http/services.ts';
import { answerFile, answerPage } from './documents/answer-object.ts';
import {
  callerIdLimits,
  callerIdReviewDetail,
  callerIdReviewPage,
  callerIdReviewsQuery,
  decideBody,
  decisionReport,
  revokeBody,
  undoBody,
} from './schemas.ts';
import { viewReview, viewReviewDetail } from './views.ts';

const tags = ['reviews'];
const params = z.object({ reviewId: id });
const documentParams = params.extend({ reviewDocumentId: id });
const one = '/v1/caller-id-reviews/{reviewId}';
const page = z.coerce.number().int().min(1).max(20);
const picture = { description: 'A picture', content: { 'image/jpeg': { schema: z.string() } } };
const pdf = { description: 'The file, to be saved', content: { 'application/pdf': { schema: z.string() } } };
/** Of an approval that says nothing else. */
const usualMonths = 12;

const listRoute = declare('caller-ids.review', {
  method: 'get',
  path: '/v1/caller-id-reviews',
  tags,
  summary: 'Numbers of all customers: what waits, the oldest first, or what was decided, the newest first',
  request: { query: callerIdReviewsQuery },
  responses: { 200: json(callerIdReviewPage) },
});

const readRoute = declare('caller-ids.review', {
  method: 'get',
  path: one,
  tags,
  summary: 'One with its documents, its history, and what was decided before of the number and the customer',
  request: { params },
  responses: { 200: json(callerIdReviewDetail) },
});

const decideRoute = declare('caller-ids.review', {
  method: 'post',
  path: '/v1/caller-id-decisions',
  tags,
  summary: 'Approve or reject submissions; of each it is told whether that was still to be decided',
  request: { body: requiredJson(decideBody) },
  responses: { 200: json(decisionReport) },
});

const undoRoute = declare('caller-ids.review', {
  method: 'post',
  path: '/v1/caller-id-decisions/undo',
  tags,
  summary: 'Take one’s own last decisions back, within ten minutes',
  request: { body: requiredJson(undoBody) },
  responses: { 200: json(decisionReport) },
});

const revokeRoute = declare('caller-ids.review', {
  method: 'post',
  path: `${one}/revocation`,
  tags,
  summary: 'Take an approval away: tasks without another number to show stop within seconds',
  request: { params, body: requiredJson(revokeBody) },
  responses: { 200: json(callerIdReviewDetail) },
});

const pageRoute = declare(
  'caller-ids.review',
  {
    method: 'get',
    path: `${one}/documents/{reviewDocumentId}/pages/{page}`,
    tags,
    summary: 'A page of a document, as a picture',
    request: { params: documentParams.extend({ page }) },
    responses: { 200: picture },
  },
  { answers: 'document' },
);

const fileRoute = declare(
  'caller-ids.review',
  {
    method: 'get',
    path: `${one}/documents/{reviewDocumentId}/file`,
    tags,
    summary: 'A PDF of the pictures of its pages, to be saved',
    request: { params: documentParams },
    responses: { 200: pdf },
  },
  { answers: 'document' },
);

/** What the operator's reviewers do, over all tenants. */
export function callerIdReviewRoutes(services: Services) {
  const { database, clock } = services;
  const routes = newRoutes();
  const review = <T>(fn: (tx: PlatformTx) => Promise<T>) => database.withPlatform('review caller ids', fn);

  routes.openapi(listRoute, async (c) => {
    const { view, tenantId, q: words, ...paging } = c.req.valid('query');
    const { items, nextCursor, counts } = await review(async (tx) => ({
      ...(await pageOfReviews(tx, { view, tenantId, words }, paging, clock.now())),
      counts: await countReviews(tx, { tenantId, words }, clock.now()),
    }));
    return c.json({ items: items.map(viewReview), nextCursor, counts }, 200);
  });

  routes.openapi(readRoute, async (c) => {
    const { reviewId } = c.req.valid('param');
    const found = await review((tx) => getReview(tx, reviewId, clock.now()));
    return c.json(viewReviewDetail(found, actorOf(c).tenantId), 200);
  });

  routes.openapi(revokeRoute, async (c) => {
    const { reviewId } = c.req.valid('param');
    const { reason } = c.req.valid('json');
    const revoked = await review(async (tx) => {
      await revokeCallerId(tx, actorOf(c), { callerIdId: reviewId, reason }, clock.now());
      return getReview(tx, reviewId, clock.now());
    });
    return c.json(viewReviewDetail(revoked, actorOf(c).tenantId), 200);
  });

  decide(routes, services);
  serveDocuments(routes, services);
  return routes;
}

function decide(routes: ReturnType<typeof newRoutes>, { database, clock }: Services): void {
  /** Each by itself, so that one that fails leaves the others decided. */
  const each = async (
    reviewIds: readonly string[],
    fn: (tx: PlatformTx, reviewId: string, i: number) => Promise<DecisionOutcome>,
  ) => {
    const items: { reviewId: string; outcome: DecisionOutcome }[] = [];
    for (const [i, reviewId] of reviewIds.entries())
      items.push({ reviewId, outcome: await database.withPlatform('decide caller ids', (tx) => fn(tx, reviewId, i)) });
    return items;
  };

  routes.openapi(decideRoute, async (c) => {
    const { items, decision: verdict, reason, evenIfShared, approvedUntil } = c.req.valid('json');
    const at = clock.now();
    const until = verdict === 'reject' ? null : untilOf(approvedUntil, at);
    const actor: Actor = actorOf(c);
    const decided = await each(
      items.map((item) => item.reviewId),
      (tx, callerIdId, i) => {
        const submission = items[i]?.submission ?? 0;
        const decision = { callerIdId, submission, verdict, reason, evenIfShared, approvedUntil: until };
        return decideCallerId(tx, actor, decision, clock.now());
      },
    );
    return c.json({ items: decided }, 200);
  });

  routes.openapi(undoRoute, async (c) => {
    const { reviewIds } = c.req.valid('json');
    const undone = await each(reviewIds, (tx, reviewId) => undoDecision(tx, actorOf(c), reviewId, clock.now()));
    return c.json({ items: undone }, 200);
  });
}

function untilOf(said: string | undefined, at: Date): Date {
  if (said === undefined) {
    const until = new Date(at);
    until.setUTCMonth(until.getUTCMonth() + usualMonths);
    return until;
  }
  const until = new Date(said);
  const latestMs = at.getTime() + callerIdLimits.approvalDays * 86_400_000;
  if (until.getTime() > at.getTime() && until.getTime() <= latestMs) return until;
  throw new DomainError('invalid_input', 'the approval has to end later than now, and within ten years', [
    { field: 'approvedUntil', code: 'out_of_range', message: 'a day after today, within ten years' },
  ]);
}

/** Documents that lie beside the number of a review, now or before. */
function serveDocuments(routes: ReturnType<typeof newRoutes>, { database, objects }: Services): void {
  const look = <T>(fn: (tx: PlatformTx) => Promise<T>) => database.withPlatform('review caller ids', fn);

  routes.openapi(pageRoute, async (c) => {
    const { reviewId: callerIdId, reviewDocumentId: documentId, page: wanted } = c.req.valid('param');
    return answerPage(objects, await look((tx) => findPage(tx, { callerIdId, documentId, page: wanted })));
  });

  routes.openapi(fileRoute, async (c) => {
    const { reviewId: callerIdId, reviewDocumentId: documentId } = c.req.valid('param');
    return answerFile(objects, await look((tx) => findPages(tx, { callerIdId, documentId })));
  });
}
