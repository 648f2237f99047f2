import {
  addAudio,
  countAudio,
  deleteAudio,
  findPreview,
  getAudio,
  getAudioHistory,
  listAudio,
  renameAudio,
  replaceAudioFile,
  submitAudio,
  withdrawAudio,
} from '@yunhu/db/audio';
import type { TenantTx } from '@yunhu/db/connect';
import { takeUpload } from '@yunhu/db/objects';
import { z } from 'zod';
import { json, optionalJson, requiredJson } from '../http/bodies.ts';
import { declare } from '../http/declare.ts';
import { inTenant } from '../http/request.ts';
import { id } from '../http/schemas.ts';
import { newRoutes, type Services } from '../http/services.ts';
import {
  audioDetail,
  audioPage,
  audioQuery,
  createAudioBody,
  renameAudioBody,
  replaceAudioBody,
  soundLink,
  submitAudioBody,
} from './schemas.ts';
import { linkSeconds, linkUntil } from './sound-link.ts';
import { viewAudio, viewEntry } from './views.ts';

const tags = ['audio'];
const params = z.object({ audioId: id });
const one = '/v1/audio/{audioId}';

const listRoute = declare('audio.read', {
  method: 'get',
  path: '/v1/audio',
  tags,
  summary: 'One’s voices and ringbacks with the state of their approval, newest first',
  request: { query: audioQuery },
  responses: { 200: json(audioPage) },
});

const createRoute = declare('audio.write', {
  method: 'post',
  path: '/v1/audio',
  tags,
  summary: 'Make audio out of an upload; a job converts it',
  request: { body: requiredJson(createAudioBody) },
  responses: { 201: json(audioDetail) },
});

const readRoute = declare('audio.read', {
  method: 'get',
  path: one,
  tags,
  summary: 'One’s audio with its history',
  request: { params },
  responses: { 200: json(audioDetail) },
});

const renameRoute = declare('audio.write', {
  method: 'patch',
  path: one,
  tags,
  summary: 'Give audio another name',
  request: { params, body: requiredJson(renameAudioBody) },
  responses: { 200: json(audioDetail) },
});

const replaceRoute = declare('audio.write', {
  method: 'put',
  path: `${one}/file`,
  tags,
  summary: 'Give audio that is not approved another file',
  request: { params, body: requiredJson(replaceAudioBody) },
  responses: { 200: json(audioDetail) },
});

const submitRoute = declare('audio.write', {
  method: 'post',
  path: `${one}/submit`,
  tags,
  summary: 'Ask for approval, once more where there was a decision',
  request: { params, body: optionalJson(submitAudioBody) },
  responses: { 200: json(audioDetail) },
});

const withdrawRoute = declare('audio.write', {
  method: 'post',
  path: `${one}/withdraw`,
  tags,
  summary: 'Take back what waits for a decision; it is a draft again',
  request: { params },
  responses: { 200: json(audioDetail) },
});

const deleteRoute = declare('audio.write', {
  method: 'delete',
  path: one,
  tags,
  summary: 'Delete audio that nothing plays',
  request: { params },
  responses: { 204: { description: 'Deleted' } },
});

const soundRoute = declare('audio.read', {
  method: 'get',
  path: `${one}/sound`,
  tags,
  summary: 'Where to listen to it: what a phone will hear, for browsers',
  request: { params },
  responses: { 200: json(soundLink) },
});

/** A customer's audio: upload, listen, submit. */
export function audioRoutes(services: Services) {
  const { database } = services;
  const routes = newRoutes();

  routes.openapi(listRoute, async (c) => {
    const { state, kind, search, ...page } = c.req.valid('query');
    const found = await inTenant(c, database, async (tx) => ({
      ...(await listAudio(tx, { state, kind, search }, page)),
      counts: await countAudio(tx),
    }));
    return c.json({ ...found, items: found.items.map(viewAudio) }, 200);
  });

  routes.openapi(readRoute, async (c) => {
    const { audioId } = c.req.valid('param');
    return c.json(await inTenant(c, database, (tx) => detailOf(tx, audioId)), 200);
  });

  routes.openapi(renameRoute, async (c) => {
    const { audioId } = c.req.valid('param');
    const { name } = c.req.valid('json');
    const renamed = await inTenant(c, database, async (tx) => {
      await renameAudio(tx, audioId, name);
      return detailOf(tx, audioId);
    });
    return c.json(renamed, 200);
  });

  routes.openapi(submitRoute, async (c) => {
    const { audioId } = c.req.valid('param');
    const { note } = c.req.valid('json');
    const submitted = await inTenant(c, database, async (tx) => {
      await submitAudio(tx, audioId, note);
      return detailOf(tx, audioId);
    });
    return c.json(submitted, 200);
  });

  routes.openapi(withdrawRoute, async (c) => {
    const { audioId } = c.req.valid('param');
    const withdrawn = await inTenant(c, database, async (tx) => {
      await withdrawAudio(tx, audioId);
      return detailOf(tx, audioId);
    });
    return c.json(withdrawn, 200);
  });

  takeFiles(routes, services);
  return routes;
}

/** What touches the files themselves. */
function takeFiles(routes: ReturnType<typeof newRoutes>, { database, objects, clock }: Services): void {
  routes.openapi(createRoute, async (c) => {
    const { name, kind, uploadId } = c.req.valid('json');
    const made = await inTenant(c, database, async (tx) => {
      const upload = await takeUpload(tx, uploadId, 'audio');
      const { audioId } = await addAudio(tx, { name, kind, upload });
      return detailOf(tx, audioId);
    });
    return c.json(made, 201);
  });

  routes.openapi(replaceRoute, async (c) => {
    const { audioId } = c.req.valid('param');
    const { uploadId } = c.req.valid('json');
    const { detail, unusedKeys } = await inTenant(c, database, async (tx) => {
      // Whose it is comes first: a stranger's audio takes no upload.
      await getAudio(tx, audioId);
      const upload = await takeUpload(tx, uploadId, 'audio');
      const replaced = await replaceAudioFile(tx, { audioId, upload });
      return { detail: await detailOf(tx, audioId), unusedKeys: replaced.unusedKeys };
    });
    for (const key of unusedKeys) await objects.delete(key);
    return c.json(detail, 200);
  });

  routes.openapi(deleteRoute, async (c) => {
    const { audioId } = c.req.valid('param');
    const unusedKeys = await inTenant(c, database, (tx) => deleteAudio(tx, audioId));
    for (const key of unusedKeys) await objects.delete(key);
    return c.body(null, 204);
  });

  routes.openapi(soundRoute, async (c) => {
    const { audioId } = c.req.valid('param');
    const { key, sha256, contentType, name } = await inTenant(c, database, (tx) => findPreview(tx, audioId));
    const fileName = `${name}.${contentType === 'audio/wav' ? 'wav' : 'mp3'}`;
    const options = { expiresSeconds: linkSeconds, contentType, disposition: 'inline', fileName } as const;
    const url = await objects.presignGet(key, options);
    return c.json({ url, contentType, sha256, expiresAt: linkUntil(clock.now()) }, 200);
  });
}

async function detailOf(tx: TenantTx, audioId: string) {
  const [found, history] = [await getAudio(tx, audioId), await getAudioHistory(tx, audioId)];
  return { ...viewAudio(found), history: history.map(viewEntry) };
}
