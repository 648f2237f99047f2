import { DomainError } from '@yunhu/db';
import { beginUpload, cancelUpload, sealUpload, uploadAddressMinutes } from '@yunhu/db/objects';
import { z } from 'zod';
import { json, requiredJson } from '../http/bodies.ts';
import { declare } from '../http/declare.ts';
import { actorOf, inTenant, sessionOf } from '../http/request.ts';
import { id } from '../http/schemas.ts';
import { newRoutes, type Services } from '../http/services.ts';
import { createTurns } from '../http/turns.ts';
import type { Permission } from '../tenancy/schemas.ts';
import { newUpload, sealedUpload, type UploadPurpose, uploadGrant } from './schemas.ts';

const tags = ['uploads'];
const params = z.object({ uploadId: id });

/** What one must be permitted to bring a file of each purpose. */
const permissions: Readonly<Record<UploadPurpose, Permission>> = {
  'caller-id-document': 'caller-ids.write',
  audio: 'audio.write',
  logo: 'branding.write',
};

const uploadSeconds = uploadAddressMinutes * 60;
/** What the file is, its reader finds out; nobody takes the sender's word. */
const contentType = 'application/octet-stream';

const beginRoute = declare('signed-in', {
  method: 'post',
  path: '/v1/uploads',
  tags,
  summary: 'Ask for an address to put a file at; then seal it, and name it where it belongs',
  request: { body: requiredJson(newUpload) },
  responses: { 201: json(uploadGrant, 'The address, good for fifteen minutes and one upload') },
});

const sealRoute = declare('signed-in', {
  method: 'post',
  path: '/v1/uploads/{uploadId}/seal',
  tags,
  summary: 'Say that the file is there: from now on nobody can change it',
  request: { params },
  responses: { 200: json(sealedUpload) },
});

const cancelRoute = declare('signed-in', {
  method: 'delete',
  path: '/v1/uploads/{uploadId}',
  tags,
  summary: 'Leave it; what nobody takes goes by itself after a day',
  request: { params },
  responses: { 204: { description: 'Gone' } },
});

/** Each copies a file through this process: few at once, whoever asks. */
const sealTurn = createTurns({ atOnce: 4, maxWaiting: 100 });

/** Files on their way in. */
export function uploadRoutes({ database, objects, clock }: Services) {
  const routes = newRoutes();

  routes.openapi(beginRoute, async (c) => {
    const wanted = c.req.valid('json');
    if (!sessionOf(c).permissions.includes(permissions[wanted.purpose])) throw new DomainError('forbidden');
    const { id: uploadId, incomingKey } = await inTenant(c, database, (tx) => beginUpload(tx, wanted));
    const expiresAt = new Date(clock.nowMs() + uploadSeconds * 1000).toISOString();
    const { bytes } = wanted;
    const request = await objects.presignPut(incomingKey, { expiresSeconds: uploadSeconds, bytes, contentType });
    return c.json({ uploadId, ...request, expiresAt }, 201);
  });

  routes.openapi(sealRoute, async (c) => {
    const { uploadId } = c.req.valid('param');
    const { id: sealedId, ...sealed } = await sealTurn(() => sealUpload({ database, objects }, actorOf(c), uploadId));
    return c.json({ uploadId: sealedId, ...sealed }, 200);
  });

  routes.openapi(cancelRoute, async (c) => {
    const { uploadId } = c.req.valid('param');
    for (const key of await inTenant(c, database, (tx) => cancelUpload(tx, uploadId))) await objects.delete(key);
    return c.body(null, 204);
  });
  return routes;
}
