import {
  countAudioReviews,
  decideAudio,
  findReviewedBytes,
  getAudioReview,
  getReviewHistory,
  listAudioReviews,
} from '@yunhu/db/audio';
import type { Actor, Database } from '@yunhu/db/connect';
import { revokeAudio } from '@yunhu/db/tasks';
import { z } from 'zod';
import { json, requiredJson } from '../http/bodies.ts';
import { declare } from '../http/declare.ts';
import { actorOf } from '../http/request.ts';
import { id } from '../http/schemas.ts';
import { newRoutes, type Services } from '../http/services.ts';
import {
  audioReviewDetail,
  audioReviewPage,
  audioReviewsQuery,
  decideAudioBody,
  revokeAudioBody,
  revokedAudio,
  soundLink,
} from './schemas.ts';
import { linkSeconds, linkUntil } from './sound-link.ts';
import { viewEntry, viewReview } from './views.ts';

const tags = ['audio reviews'];
const params = z.object({ reviewedAudioId: id });
const one = '/v1/audio-reviews/{reviewedAudioId}';

const listRoute = declare('audio.review', {
  method: 'get',
  path: '/v1/audio-reviews',
  tags,
  summary: 'Audio of all customers in one state; what waits longest first',
  request: { query: audioReviewsQuery },
  responses: { 200: json(audioReviewPage) },
});

const readRoute = declare('audio.review', {
  method: 'get',
  path: one,
  tags,
  summary: 'Audio with whose it is and its history',
  request: { params },
  responses: { 200: json(audioReviewDetail) },
});

const soundRoute = declare('audio.review', {
  method: 'get',
  path: `${one}/sound`,
  tags,
  summary: 'Where the very bytes that will play are found: 8 kHz mono µ-law without a header',
  request: { params },
  responses: { 200: json(soundLink) },
});

const decideRoute = declare('audio.review', {
  method: 'post',
  path: `${one}/decision`,
  tags,
  summary: 'Approve or reject the bytes of this hash',
  request: { params, body: requiredJson(decideAudioBody) },
  responses: { 200: json(audioReviewDetail) },
});

const revokeRoute = declare('audio.review', {
  method: 'post',
  path: `${one}/revocation`,
  tags,
  summary: 'Take an approval back; tasks that play it halt',
  request: { params, body: requiredJson(revokeAudioBody) },
  responses: { 200: json(revokedAudio) },
});

/** Decisions on everybody's audio, for whoever stands above all of them. */
export function audioReviewRoutes({ database, objects, clock }: Services) {
  const routes = newRoutes();

  routes.openapi(listRoute, async (c) => {
    const { state, ...page } = c.req.valid('query');
    const actor = actorOf(c);
    const found = await database.withPlatform('list audio reviews', async (tx) => ({
      ...(await listAudioReviews(tx, actor, { state }, page)),
      waiting: await countAudioReviews(tx, actor),
    }));
    return c.json({ ...found, items: found.items.map(viewReview) }, 200);
  });

  routes.openapi(readRoute, async (c) =>
    c.json(await detailOf(database, actorOf(c), c.req.valid('param').reviewedAudioId), 200),
  );

  routes.openapi(soundRoute, async (c) => {
    const { reviewedAudioId } = c.req.valid('param');
    const { key, sha256 } = await database.withPlatform('listen to audio', (tx) =>
      findReviewedBytes(tx, actorOf(c), reviewedAudioId),
    );
    const contentType = 'audio/basic';
    const options = { expiresSeconds: linkSeconds, contentType, disposition: 'attachment' } as const;
    const url = await objects.presignGet(key, options);
    return c.json({ url, contentType, sha256, expiresAt: linkUntil(clock.now()) }, 200);
  });

  routes.openapi(decideRoute, async (c) => {
    const { reviewedAudioId: audioId } = c.req.valid('param');
    const actor = actorOf(c);
    await database.withPlatform('decide on audio', (tx) => decideAudio(tx, actor, { audioId, ...c.req.valid('json') }));
    return c.json(await detailOf(database, actor, audioId), 200);
  });

  routes.openapi(revokeRoute, async (c) => {
    const { reviewedAudioId: audioId } = c.req.valid('param');
    const haltedTasks = await database.withPlatform('revoke audio', (tx) =>
      revokeAudio(tx, actorOf(c), { audioId, ...c.req.valid('json') }),
    );
    return c.json({ haltedTasks }, 200);
  });
  return routes;
}

function detailOf(database: Database, actor: Actor, audioId: string) {
  return database.withPlatform('read an audio review', async (tx) => {
    const review = await getAudioReview(tx, actor, audioId);
    return { ...viewReview(review), history: (await getReviewHistory(tx, review)).map(viewEntry) };
  });
}
