// Calls a second through admission, hold and settlement on a four-level chain with 1,000 wallets, in batches as the worker makes them,
// against the same functions called for one call at a time by eight clients. Both sides on the same server with default durability.
import { randomUUID } from 'node:crypto';
import { type AdmissionRequest, admitAttempts, type FinishedAttempt, finishAttempts } from '@yunhu/db/calls';
import { type Database, openDatabase } from '@yunhu/db/connect';
import { systemClock } from '@yunhu/db/time';
import { AdmissionBatcher, Settler } from '@yunhu/workers/dialer/ledger';
import { callMaker, leaseFreshTargets } from '../fixture/calls.ts';
import { buildHierarchy } from '../fixture/hierarchy.ts';
import { type BenchRecord, withBenchRecord } from './record.ts';
import { alternate, type BenchResult } from './rounds.ts';

/** Of the wallets three are the operator's and two the agents'; the others pay for calls. */
const customers = 995;
const clients = 8;
const oursCalls = 19_900;
const baselineCalls = 3_980;
/** Calls of a busy worker that are between admission and settlement at once. */
const inFlight = 3_000;
const talkSeconds = 42;
const authorisedSeconds = 120;

interface Call {
  readonly request: AdmissionRequest;
  readonly finished: FinishedAttempt;
}

export function benchLedger(): Promise<BenchResult> {
  return withBenchRecord(async (record) => {
    const database = openDatabase({ appUrl: record.appUrl, platformUrl: record.platformUrl, maxConnections: clients });
    try {
      const workerId = randomUUID();
      const makeCalls = await prepareCalls(record, workerId);
      const measure = async (count: number, run: (calls: readonly Call[]) => Promise<void>) => {
        const calls = await makeCalls(count);
        const start = performance.now();
        await run(calls);
        return count / ((performance.now() - start) / 1000);
      };
      const result = await alternate('ledger', 'calls/s', {
        ours: () => measure(oursCalls, (calls) => inBatches(database, workerId, calls)),
        baseline: () => measure(baselineCalls, (calls) => oneByOne(database, workerId, calls)),
      });
      await demandProof(database, 3 * (oursCalls + baselineCalls));
      return result;
    } finally {
      await database.close();
    }
  });
}

/** Answers a maker of fresh calls, spread over all customers in turn. */
async function prepareCalls(record: BenchRecord, workerId: string): Promise<(count: number) => Promise<Call[]>> {
  const hierarchy = await buildHierarchy(record.superuserUrl, { customers });
  const maker = await callMaker(record.superuserUrl, hierarchy, hierarchy.customers[0]);
  return async (count) => {
    const perCustomer = Math.ceil(count / customers);
    const leased = await leaseFreshTargets(record.superuserUrl, hierarchy.customers, workerId, perCustomer);
    const calls: Call[] = [];
    for (let n = 0; n < perCustomer; n++) {
      for (const customer of hierarchy.customers) {
        const target = leased.get(customer.tenantId)?.[n];
        if (target === undefined || calls.length === count) continue;
        const request = maker.request(target, authorisedSeconds, customer);
        calls.push({ request, finished: maker.finished(request, talkSeconds) });
      }
    }
    return calls;
  };
}

/** As a worker does it: requests gather while the batch before them commits, and so do the outcomes. */
async function inBatches(database: Database, workerId: string, calls: readonly Call[]): Promise<void> {
  const admissions = new AdmissionBatcher(database, systemClock, { workerId });
  const settled = new Map<string, () => void>();
  const settler = new Settler(database, {
    onRefused: (_finished, error) => {
      throw error;
    },
    onCommitted: (batch) => {
      for (const { attemptId } of batch) settled.get(attemptId)?.();
    },
  });
  let next = 0;
  const callOneAfterTheOther = async (): Promise<void> => {
    for (let call = calls[next++]; call !== undefined; call = calls[next++]) {
      const { request, finished } = call;
      const [refusal] = await admissions.admit([request]);
      if (refusal !== undefined) throw new Error(`a call was refused: ${refusal}`);
      const isSettled = new Promise<void>((resolve) => settled.set(request.attemptId, resolve));
      settler.finish(finished);
      await isSettled;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, callOneAfterTheOther));
}

/** Rates that the baseline knows to be frozen, as a worker remembers them. */
const frozen = new Set<string>();

async function oneByOne(database: Database, workerId: string, calls: readonly Call[]): Promise<void> {
  let next = 0;
  const client = async (): Promise<void> => {
    for (let call = calls[next++]; call !== undefined; call = calls[next++]) {
      const { request, finished } = call;
      const at = new Date();
      const holdExpiresAt = new Date(at.getTime() + 720_000);
      const refused = await database.withPlatform('bench', (tx) =>
        admitAttempts(tx, { workerId, at, holdExpiresAt, calls: [request], frozen }),
      );
      if (refused.size > 0) throw new Error('a call was refused');
      for (const { rate } of request.levels) frozen.add(rate.id);
      await database.withPlatform('bench', (tx) => finishAttempts(tx, [finished]));
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
}

async function demandProof(database: Database, calls: number): Promise<void> {
  const [rows, [counted]] = await database.withPlatform('bench proof', (tx) =>
    Promise.all([
      tx.sql<{ invariant: string; drift: bigint }[]>`select invariant, drift from prove_ledger()`,
      tx.sql<{ settled: number; holds: number }[]>`
        select (select count(*)::int from attempt_charges where level = 0) settled, (select count(*)::int from holds) holds`,
    ]),
  );
  const drifting = rows.filter((row) => row.drift !== 0n).map((row) => row.invariant);
  if (drifting.length > 0) throw new Error(`the ledger drifts: ${drifting.join(', ')}`);
  if (counted?.settled !== calls || counted.holds !== 0)
    throw new Error(`settled ${counted?.settled} of ${calls}, ${counted?.holds} holds open`);
}
