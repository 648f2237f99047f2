// What a machine that watches reads: GET /metrics in the form of Prometheus. Only where METRICS_TOKEN is set, and only for who sends it;
// labels are states and kinds from closed lists, never a tenant's name or a number.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Database } from '@yunhu/db/connect';
import { type LabelledFigure, type PlatformFigures, readPlatformFigures } from '@yunhu/db/reconciliation';
import type { Clock } from '@yunhu/db/time';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import { declare } from './declare.ts';
import { HttpError } from './problem-table.ts';
import { newRoutes } from './services.ts';

/** The record is asked at most this often, however many ask us. Milliseconds. */
const freshMs = 2_000;

const metricsRoute = declare('public', {
  method: 'get',
  path: '/metrics',
  tags: ['system'],
  summary: 'Figures for machines, with the bearer token of METRICS_TOKEN',
  responses: { 200: { description: 'The text format of Prometheus' } },
});

/** The route of the figures, for who knows the token. */
export function metricsRoutes({ database, clock, token }: { database: Database; clock: Clock; token: string }) {
  const routes = newRoutes();
  const figures = newFigures();
  const wanted = digest(`Bearer ${token}`);
  let readAtMs = -Infinity;
  let reading: Promise<void> = Promise.resolve();
  const refresh = (): Promise<void> => {
    if (clock.nowMs() - readAtMs < freshMs) return reading;
    readAtMs = clock.nowMs();
    reading = database.withPlatform('metrics', readPlatformFigures).then(figures.set);
    return reading;
  };

  routes.openapi(metricsRoute, async (c) => {
    if (!timingSafeEqual(digest(c.req.header('authorization') ?? ''), wanted)) throw new HttpError('unauthenticated');
    await refresh().catch((error: unknown) => {
      readAtMs = -Infinity;
      c.var.log.warn({ err: error }, 'metrics.failed');
      throw new HttpError('unavailable', 'the database does not answer');
    });
    return c.body(await figures.registry.metrics(), 200, { 'content-type': figures.registry.contentType });
  });
  return routes;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function newFigures(): { registry: Registry; set: (read: PlatformFigures) => void } {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'yunhu_api_' });
  const gauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Gauge({ name: `yunhu_${name}`, help, labelNames, registers: [registry] });
  const counter = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Counter({ name: `yunhu_${name}`, help, labelNames, registers: [registry] });
  const entries = counter('ledger_entries_total', 'Entries ever posted');
  const holds = gauge('holds_open', 'Holds that are open');
  const oldest = gauge('holds_oldest_seconds', 'Since the oldest call that holds money was admitted');
  const calls = counter('calls_ended_total', 'Calls that ended, by result', 'result');
  const drift = gauge(
    'ledger_drift',
    'Rows that break an invariant, by the newest proof of each kind; 0, always',
    'invariant',
    'mode',
  );
  const proofAge = gauge('ledger_proof_age_seconds', 'Since the newest proof began', 'mode');
  const proofSeconds = gauge('ledger_proof_duration_seconds', 'How long the newest proof took', 'mode');
  const proofRows = gauge('ledger_proof_rows', 'Rows that the newest proof looked at', 'mode');
  const labelled = [
    [gauge('wallets_blocked', 'Wallets that give nothing', 'reason'), 'reason', 'walletsBlocked'],
    [gauge('attempts_open', 'Calls under way, by state', 'state'), 'state', 'attempts'],
    [gauge('jobs_open', 'Background jobs that are not over', 'state'), 'state', 'jobs'],
    [gauge('payments_open', 'Card payments that are not over', 'state'), 'state', 'payments'],
    [gauge('alerts_open', 'Alerts whose cause is there', 'level'), 'level', 'alerts'],
  ] as const;
  return {
    registry,
    set: (read) => {
      for (const one of [entries, calls]) one.reset();
      entries.inc(read.entries);
      for (const { label, value } of read.callsEnded) calls.inc({ result: label }, value);
      holds.set(read.holds);
      oldest.set(read.oldestHoldSeconds);
      for (const [into, name, from] of labelled) setLabelled(into, name, read[from]);
      drift.reset();
      for (const { mode, ageSeconds, seconds, examined, results } of read.proofs) {
        proofAge.set({ mode }, ageSeconds);
        proofSeconds.set({ mode }, seconds);
        proofRows.set({ mode }, examined);
        for (const result of results) drift.set({ invariant: result.invariant, mode }, result.drift);
      }
    },
  };
}

function setLabelled(into: Gauge, name: string, figures: readonly LabelledFigure[]): void {
  into.reset();
  for (const { label, value } of figures) into.set({ [name]: label }, value);
}
