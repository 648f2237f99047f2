// A tenant that moves with everybody below it. What it buys at belongs to its old parent, so prices are compared before, as they are for
// an assignment, and the move is written only while they are as they were compared.
import { DomainError } from '@yunhu/db';
import {
  checkGroupMargins,
  checkMove,
  type DownstreamLoss,
  findLossesOfMove,
  listGroupsSoldBy,
  lockMove,
  moveTenant,
  type PriceStamp,
  raiseMarginAlerts,
  readPriceStamp,
  refuseDownstreamLosses,
  requirePriceStamp,
  reviewMarginAlerts,
  taskTypes,
  type TenantMove,
} from '@yunhu/db/billing';
import { getTenant, type MoveCost, readMoveCost, readTenantBranch, type TenantBranch } from '@yunhu/db/calls';
import type { PlatformTx } from '@yunhu/db/connect';
import { haltTasks } from '@yunhu/db/tasks';
import type { Context } from 'hono';
import { z } from 'zod';
import { json, requiredJson } from '../../http/bodies.ts';
import { declare } from '../../http/declare.ts';
import { actorOf, type AppEnv, inTenant, sessionOf } from '../../http/request.ts';
import { id } from '../../http/schemas.ts';
import { newRoutes, type Services } from '../../http/services.ts';
import { viewTenant } from '../view-tenant.ts';
import { movedTenant, type MoveObstacle, movePreview, movePreviewQuery, moveTenantBody } from './schemas.ts';

const params = z.object({ tenantId: id });
const tags = ['tenants'];

const previewRoute = declare('tenant.write', {
  method: 'get',
  path: '/v1/tenants/{tenantId}/move-preview',
  tags,
  summary: 'What a move under another parent would do, and what stands in its way',
  request: { params, query: movePreviewQuery },
  responses: { 200: json(movePreview) },
});

const moveRoute = declare('tenant.write', {
  method: 'post',
  path: '/v1/tenants/{tenantId}/move',
  tags,
  summary: 'Move a tenant with everybody below it under another parent of one’s own',
  request: { params, body: requiredJson(moveTenantBody) },
  responses: { 200: json(movedTenant) },
});

export function moveRoutes(services: Services) {
  const { database, clock } = services;
  const routes = newRoutes();

  routes.openapi(previewRoute, async (c) => {
    const { tenantId } = c.req.valid('param');
    const { parentId } = c.req.valid('query');
    const { parent, rateGroups } = await inTenant(c, database, async (tx) => {
      const place = await checkMove(tx, { tenantId, parentId, rateGroupId: null });
      const { id: fromId, name } = await getTenant(tx, place.parentId, clock.now());
      return { parent: { id: fromId, name }, rateGroups: await listGroupsSoldBy(tx, parentId) };
    });
    const { branch, cost } = await database.withPlatform('say what a move would do', async (tx) => ({
      branch: await readTenantBranch(tx, tenantId, clock.now()),
      cost: await readMoveCost(tx, tenantId, clock.now()),
    }));
    const { requests, supportSessions } = cost;
    const creditMicros = String(cost.creditMicros);
    const obstacles = obstaclesOf(branch, cost);
    return c.json({ parent, branch, creditMicros, requests, supportSessions, rateGroups, obstacles }, 200);
  });

  routes.openapi(moveRoute, async (c) => {
    const { tenantId } = c.req.valid('param');
    const { pauseTasks, downstreamLossesAccepted: accepted, ...wish } = c.req.valid('json');
    const move = { tenantId, ...wish };
    await inTenant(c, database, async (tx) => {
      await checkMove(tx, move);
      const { rateGroupId, parentId } = move;
      const isSold =
        rateGroupId === null || (await listGroupsSoldBy(tx, parentId)).some((one) => one.id === rateGroupId);
      if (!isSold) throw new DomainError('not_found');
    });
    const checked = await database.withPlatform('compare prices with what their seller pays', (tx) =>
      comparePrices(tx, { ...move, ownTenantId: sessionOf(c).tenant.id, accepted, at: clock.now() }),
    );
    if (pauseTasks) {
      await database.withPlatform('pause the tasks of who moves', (tx) =>
        haltTasks(tx, { tenantIds: [tenantId], reason: 'tenant_moved', actor: actorOf(c) }),
      );
    }
    const moved = await inTenant(c, database, async (tx) => {
      const place = await lockMove(tx, move, checked.stamp.line);
      await database.withPlatform('see that prices are as they were checked', (at) =>
        requirePriceStamp(at, checked.stamp),
      );
      const { creditMicros, ...gone } = await moveTenant(tx, move, place);
      const tenant = viewTenant(await getTenant(tx, tenantId, clock.now()), sessionOf(c).permissions);
      return { tenant, creditMicros: String(creditMicros), ...gone };
    });
    await tellSellers(c, services, move, checked.losses);
    return c.json(moved, 200);
  });

  return routes;
}

function obstaclesOf(branch: TenantBranch, cost: MoveCost): MoveObstacle[] {
  return [
    ...(branch.runningTasks > 0 ? (['tasks_running'] as const) : []),
    ...(branch.openCalls > 0 ? (['calls_in_progress'] as const) : []),
    ...(cost.creditInUse ? (['credit_in_use'] as const) : []),
  ];
}

interface PriceQuestion extends TenantMove {
  readonly ownTenantId: string;
  readonly accepted: boolean;
  readonly at: Date;
}

async function comparePrices(
  tx: PlatformTx,
  { tenantId, parentId, rateGroupId, ownTenantId, accepted, at }: PriceQuestion,
): Promise<{ readonly stamp: PriceStamp; readonly losses: readonly DownstreamLoss[] }> {
  const group = rateGroupId ?? undefined;
  const stamp = await readPriceStamp(tx, { sellerTenantId: parentId, rateGroupId: group, buyers: [tenantId] });
  if (group === undefined) return { stamp, losses: [] };
  try {
    await checkGroupMargins(tx, { sellerTenantId: parentId, rateGroupId: group, taskTypes, at });
  } catch (error) {
    // Prices of somebody else are not for who moves one of his below him.
    const isForeign = error instanceof DomainError && error.code === 'below_cost' && parentId !== ownTenantId;
    if (!isForeign) throw error;
    throw new DomainError('below_cost', error.message, [
      { field: 'rateGroupId', code: 'below_cost', message: 'its seller would sell below what it pays itself' },
    ]);
  }
  const losses = await findLossesOfMove(tx, { buyerTenantId: tenantId, rateGroupId: group, at });
  refuseDownstreamLosses(losses, accepted);
  return { stamp, losses };
}

async function tellSellers(
  c: Context<AppEnv>,
  { database, clock }: Services,
  { tenantId, parentId }: TenantMove,
  losses: readonly DownstreamLoss[],
): Promise<void> {
  try {
    await database.withPlatform('tell sellers who lose by a price', async (tx) => {
      for (const sellerTenantId of [parentId, tenantId])
        await reviewMarginAlerts(tx, { sellerTenantId, at: clock.now() });
      await raiseMarginAlerts(tx, losses);
    });
  } catch (error) {
    // The move stands; only the word of it is missing.
    c.var.log.error({ err: error }, 'margins.untold');
  }
}
