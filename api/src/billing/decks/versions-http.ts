import { DomainError, type FieldError } from '@yunhu/db';
import {
  changeRates,
  checkChanges,
  checkUndo,
  countTouched,
  findOwnList,
  findRateGroup,
  findVersion,
  listVersions,
  micros,
  type NewRate,
  undoVersion,
} from '@yunhu/db/billing';
import type { TenantTx } from '@yunhu/db/connect';
import { enqueueJob } from '@yunhu/db/jobs';
import { z } from 'zod';
import { json, optionalJson, requiredJson } from '../../http/bodies.ts';
import { declare } from '../../http/declare.ts';
import { inTenant, sessionOf } from '../../http/request.ts';
import { id, pageOf, pageQuery } from '../../http/schemas.ts';
import { newRoutes, type Services } from '../../http/services.ts';
import { readPrice } from '../read-amount.ts';
import {
  askedJob,
  changedRate,
  changeRatesBody,
  exportRatesBody,
  rateGroupVersion,
  undoneVersion,
  undoVersionBody,
} from './schemas.ts';
import { viewVersion } from './views.ts';

const tags = ['rate decks'];
const params = z.object({ rateGroupId: id });
const base = '/v1/rate-groups/{rateGroupId}';
/** Rates that an undoing may touch within a request; what touches more is a job. */
const touchedAtOnce = 2_000;

const listRoute = declare('rates.read', {
  method: 'get',
  path: `${base}/versions`,
  tags,
  summary: 'The changes of one’s own list, newest first',
  request: { params, query: pageQuery },
  responses: { 200: json(pageOf(rateGroupVersion)) },
});

const changeRoute = declare('rates.write', {
  method: 'post',
  path: `${base}/changes`,
  tags,
  summary: 'Set or close some rates, as one version',
  request: { params, body: requiredJson(changeRatesBody) },
  responses: { 201: json(rateGroupVersion, 'Changed') },
});

const undoRoute = declare('rates.write', {
  method: 'post',
  path: `${base}/versions/{versionId}/undo`,
  tags,
  summary: 'Take a version back, as a new one; one that is not in effect yet is withdrawn',
  request: { params: params.extend({ versionId: id }), body: optionalJson(undoVersionBody) },
  responses: { 200: json(undoneVersion, 'Taken back, or asked for') },
});

const exportRoute = declare('rates.read', {
  method: 'post',
  path: `${base}/exports`,
  tags,
  summary: 'Write the rates in force to a file, as a job',
  request: { params, body: requiredJson(exportRatesBody) },
  responses: { 202: json(askedJob, 'Asked for') },
});

/** What was changed in a list, when and by whom; changes by hand; files of what is in force. */
export function versionRoutes(services: Services) {
  const { database, clock } = services;
  const routes = newRoutes();

  routes.openapi(listRoute, async (c) => {
    const { rateGroupId } = c.req.valid('param');
    const found = await inTenant(c, database, (tx) => listVersions(tx, rateGroupId, c.req.valid('query')));
    return c.json({ ...found, items: found.items.map(viewVersion) }, 200);
  });

  routes.openapi(changeRoute, async (c) => {
    const { rateGroupId } = c.req.valid('param');
    const { set, close, effectiveFrom, belowCostAllowed } = c.req.valid('json');
    await inTenant(c, database, (tx) => findOwnList(tx, rateGroupId));
    const changes = {
      rateGroupId,
      set: readRates(set),
      close,
      effectiveFrom: effectiveFrom === undefined ? undefined : new Date(effectiveFrom),
      now: clock.now(),
    };
    const belowCost = await database.withPlatform('compare prices with what their seller pays', (tx) =>
      checkChanges(tx, sessionOf(c).tenant.id, changes, belowCostAllowed),
    );
    const version = await inTenant(c, database, async (tx) =>
      versionOf(tx, await changeRates(tx, { ...changes, belowCost })),
    );
    return c.json(version, 201);
  });

  routes.openapi(undoRoute, async (c) => {
    const ref = c.req.valid('param');
    const { belowCostAllowed = false } = c.req.valid('json');
    const undo = { ...ref, now: clock.now() };
    const findBelowCost = () =>
      database.withSnapshot('compare prices with what their seller pays', (tx) =>
        checkUndo(tx, sessionOf(c).tenant.id, undo, belowCostAllowed),
      );
    const undone = await inTenant(c, database, async (tx) => {
      await findOwnList(tx, ref.rateGroupId);
      if ((await countTouched(tx, ref)) > touchedAtOnce) {
        return {
          version: null,
          jobId: await enqueueJob(tx, { kind: 'rates-undo', input: { ...ref, belowCostAllowed } }),
        };
      }
      const { versionId } = await undoVersion(tx, { ...undo, findBelowCost });
      return { version: await versionOf(tx, versionId), jobId: null };
    });
    return c.json(undone, 200);
  });

  exportRates(routes, services);
  return routes;
}

function exportRates(routes: ReturnType<typeof newRoutes>, { database }: Services): void {
  routes.openapi(exportRoute, async (c) => {
    const { rateGroupId } = c.req.valid('param');
    const jobId = await inTenant(c, database, async (tx) => {
      await findRateGroup(tx, rateGroupId);
      return enqueueJob(tx, { kind: 'rates-export', input: { rateGroupId, format: c.req.valid('json').format } });
    });
    return c.json({ jobId }, 202);
  });
}

async function versionOf(tx: TenantTx, versionId: string) {
  const version = await findVersion(tx, versionId);
  if (version === undefined) throw new DomainError('not_found');
  return viewVersion(version);
}

const prices = ['pricePerBlock', 'firstBlockPrice', 'connectionFee', 'minimumCharge'] as const;

/** Throws `invalid_amount` naming every price that is none. */
function readRates(set: readonly z.infer<typeof changedRate>[]): NewRate[] {
  const wrong: FieldError[] = [];
  const read = set.map((rate, i) => {
    const amounts = prices.map((field) => {
      const text = rate[field];
      if (text === undefined) return undefined;
      const price = readPrice(text, `set.${i}.${field}`);
      if ('micros' in price) return price.micros;
      wrong.push(price.error);
      return undefined;
    });
    const [pricePerBlockMicros = micros(0), firstBlockPriceMicros, connectionFeeMicros, minimumChargeMicros] = amounts;
    const { prefix, destination, blockSeconds, firstBlockSeconds, graceSeconds } = rate;
    return {
      ...{ prefix, destination, blockSeconds, pricePerBlockMicros },
      ...(firstBlockSeconds === undefined ? {} : { firstBlockSeconds }),
      ...(firstBlockPriceMicros === undefined ? {} : { firstBlockPriceMicros }),
      ...(connectionFeeMicros === undefined ? {} : { connectionFeeMicros }),
      ...(graceSeconds === undefined ? {} : { graceSeconds }),
      ...(minimumChargeMicros === undefined ? {} : { minimumChargeMicros }),
    };
  });
  if (wrong.length > 0) throw new DomainError('invalid_amount', 'some prices are wrong', wrong);
  return read;
}
