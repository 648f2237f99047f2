import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { DomainError } from '@yunhu/db';
import {
  createDeck,
  deckMapping as mappingForm,
  type DeckMapping,
  findDeck,
  findOwnList,
  listDeckLosses,
  listDeckRows,
  maxDeckBytes,
  proposeMapping,
  readDeckHead,
  requestDeckApply,
  requestDeckPreview,
} from '@yunhu/db/billing';
import type { TenantTx } from '@yunhu/db/connect';
import { uploadKey } from '@yunhu/db/jobs';
import type { ObjectStore } from '@yunhu/db/objects';
import { readSheet } from '@yunhu/db/sheets';
import { z } from 'zod';
import { json, requiredJson } from '../../http/bodies.ts';
import { declare } from '../../http/declare.ts';
import { HttpError } from '../../http/problem-table.ts';
import { inTenant, sessionOf } from '../../http/request.ts';
import { id, pageOf, pageQuery } from '../../http/schemas.ts';
import { createTurns } from '../../http/turns.ts';
import { newRoutes, type Services } from '../../http/services.ts';
import {
  applyDeckBody,
  askedJob,
  deck as deckSchema,
  deckLoss,
  deckRow,
  deckRowsQuery,
  previewDeckBody,
  uploadDeckQuery,
} from './schemas.ts';
import { viewDeck, viewLoss, viewRow } from './views.ts';

const tags = ['rate decks'];
const fileType = 'application/octet-stream';
const groupParams = z.object({ rateGroupId: id });
const params = z.object({ rateGroupId: id, deckId: id });
const base = '/v1/rate-groups/{rateGroupId}/decks';

const uploadRoute = declare('rates.write', {
  method: 'post',
  path: base,
  tags,
  summary: 'Upload a file of rates, CSV or XLSX; nothing changes yet',
  request: {
    params: groupParams,
    query: uploadDeckQuery,
    body: { required: true, content: { [fileType]: { schema: { type: 'string', format: 'binary' } } } },
  },
  responses: { 201: json(deckSchema, 'Stored, with its headings and what they seem to mean') },
});

const readRoute = declare('rates.read', {
  method: 'get',
  path: `${base}/{deckId}`,
  tags,
  summary: 'A deck, and what its preview found',
  request: { params },
  responses: { 200: json(deckSchema) },
});

const previewRoute = declare('rates.write', {
  method: 'post',
  path: `${base}/{deckId}/preview`,
  tags,
  summary: 'Compare a deck with the rates in force, as a job',
  request: { params, body: requiredJson(previewDeckBody) },
  responses: { 202: json(askedJob, 'Asked for') },
});

const rowsRoute = declare('rates.read', {
  method: 'get',
  path: `${base}/{deckId}/rows`,
  tags,
  summary: 'The rows of one kind that a preview found',
  request: { params, query: deckRowsQuery },
  responses: { 200: json(pageOf(deckRow)) },
});

const lossesRoute = declare('rates.read', {
  method: 'get',
  path: `${base}/{deckId}/losses`,
  tags,
  summary: 'Rates whose margin would turn negative with a deck: one’s own, then those below',
  request: { params, query: pageQuery },
  responses: { 200: json(pageOf(deckLoss)) },
});

const applyRoute = declare('rates.write', {
  method: 'post',
  path: `${base}/{deckId}/apply`,
  tags,
  summary: 'Make a previewed deck true in one transaction, now or from a time, as a job',
  request: { params, body: requiredJson(applyDeckBody) },
  responses: { 202: json(askedJob, 'Asked for') },
});

