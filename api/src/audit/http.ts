import {
  auditInputOf,
  type AuditFilter,
  type AuditView,
  getAuditEntry,
  listAudit,
  listAuditActions,
} from '@yunhu/db/tenancy';
import { enqueueJob } from '@yunhu/db/jobs';
import { z } from 'zod';
import { json, requiredJson } from '../http/bodies.ts';
import { declare } from '../http/declare.ts';
import { inTenant } from '../http/request.ts';
import { id } from '../http/schemas.ts';
import { newRoutes, type Services } from '../http/services.ts';
import { jobBegun } from '../jobs/schemas.ts';
import {
  auditActions,
  auditActionsQuery,
  type AuditEntry,
  auditEntry,
  auditExportBody,
  auditPage,
  auditQuery,
} from './schemas.ts';

const tags = ['audit'];

const listRoute = declare('audit.read', {
  method: 'get',
  path: '/v1/audit',
  tags,
  summary: 'Who did what, latest first: of oneself, of one below, or of all below',
  request: { query: auditQuery },
  responses: { 200: json(auditPage) },
});

const listActionsRoute = declare('audit.read', {
  method: 'get',
  path: '/v1/audit/actions',
  tags,
  summary: 'The actions that an audit has',
  request: { query: auditActionsQuery },
  responses: { 200: json(auditActions) },
});

const readRoute = declare('audit.read', {
  method: 'get',
  path: '/v1/audit/{auditEntryId}',
  tags,
  summary: 'One entry, with what changed',
  request: { params: z.object({ auditEntryId: id }) },
  responses: { 200: json(auditEntry) },
});

const exportRoute = declare('audit.read', {
  method: 'post',
  path: '/v1/audit/exports',
  tags,
  summary: 'Write every entry of a filter to a file, as a job',
  request: { body: requiredJson(auditExportBody) },
  responses: { 202: json(jobBegun, 'Asked for') },
});

/** The audit of the tenant that asks and of those below it. Nothing here writes it. */
export function auditRoutes({ database }: Services) {
  const routes = newRoutes();

  routes.openapi(listRoute, async (c) => {
    const { cursor, limit, action, ...fields } = c.req.valid('query');
    const filter = filterOf({ ...fields, actions: action });
    const page = await inTenant(c, database, (tx) => listAudit(tx, filter, { cursor, limit }));
    return c.json(
      { ...page, searchedTo: page.searchedTo?.toISOString() ?? null, items: page.items.map(viewEntry) },
      200,
    );
  });

  routes.openapi(listActionsRoute, async (c) => {
    const { tenantId } = c.req.valid('query');
    return c.json({ items: await inTenant(c, database, (tx) => listAuditActions(tx, tenantId)) }, 200);
  });

  routes.openapi(readRoute, async (c) => {
    const { auditEntryId } = c.req.valid('param');
    return c.json(viewEntry(await inTenant(c, database, (tx) => getAuditEntry(tx, auditEntryId))), 200);
  });

  routes.openapi(exportRoute, async (c) => {
    const { format, language, ...fields } = c.req.valid('json');
    const filter = filterOf(fields);
    const jobId = await inTenant(c, database, async (tx) => {
      // Refused here and now rather than by the job.
      await listAudit(tx, filter, { limit: 1 });
      return enqueueJob(tx, { kind: 'audit-export', input: { format, language, ...auditInputOf(filter) } });
    });
    return c.json({ jobId }, 202);
  });
  return routes;
}

type Fields = Omit<z.infer<typeof auditExportBody>, 'format' | 'language'>;

function filterOf({ personId, from, to, ...rest }: Fields): AuditFilter {
  const date = (text: string | undefined) => (text === undefined ? undefined : new Date(text));
  return { ...rest, staffId: personId, from: date(from), to: date(to) };
}

function viewEntry({ occurredAt, details, before, after, ...entry }: AuditView): AuditEntry {
  type Fields = AuditEntry['details'];
  return {
    ...entry,
    details: details as Fields,
    before: before as Fields | null,
    after: after as Fields | null,
    occurredAt: occurredAt.toISOString(),
  };
}
