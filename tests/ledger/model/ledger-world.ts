// A real record with four levels, and the verbs of the product over it, each of which can be made to die before its commit.
import { randomUUID } from 'node:crypto';
import {
  applyNews,
  micros,
  openPayment,
  paymentNews,
  requestMoney,
  type MoneyRequest,
  type PaymentNews,
} from '@yunhu/db/billing';
import {
  admitAttempts,
  type AdmissionRequest,
  extendHolds,
  finishAttempts,
  type FinishedAttempt,
  undoAttempts,
} from '@yunhu/db/calls';
import { type Database, openDatabase, type PlatformTx, type TenantTx } from '@yunhu/db/connect';
import { keepProof, proveLedger } from '@yunhu/db/reconciliation';
import { type CallMaker, callMaker, leaseFreshTargets } from '@yunhu/scripts/fixture/calls';
import { buildHierarchy, type Hierarchy } from '@yunhu/scripts/fixture/hierarchy';
import postgres from 'postgres';
import { createTestDatabase } from '../../setup/database.ts';

export const unit = 1_000_000n;
const at = new Date('2026-06-01T03:59:00Z');
const holdExpiresAt = new Date('2026-06-01T05:00:00Z');

/** Thrown where a step was made to die. */
class Crashed extends Error {}

export interface WalletFigures {
  readonly balance: bigint;
  readonly held: bigint;
  readonly credit: bigint;
  readonly reserved: bigint;
  readonly blocked: boolean;
}

export interface LedgerWorld {
  readonly hierarchy: Hierarchy;
  readonly makers: readonly CallMaker[];
  readonly behind: postgres.Sql<{ bigint: bigint }>;
  /** With `crash` the verb does its work and its connection is cut before it commits: `Crashed`, and nothing may have changed. */
  request(actorId: string, request: MoneyRequest, crash?: boolean): Promise<void>;
  pay(payerId: string, amount: bigint, providerId: string, crash?: boolean): Promise<string>;
  news(place: { tenantId: string; id: string }, news: PaymentNews, crash?: boolean): Promise<void>;
  makeRequests(customer: number, count: number, authorised: number): Promise<AdmissionRequest[]>;
  admit(requests: readonly AdmissionRequest[], crash?: boolean): Promise<Map<string, string>>;
  /** Answers the seconds it has now; undefined where it is over. */
  extend(request: AdmissionRequest, from: number, wanted: number, crash?: boolean): Promise<number | undefined>;
  finish(finished: FinishedAttempt, crash?: boolean): Promise<void>;
  undo(request: AdmissionRequest, crash?: boolean): Promise<void>;
  /** Main wallets by their tenants, and what came from outside. */
  wallets(): Promise<{ readonly main: ReadonlyMap<string, WalletFigures>; readonly external: bigint | undefined }>;
  /** Proves what is due and keeps it; answers the invariants that are broken, with their first offenders. */
  prove(mode: 'full' | 'due'): Promise<string[]>;
  close(): Promise<void>;
}

/** Prices at which the sub-agent loses on every call, so that its wallet is held too. */
const prices = [150_000n, 160_000n, 90_000n] as const;
export const firstBalances = [20n * unit, 5n * unit, 5n * unit] as const;

