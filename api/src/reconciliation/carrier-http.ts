import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { DomainError } from '@yunhu/db';
import {
  type CarrierFile as FoundFile,
  type CarrierSettings,
  carrierSettings,
  createCarrierFile,
  deleteCarrierFile,
  getCarrierFile,
  listCarrierFiles,
  listDifferences,
  type ListedDifference,
  maxCarrierFile,
  previewCarrierFile,
  requestCarrierMatch,
} from '@yunhu/db/reconciliation';
import { z } from 'zod';
import { json, requiredJson } from '../http/bodies.ts';
import { declare } from '../http/declare.ts';
import { HttpError } from '../http/problem-table.ts';
import { inTenant, sessionOf } from '../http/request.ts';
import { id, listOf, pageOf } from '../http/schemas.ts';
import { newRoutes, type Services } from '../http/services.ts';
import { jobBegun } from '../jobs/schemas.ts';
import {
  type CarrierDifference,
  carrierDifference,
  type CarrierFile,
  carrierFile,
  carrierFilePreview,
  carrierMatchSettings,
  type CarrierMatchSettings,
  differencesQuery,
  matchCarrierFileBody,
  uploadCarrierFileQuery,
} from './schemas.ts';

const tags = ['reconciliation'];
const params = z.object({ carrierFileId: id });
const fileType = 'application/octet-stream';

const listRoute = declare('reconcile.read', {
  method: 'get',
  path: '/v1/carrier-files',
  tags,
  summary: 'The files of carriers, newest first',
  responses: { 200: json(listOf(carrierFile)) },
});

const uploadRoute = declare('reconcile.read', {
  method: 'post',
  path: '/v1/carrier-files',
  tags,
  summary: "Upload a carrier's record of calls, CSV or XLSX",
  request: {
    query: uploadCarrierFileQuery,
    body: { required: true, content: { [fileType]: { schema: { type: 'string', format: 'binary' } } } },
  },
  responses: { 201: json(carrierFile, 'Stored') },
});

const readRoute = declare('reconcile.read', {
  method: 'get',
  path: '/v1/carrier-files/{carrierFileId}',
  tags,
  summary: 'A file with what its matching found',
  request: { params },
  responses: { 200: json(carrierFile) },
});

const previewRoute = declare('reconcile.read', {
  method: 'get',
  path: '/v1/carrier-files/{carrierFileId}/preview',
  tags,
  summary: 'The first rows of a file, and how it is likely to be read',
  request: { params },
  responses: { 200: json(carrierFilePreview) },
});

const matchRoute = declare('reconcile.read', {
  method: 'post',
  path: '/v1/carrier-files/{carrierFileId}/match',
  tags,
  summary: 'Match a file with our calls over a trunk, as a job',
  request: { params, body: requiredJson(matchCarrierFileBody) },
  responses: { 202: json(jobBegun, 'Asked for') },
});

const deleteRoute = declare('reconcile.read', {
  method: 'delete',
  path: '/v1/carrier-files/{carrierFileId}',
  tags,
  summary: 'Delete a file and what its matching found',
  request: { params },
  responses: { 204: { description: 'Deleted' } },
});

const differencesRoute = declare('reconcile.read', {
  method: 'get',
  path: '/v1/carrier-files/{carrierFileId}/differences',
  tags,
  summary: 'Calls on which the carrier and we differ, in order of time',
  request: { params, query: differencesQuery },
  responses: { 200: json(pageOf(carrierDifference)) },
});