/** Files of rates: upload, preview, apply. */
export function deckRoutes(services: Services) {
  const { database, clock } = services;
  const routes = newRoutes();
  takeUploads(routes, services);

  routes.openapi(readRoute, async (c) => {
    const { rateGroupId, deckId } = c.req.valid('param');
    return c.json(await inTenant(c, database, (tx) => viewOf(tx, rateGroupId, deckId)), 200);
  });

  routes.openapi(previewRoute, async (c) => {
    const body = c.req.valid('json');
    const ref = c.req.valid('param');
    const jobId = await inTenant(c, database, async (tx) => {
      // Whose it is comes first: a stranger learns nothing of what its mapping lacks.
      await findDeck(tx, ref);
      return requestDeckPreview(tx, ref, readMapping(body));
    });
    return c.json({ jobId }, 202);
  });

  routes.openapi(rowsRoute, async (c) => {
    const { kind, ...page } = c.req.valid('query');
    const ref = { ...c.req.valid('param'), kind };
    const found = await inTenant(c, database, (tx) => listDeckRows(tx, ref, page));
    return c.json({ ...found, items: found.items.map(viewRow) }, 200);
  });

  routes.openapi(lossesRoute, async (c) => {
    const found = await inTenant(c, database, (tx) => listDeckLosses(tx, c.req.valid('param'), c.req.valid('query')));
    return c.json({ ...found, items: found.items.map(viewLoss) }, 200);
  });

  routes.openapi(applyRoute, async (c) => {
    const { mode, effectiveFrom, belowCostAllowed } = c.req.valid('json');
    const jobId = await inTenant(c, database, (tx) =>
      requestDeckApply(tx, c.req.valid('param'), {
        mode,
        effectiveFrom: effectiveFrom === undefined ? undefined : new Date(effectiveFrom),
        allowBelowCost: belowCostAllowed,
        now: clock.now(),
      }),
    );
    return c.json({ jobId }, 202);
  });
  return routes;
}

function takeUploads(routes: ReturnType<typeof newRoutes>, { database, objects }: Services): void {
  routes.openapi(uploadRoute, async (c) => {
    if (c.req.header('content-type')?.split(';')[0] !== fileType) {
      throw new HttpError('unsupported_media_type', `send the file as ${fileType}`);
    }
    const { rateGroupId } = c.req.valid('param');
    const { fileName } = c.req.valid('query');
    // Before the bytes: a stranger's group takes none.
    await inTenant(c, database, (tx) => findOwnList(tx, rateGroupId));
    const objectKey = uploadKey(sessionOf(c).tenant.id, randomUUID());
    const { bytes } = await objects.put(objectKey, bodyOf(c.req.raw.body), { maxBytes: maxDeckBytes });
    try {
      const head = await headTurn(() => readHead(objects, objectKey));
      const { view, unusedKeys } = await inTenant(c, database, async (tx) => {
        const { id: deckId, unusedKeys: keys } = await createDeck(tx, {
          rateGroupId,
          fileName,
          objectKey,
          bytes,
          head,
        });
        return { view: await viewOf(tx, rateGroupId, deckId), unusedKeys: keys };
      });
      for (const key of unusedKeys) await objects.delete(key);
      return c.json(view, 201);
    } catch (error) {
      await objects.delete(objectKey);
      throw error;
    }
  });
}

/** A workbook's texts stand in memory before its first row: few files at once, whoever sends them. */
const headTurn = createTurns({ atOnce: 2, maxWaiting: 20 });

function bodyOf(body: ReadableStream<Uint8Array> | null): Readable {
  return body === null ? Readable.from([]) : Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]);
}

async function readHead(objects: ObjectStore, key: string) {
  const stored = await objects.get(key);
  if (stored === undefined) throw new DomainError('not_found');
  try {
    return await readDeckHead(readSheet(stored.content, { maxRows: Infinity, maxBytes: maxDeckBytes }));
  } finally {
    stored.content.destroy();
  }
}

async function viewOf(tx: TenantTx, rateGroupId: string, deckId: string) {
  const found = await findDeck(tx, { rateGroupId, deckId });
  const proposal =
    found.mapping === null ? await proposeMapping(tx, found.head) : { mapping: found.mapping, remembered: false };
  return viewDeck(found, proposal);
}

function readMapping(body: z.infer<typeof previewDeckBody>): DeckMapping {
  const columns = Object.fromEntries(Object.entries(body.columns).filter(([, column]) => column !== undefined));
  const read = mappingForm.safeParse({ ...body, columns });
  if (read.success) return read.data;
  throw new DomainError(
    'invalid_input',
    'the columns are not said as they must be',
    read.error.issues.map((issue) => ({ field: issue.path.join('.'), code: issue.code, message: issue.message })),
  );
}
