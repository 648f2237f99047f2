import { type Approval as StoredApproval, countApprovals, listApprovals } from '@yunhu/db/tasks';
import { json } from '../http/bodies.ts';
import { declare } from '../http/declare.ts';
import { inTenant } from '../http/request.ts';
import { newRoutes, type Services } from '../http/services.ts';
import { viewNumber } from '../telephony/view-number.ts';
import { type Approval, approvalPage, approvalsQuery } from './approvals-schemas.ts';

const listRoute = declare('tenant.read', {
  method: 'get',
  path: '/v1/approvals',
  tags: ['approvals'],
  summary: 'How numbers and audio of everybody below stand, without documents and sounds; newest first',
  request: { query: approvalsQuery },
  responses: { 200: json(approvalPage) },
});

/** What a seller sees of its customers' approvals. */
export function approvalRoutes({ database, clock }: Services) {
  const routes = newRoutes();
  routes.openapi(listRoute, async (c) => {
    const { kind, state, q: words, ...page } = c.req.valid('query');
    const { items, nextCursor, counts } = await inTenant(c, database, async (tx) => ({
      ...(await listApprovals(tx, { kind, state, words }, page, clock.now())),
      counts: await countApprovals(tx, kind, clock.now()),
    }));
    return c.json({ items: items.map(viewApproval), nextCursor, counts }, 200);
  });
  return routes;
}

function viewApproval({ name, at, approvedUntil, ...approval }: StoredApproval): Approval {
  return {
    ...approval,
    name: approval.kind === 'caller-id' ? viewNumber(name) : name,
    at: at.toISOString(),
    approvedUntil: approvedUntil?.toISOString() ?? null,
  };
}
