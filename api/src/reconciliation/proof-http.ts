import { enqueueJob } from '@yunhu/db/jobs';
import { getProofState, type InvariantResult, type KeptProof, listProofs } from '@yunhu/db/reconciliation';
import { json, requiredJson } from '../http/bodies.ts';
import { declare } from '../http/declare.ts';
import { inTenant } from '../http/request.ts';
import { pageOf } from '../http/schemas.ts';
import { newRoutes, type Services } from '../http/services.ts';
import { jobBegun } from '../jobs/schemas.ts';
import {
  type InvariantState,
  invariants,
  type ProofRun,
  proofRun,
  proofRunsQuery,
  proveBody,
  type Reconciliation,
  reconciliation,
} from './schemas.ts';

const tags = ['reconciliation'];

const readStateRoute = declare('reconcile.read', {
  method: 'get',
  path: '/v1/reconciliation',
  tags,
  summary: 'What is proven of the ledger, and when',
  responses: { 200: json(reconciliation) },
});

const listRunsRoute = declare('reconcile.read', {
  method: 'get',
  path: '/v1/reconciliation/runs',
  tags,
  summary: 'The runs of the proof, newest first',
  request: { query: proofRunsQuery },
  responses: { 200: json(pageOf(proofRun)) },
});

const proveRoute = declare('reconcile.read', {
  method: 'post',
  path: '/v1/reconciliation/runs',
  tags,
  summary: 'Prove the ledger now, as a job',
  request: { body: requiredJson(proveBody) },
  responses: { 202: json(jobBegun, 'Asked for') },
});

/** The proof of the ledger, for the operator. */
export function proofRoutes({ database }: Services) {
  const routes = newRoutes();

  routes.openapi(readStateRoute, async (c) => c.json(viewState(await inTenant(c, database, getProofState)), 200));

  routes.openapi(listRunsRoute, async (c) => {
    const page = await inTenant(c, database, (tx) => listProofs(tx, c.req.valid('query')));
    return c.json({ ...page, items: page.items.map(viewRun) }, 200);
  });

  routes.openapi(proveRoute, async (c) => {
    const { mode } = c.req.valid('json');
    const jobId = await inTenant(c, database, (tx) => enqueueJob(tx, { kind: 'ledger-proof', input: { mode } }));
    return c.json({ jobId }, 202);
  });
  return routes;
}

type ProofState = Awaited<ReturnType<typeof getProofState>>;

/** A full proof covers what recent ones before it found; what it finds itself only another full one lifts. */
function viewState({ recent, full }: ProofState): Reconciliation {
  const views = invariants.map((invariant): InvariantState => {
    const found = {
      recent: recent?.results.find((result) => result.invariant === invariant),
      full: full?.results.find((result) => result.invariant === invariant),
    };
    const counts = [
      found.full,
      recent !== undefined && full !== undefined && recent.startedAt > full.startedAt ? found.recent : undefined,
    ];
    const broken = counts.find((result) => result !== undefined && result.drift > 0);
    return {
      invariant,
      state: broken !== undefined ? 'drift' : found.full === undefined ? 'unknown' : 'proven',
      drift: broken?.drift ?? 0,
      offenders: [...(broken?.offenders ?? [])],
      recent: viewFinding(recent, found.recent),
      full: viewFinding(full, found.full),
    };
  });
  const has = (state: InvariantState['state']) => views.some((view) => view.state === state);
  return {
    state: has('drift') ? 'drift' : full === undefined ? 'unknown' : 'proven',
    recent: recent === undefined ? null : viewRun(recent),
    full: full === undefined ? null : viewRun(full),
    invariants: views,
  };
}

function viewFinding(run: KeptProof | undefined, result: InvariantResult | undefined): InvariantState['full'] {
  if (run === undefined || result === undefined) return null;
  return { at: run.startedAt.toISOString(), examined: result.examined, milliseconds: result.milliseconds };
}

function viewRun({ id, mode, startedAt, endedAt, examined, drift, results }: KeptProof): ProofRun {
  return {
    id,
    mode,
    startedAt: startedAt.toISOString(),
    milliseconds: endedAt.getTime() - startedAt.getTime(),
    examined: Number(examined),
    drift: Number(drift),
    broken: results.filter((result) => result.drift > 0).map((result) => result.invariant),
  };
}
