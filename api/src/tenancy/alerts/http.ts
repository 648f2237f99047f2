import { acknowledgeAlert, alertPermissions, type AlertView, countNewAlerts, listAlerts } from '@yunhu/db/tenancy';
import { z } from 'zod';
import { json } from '../../http/bodies.ts';
import { declare } from '../../http/declare.ts';
import { inTenant, sessionOf } from '../../http/request.ts';
import { id } from '../../http/schemas.ts';
import { newRoutes, type Services } from '../../http/services.ts';
import { type Alert, alert as alertSchema, alertPage, alertsQuery, maxUnseen } from './schemas.ts';

const tags = ['alerts'];

const listAlertsRoute = declare(alertPermissions, {
  method: 'get',
  path: '/v1/alerts',
  tags,
  summary: 'What one should know without having asked, newest first, of what one’s permissions open',
  request: { query: alertsQuery },
  responses: { 200: json(alertPage) },
});

const acknowledgeRoute = declare(alertPermissions, {
  method: 'post',
  path: '/v1/alerts/{alertId}/acknowledge',
  tags,
  summary: 'Say that one’s own alert was seen',
  request: { params: z.object({ alertId: id }) },
  responses: { 200: json(alertSchema) },
});

/** Alerts, each for whoever may open what it is about. */
export function alertRoutes({ database }: Services) {
  const routes = newRoutes();

  routes.openapi(listAlertsRoute, async (c) => {
    const { tenantId = sessionOf(c).tenant.id, state, ...page } = c.req.valid('query');
    const whose = { tenantId, held: sessionOf(c).permissions };
    const { items, nextCursor, unseen } = await inTenant(c, database, async (tx) => ({
      ...(await listAlerts(tx, { ...whose, open: state === 'open' }, page)),
      unseen: await countNewAlerts(tx, whose, maxUnseen),
    }));
    return c.json({ items: items.map(viewAlert), nextCursor, unseen }, 200);
  });

  routes.openapi(acknowledgeRoute, async (c) => {
    const { alertId } = c.req.valid('param');
    const { permissions } = sessionOf(c);
    return c.json(viewAlert(await inTenant(c, database, (tx) => acknowledgeAlert(tx, alertId, permissions))), 200);
  });
  return routes;
}

function viewAlert({ subjectType, subjectId, ...alert }: AlertView): Alert {
  return {
    ...alert,
    subject: { type: subjectType, id: subjectId },
    raisedAt: alert.raisedAt.toISOString(),
    lastRaisedAt: alert.lastRaisedAt.toISOString(),
    acknowledgedAt: alert.acknowledgedAt?.toISOString() ?? null,
    resolvedAt: alert.resolvedAt?.toISOString() ?? null,
  };
}