export async function openLedgerWorld(connections = 2): Promise<LedgerWorld> {
  const testDatabase = await createTestDatabase();
  const { app: appUrl, platform: platformUrl, superuser } = testDatabase.urls;
  const database = openDatabase({ appUrl, platformUrl, maxConnections: connections });
  const behind = postgres(superuser, { max: 1, onnotice: () => undefined, types: { bigint: postgres.BigInt } });
  const hierarchy = await buildHierarchy(superuser, { customers: 2, prices, balances: firstBalances });
  const makers = await Promise.all(hierarchy.customers.map((one) => callMaker(superuser, hierarchy, one)));
  const workerId = randomUUID();
  const platform = <T>(crash: boolean, fn: (tx: PlatformTx) => Promise<T>) =>
    database.withPlatform('test', (tx) => orDie(behind, tx, crash, fn));
  return {
    hierarchy,
    makers,
    behind,
    request: (tenantId, request, crash = false) =>
      database.withTenant({ tenantId }, (tx) =>
        orDie(behind, tx, crash, async (t) => void (await requestMoney(t, request))),
      ),
    pay: (tenantId, amount, providerId, crash = false) =>
      openAndPay(database, behind, { tenantId, amount, providerId }, crash),
    news: (place, news, crash = false) =>
      platform(crash, async (tx) => void (await applyNews(tx, place, paymentNews.parse(news)))),
    makeRequests: async (customer, count, authorised) => {
      const maker = makers[customer] as CallMaker;
      const leased = await leaseFreshTargets(superuser, [maker.customer], workerId, count);
      return (leased.get(maker.customer.tenantId) ?? []).map((target) => maker.request(target, authorised));
    },
    admit: (calls, crash = false) => platform(crash, (tx) => admitAttempts(tx, { workerId, at, holdExpiresAt, calls })),
    extend: async (request, authorisedSeconds, wantedSeconds, crash = false) => {
      const call = { ...request, authorisedSeconds, wantedSeconds };
      const granted = await platform(crash, (tx) => extendHolds(tx, { at, holdExpiresAt, calls: [call] }));
      return granted.get(request.attemptId)?.authorisedSeconds;
    },
    finish: (finished, crash = false) => platform(crash, (tx) => finishAttempts(tx, [finished])),
    undo: (request, crash = false) => platform(crash, async (tx) => void (await undoAttempts(tx, [request], at))),
    wallets: () => readWallets(behind),
    prove: async (mode) => {
      const proof = await proveLedger(database, { mode });
      await database.withPlatform('test', (tx) => keepProof(tx, proof));
      return proof.results.filter((one) => one.drift > 0).map((one) => `${one.invariant}: ${one.offenders.join('; ')}`);
    },
    close: async () => {
      await Promise.all([database.close(), behind.end()]);
      await testDatabase.drop();
    },
  };
}

async function readWallets(behind: LedgerWorld['behind']) {
  const rows = await behind<(WalletFigures & { tenantId: string; kind: string })[]>`
    select tenant_id "tenantId", kind, balance_micros balance, held_micros held, credit_limit_micros credit, reserved_micros reserved,
      state = 'blocked' blocked from wallets`;
  const main = rows.filter((row) => row.kind === 'main');
  return {
    main: new Map(
      main.map(({ tenantId, balance, held, credit, reserved, blocked }) => [
        tenantId,
        { balance, held, credit, reserved, blocked },
      ]),
    ),
    external: rows.find((row) => row.kind === 'external')?.balance,
  };
}

/** Runs a verb; where it is to crash, its server process is ended after the work and before the commit. */
async function orDie<Tx extends PlatformTx | TenantTx, T>(
  behind: LedgerWorld['behind'],
  tx: Tx,
  crash: boolean,
  verb: (tx: Tx) => Promise<T>,
): Promise<T> {
  const done = await verb(tx);
  if (!crash) return done;
  const [{ pid }] = await tx.sql<[{ pid: number }]>`select pg_backend_pid() pid`;
  await behind`select pg_terminate_backend(${pid}, 5000)`;
  throw new Crashed();
}

async function openAndPay(
  database: Database,
  behind: LedgerWorld['behind'],
  { tenantId, amount, providerId }: { tenantId: string; amount: bigint; providerId: string },
  crash: boolean,
): Promise<string> {
  const id = await database.withTenant({ tenantId }, (tx) =>
    openPayment(tx, { amountMicros: micros(amount), idempotencyKey: `pay ${providerId}` }),
  );
  const received = { minor: Number(amount / 10_000n), currency: 'CNY', at: at.toISOString() };
  const news = paymentNews.parse({ providerPaymentId: providerId, received });
  await database.withPlatform('test', (tx) =>
    orDie(behind, tx, crash, async (t) => void (await applyNews(t, { tenantId, id }, news))),
  );
  return id;
}
