import { DomainError } from '@yunhu/db';
import { findStatementOwner, listStatementMonths, type StatementInput } from '@yunhu/db/billing';
import { enqueueJob } from '@yunhu/db/jobs';
import { json, requiredJson } from '../../http/bodies.ts';
import { declare } from '../../http/declare.ts';
import { inTenant, sessionOf } from '../../http/request.ts';
import { listOf } from '../../http/schemas.ts';
import { newRoutes, type Services } from '../../http/services.ts';
import { jobBegun } from '../../jobs/schemas.ts';
import { statementBody, statementMonth, statementsQuery } from './schemas.ts';

const tags = ['ledger'];

const listMonthsRoute = declare('money.read', {
  method: 'get',
  path: '/v1/ledger/statements',
  tags,
  summary: 'The months of which there are statements, latest first',
  request: { query: statementsQuery },
  responses: { 200: json(listOf(statementMonth)) },
});

const drawStatementRoute = declare('money.read', {
  method: 'post',
  path: '/v1/ledger/statements',
  tags,
  summary: 'Draw a month’s statement as PDF, as a job',
  request: { body: requiredJson(statementBody) },
  responses: { 202: json(jobBegun, 'Asked for') },
});

/** A wallet by months: where each began and ended, and its statement as a document. */
export function statementRoutes({ database, clock }: Services) {
  const routes = newRoutes();

  routes.openapi(listMonthsRoute, async (c) => {
    const { tenantId = sessionOf(c).tenant.id } = c.req.valid('query');
    const months = await inTenant(c, database, async (tx) =>
      listStatementMonths(tx, await findStatementOwner(tx, tenantId), clock.now()),
    );
    const items = months.map(({ month, isOver, entries, ...rest }) => ({
      month,
      isOver,
      entries,
      from: rest.from.toISOString(),
      to: rest.to.toISOString(),
      openingMicros: String(rest.openingMicros),
      closingMicros: String(rest.closingMicros),
    }));
    return c.json({ items }, 200);
  });

  routes.openapi(drawStatementRoute, async (c) => {
    const { tenantId = sessionOf(c).tenant.id, month, language } = c.req.valid('json');
    const jobId = await inTenant(c, database, async (tx) => {
      const months = await listStatementMonths(tx, await findStatementOwner(tx, tenantId), clock.now());
      if (!months.some((one) => one.month === month)) throw new DomainError('not_found', 'nothing was booked by then');
      const input: StatementInput = { tenantId, month, language };
      return enqueueJob(tx, { kind: 'ledger-statement', input });
    });
    return c.json({ jobId }, 202);
  });
  return routes;
}
