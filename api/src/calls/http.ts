import { callInputOf, explainCharge, getCdr, listCdrs, listCharges } from '@yunhu/db/calls';
import { enqueueJob } from '@yunhu/db/jobs';
import { z } from 'zod';
import { json, requiredJson } from '../http/bodies.ts';
import { declare } from '../http/declare.ts';
import { inTenant } from '../http/request.ts';
import { id } from '../http/schemas.ts';
import { newRoutes, type Services } from '../http/services.ts';
import { jobBegun } from '../jobs/schemas.ts';
import { readRanges } from './read-ranges.ts';
import {
  cdr as cdrSchema,
  cdrExportBody,
  cdrPage,
  cdrsQuery,
  chargeExportBody,
  chargePage,
  chargesQuery,
  explanation,
} from './schemas.ts';
import { viewCdr, viewCharge, viewExplanation } from './views.ts';

const tags = ['calls'];

const listCdrsRoute = declare('cdr.read', {
  method: 'get',
  path: '/v1/cdrs',
  tags,
  summary: 'One’s own calls, latest end first',
  request: { query: cdrsQuery },
  responses: { 200: json(cdrPage) },
});

const readCdrRoute = declare('cdr.read', {
  method: 'get',
  path: '/v1/cdrs/{cdrId}',
  tags,
  summary: 'One of one’s own calls',
  request: { params: z.object({ cdrId: id }) },
  responses: { 200: json(cdrSchema) },
});

const exportCdrsRoute = declare('cdr.read', {
  method: 'post',
  path: '/v1/cdrs/exports',
  tags,
  summary: 'Write every call of a filter to a file, as a job',
  request: { body: requiredJson(cdrExportBody) },
  responses: { 202: json(jobBegun, 'Asked for') },
});

const listChargesRoute = declare('money.read', {
  method: 'get',
  path: '/v1/charges',
  tags,
  summary: 'What those below paid for calls, latest first: money and lengths, never numbers',
  request: { query: chargesQuery },
  responses: { 200: json(chargePage) },
});

const exportChargesRoute = declare('money.read', {
  method: 'post',
  path: '/v1/charges/exports',
  tags,
  summary: 'Write every charge of a filter to a file, as a job',
  request: { body: requiredJson(chargeExportBody) },
  responses: { 202: json(jobBegun, 'Asked for') },
});

const explainRoute = declare('money.read', {
  method: 'get',
  path: '/v1/charges/{attemptId}/explanation',
  tags,
  summary: 'Why a call cost what it cost, on each level at or below who asks',
  request: { params: z.object({ attemptId: id }) },
  responses: { 200: json(explanation) },
});

/** Calls, what was charged for them on which level, and why. */
export function callRoutes({ database }: Services) {
  const routes = newRoutes();

  routes.openapi(listCdrsRoute, async (c) => {
    const { cursor, limit, number, result, taskId, line, ...ranges } = c.req.valid('query');
    const filter = { number, results: result, taskId, line, ...readRanges(ranges) };
    const page = await inTenant(c, database, (tx) => listCdrs(tx, filter, { cursor, limit }));
    const searchedTo = page.searchedTo?.toISOString() ?? null;
    return c.json({ ...page, searchedTo, items: page.items.map(viewCdr) }, 200);
  });

  routes.openapi(readCdrRoute, async (c) => {
    const { cdrId } = c.req.valid('param');
    return c.json(viewCdr(await inTenant(c, database, (tx) => getCdr(tx, cdrId))), 200);
  });

  routes.openapi(exportCdrsRoute, async (c) => {
    const { format, language, number, results, taskId, line, ...ranges } = c.req.valid('json');
    const filter = { number, results, taskId, line, ...readRanges(ranges) };
    const jobId = await inTenant(c, database, async (tx) => {
      // Refused here and now rather than by the job.
      await listCdrs(tx, filter, { limit: 1 });
      return enqueueJob(tx, { kind: 'cdr-export', input: { format, language, ...callInputOf(filter) } });
    });
    return c.json({ jobId }, 202);
  });

  routes.openapi(listChargesRoute, async (c) => {
    const { cursor, limit, tenantId, prefix, ...ranges } = c.req.valid('query');
    const filter = { tenantId, prefix, ...readRanges(ranges) };
    const page = await inTenant(c, database, (tx) => listCharges(tx, filter, { cursor, limit }));
    const searchedTo = page.searchedTo?.toISOString() ?? null;
    return c.json({ ...page, searchedTo, items: page.items.map(viewCharge) }, 200);
  });

  routes.openapi(exportChargesRoute, async (c) => {
    const { format, language, tenantId, prefix, ...ranges } = c.req.valid('json');
    const filter = { tenantId, prefix, ...readRanges(ranges) };
    const jobId = await inTenant(c, database, async (tx) => {
      await listCharges(tx, filter, { limit: 1 });
      return enqueueJob(tx, { kind: 'charge-export', input: { format, language, ...callInputOf(filter) } });
    });
    return c.json({ jobId }, 202);
  });

  routes.openapi(explainRoute, async (c) => {
    const { attemptId } = c.req.valid('param');
    return c.json(viewExplanation(await inTenant(c, database, (tx) => explainCharge(tx, attemptId))), 200);
  });
  return routes;
}
