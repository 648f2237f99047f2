import { findPage, findPages, listDocuments } from '@yunhu/db/callerids';
import { z } from 'zod';
import { json, requiredJson } from '../http/bodies.ts';
import { declare } from '../http/declare.ts';
import { actorOf, inTenant } from '../http/request.ts';
import { id, listOf } from '../http/schemas.ts';
import { newRoutes, type Services } from '../http/services.ts';
import { answerFile, answerPage } from './documents/answer-object.ts';
import { bringDocument } from './documents/bring-document.ts';
import { InspectionFailed } from './documents/inspect-document.ts';
import { addDocumentBody, callerIdDocument } from './schemas.ts';
import { viewDocument } from './views.ts';

const tags = ['caller IDs'];
const newest = 50;
const page = z.coerce.number().int().min(1).max(20);
const picture = { description: 'A picture', content: { 'image/jpeg': { schema: z.string() } } };
const pdf = { description: 'The file, to be saved', content: { 'application/pdf': { schema: z.string() } } };

const listRoute = declare('caller-ids.read', {
  method: 'get',
  path: '/v1/caller-id-documents',
  tags,
  summary: 'One’s newest documents, to be submitted again',
  responses: { 200: json(listOf(callerIdDocument)) },
});

const addRoute = declare('caller-ids.write', {
  method: 'post',
  path: '/v1/caller-id-documents',
  tags,
  summary: 'Make a document out of an upload: it is read, and drawn anew',
  request: { body: requiredJson(addDocumentBody) },
  responses: { 201: json(callerIdDocument, 'Taken') },
});

const pageRoute = declare(
  'caller-ids.read',
  {
    method: 'get',
    path: '/v1/caller-id-documents/{documentId}/pages/{page}',
    tags,
    summary: 'A page of a document, as a picture',
    request: { params: z.object({ documentId: id, page }) },
    responses: { 200: picture },
  },
  { answers: 'document' },
);

const fileRoute = declare(
  'caller-ids.read',
  {
    method: 'get',
    path: '/v1/caller-id-documents/{documentId}/file',
    tags,
    summary: 'A PDF of the pictures of its pages, to be saved',
    request: { params: z.object({ documentId: id }) },
    responses: { 200: pdf },
  },
  { answers: 'document' },
);

/** Documents beside a customer's numbers. */
export function callerIdDocumentRoutes(services: Services) {
  const { database, objects } = services;
  const routes = newRoutes();

  routes.openapi(listRoute, async (c) => {
    const documents = await inTenant(c, database, (tx) => listDocuments(tx, newest));
    return c.json({ items: documents.map(viewDocument) }, 200);
  });

  routes.openapi(addRoute, async (c) => {
    const document = await bringDocument(services, actorOf(c), c.req.valid('json')).catch((error: unknown) => {
      if (error instanceof InspectionFailed) c.var.log.error({ err: error }, 'document.inspection-failed');
      throw error;
    });
    return c.json(viewDocument(document), 201);
  });

  routes.openapi(pageRoute, async (c) => {
    const { tenantId } = actorOf(c);
    const found = await inTenant(c, database, (tx) => findPage(tx, { tenantId, ...c.req.valid('param') }));
    return answerPage(objects, found);
  });

  routes.openapi(fileRoute, async (c) => {
    const { tenantId } = actorOf(c);
    const found = await inTenant(c, database, (tx) => findPages(tx, { tenantId, ...c.req.valid('param') }));
    return answerFile(objects, found);
  });
  return routes;
}