/** Carriers' own records of calls against ours, for the operator. */
export function carrierRoutes({ database, objects }: Services) {
  const routes = newRoutes();

  routes.openapi(listRoute, async (c) => {
    const files = await inTenant(c, database, listCarrierFiles);
    return c.json({ items: files.map(viewFile) }, 200);
  });

  routes.openapi(uploadRoute, async (c) => {
    if (c.req.header('content-type')?.split(';')[0] !== fileType) throw new HttpError('unsupported_media_type');
    const fileId = randomUUID();
    const key = `tenant/${sessionOf(c).tenant.id}/carrier-files/${fileId}`;
    const body = c.req.raw.body;
    if (body === null) throw new DomainError('file_unreadable', 'the file is empty');
    const { bytes } = await objects.put(key, Readable.fromWeb(body), maxCarrierFile);
    try {
      const stored = await inTenant(c, database, async (tx) => {
        await createCarrierFile(tx, { id: fileId, fileName: c.req.valid('query').fileName, objectKey: key, bytes });
        // Read at once, so that what is no table is refused where it is sent.
        await previewCarrierFile(tx, objects, fileId);
        return getCarrierFile(tx, fileId);
      });
      return c.json(viewFile(stored), 201);
    } catch (error) {
      await objects.delete(key);
      throw error;
    }
  });

  routes.openapi(readRoute, async (c) => {
    const { carrierFileId } = c.req.valid('param');
    return c.json(viewFile(await inTenant(c, database, (tx) => getCarrierFile(tx, carrierFileId))), 200);
  });

  routes.openapi(deleteRoute, async (c) => {
    const { carrierFileId } = c.req.valid('param');
    const key = await inTenant(c, database, (tx) => deleteCarrierFile(tx, carrierFileId));
    await objects.delete(key);
    return c.body(null, 204);
  });

  return routes;
}

/** What a file is likely to say, its comparison with our calls, and what that found. */
export function carrierMatchRoutes({ database, objects }: Services) {
  const routes = newRoutes();

  routes.openapi(previewRoute, async (c) => {
    const { carrierFileId } = c.req.valid('param');
    const { suggested, ...preview } = await inTenant(c, database, (tx) =>
      previewCarrierFile(tx, objects, carrierFileId),
    );
    return c.json({ ...preview, suggested: carrierMatchSettings.partial().parse(suggested) }, 200);
  });

  routes.openapi(matchRoute, async (c) => {
    const { carrierFileId } = c.req.valid('param');
    const jobId = await inTenant(c, database, async (tx) => {
      const { head } = await previewCarrierFile(tx, objects, carrierFileId);
      return requestCarrierMatch(tx, carrierFileId, readSettings(c.req.valid('json'), head));
    });
    return c.json({ jobId }, 202);
  });

  routes.openapi(differencesRoute, async (c) => {
    const { carrierFileId } = c.req.valid('param');
    const { kind, ...page } = c.req.valid('query');
    const found = await inTenant(c, database, (tx) => listDifferences(tx, carrierFileId, kind, page));
    return c.json({ ...found, items: found.items.map(viewDifference) }, 200);
  });
  return routes;
}

/** As the record keeps them. Throws `invalid_input` for a period that ends before it begins, or a zone that nobody knows. */
function readSettings(body: CarrierMatchSettings, head: readonly string[]): CarrierSettings {
  if (body.from !== undefined && body.to !== undefined && body.to <= body.from) {
    throw refused('to', 'period', 'the period ends before it begins');
  }
  const { success, data } = carrierSettings.safeParse({ ...body, head });
  if (!success) throw refused('timeZone', 'time_zone', 'this time zone is not known');
  return data;
}

function refused(field: string, code: string, message: string): DomainError {
  return new DomainError('invalid_input', message, [{ field, code, message }]);
}

function viewFile({ id: fileId, fileName, bytes, trunk, jobId, summary, ...file }: FoundFile): CarrierFile {
  return {
    ...{ id: fileId, fileName, trunk, jobId, summary },
    bytes: Number(bytes),
    createdAt: file.createdAt.toISOString(),
    settings: file.settings === null ? null : carrierMatchSettings.parse(file.settings),
    matchedAt: file.matchedAt?.toISOString() ?? null,
  };
}

function viewDifference({
  numberMasked,
  ourMicros,
  theirMicros,
  ourStartedAt,
  theirStartedAt,
  ...rest
}: ListedDifference): CarrierDifference {
  return {
    ...rest,
    number: numberMasked,
    ourStartedAt: ourStartedAt?.toISOString() ?? null,
    theirStartedAt: theirStartedAt?.toISOString() ?? null,
    ourMicros: ourMicros === null ? null : String(ourMicros),
    theirMicros: theirMicros === null ? null : String(theirMicros),
  };
}
