// Calls of one customer straight at the record, without a worker.
import { randomUUID } from 'node:crypto';
import {
  admitAttempts,
  type AdmissionRefusal,
  type AdmissionRequest,
  extendHolds,
  type Extension,
  finishAttempts,
} from '@yunhu/db/calls';
import { type Database, openDatabase } from '@yunhu/db/connect';
import { type CallMaker, callMaker, leaseFreshTargets } from '@yunhu/scripts/fixture/calls';
import {
  buildHierarchy,
  type CustomerIds,
  type Hierarchy,
  type HierarchyOptions,
} from '@yunhu/scripts/fixture/hierarchy';
import postgres from 'postgres';
import { createTestDatabase } from '../setup/database.ts';

export const at = new Date('2026-06-01T03:59:00Z');
const holdExpiresAt = new Date('2026-06-01T05:00:00Z');

export interface CallsBench {
  readonly database: Database;
  readonly hierarchy: Hierarchy;
  readonly workerId: string;
  /** The superuser's, to look and to meddle. */
  readonly sql: postgres.Sql<{ bigint: bigint }>;
  /** Requests for fresh targets of a customer, each for so many seconds. */
  requests(count: number, seconds: number, customer?: CustomerIds): Promise<AdmissionRequest[]>;
  admit(calls: readonly AdmissionRequest[], when?: Date): Promise<Map<string, AdmissionRefusal>>;
  /** Asks for so many seconds for each call, which is authorised to what it was admitted for unless told otherwise. */
  extend(calls: readonly AdmissionRequest[], wantedSeconds: number, from?: number): Promise<Map<string, Extension>>;
  /** Settles the calls as answered for so many seconds, at the end of which it is the moment given, or noon of Shanghai. */
  finish(calls: readonly AdmissionRequest[], talkSeconds: number, endedAt?: Date): Promise<void>;
  walletOf(tenantId: string): Promise<{ balance: bigint; held: bigint }>;
  /** Invariants of the ledger that do not hold. */
  drifts(): Promise<string[]>;
  close(): Promise<void>;
}

export async function openCallsBench(options: HierarchyOptions, connections = 10): Promise<CallsBench> {
  const testDatabase = await createTestDatabase();
  const { superuser, app, platform } = testDatabase.urls;
  const database = openDatabase({ appUrl: app, platformUrl: platform, maxConnections: connections });
  const sql = postgres(superuser, { max: 2, types: { bigint: postgres.BigInt }, onnotice: () => undefined });
  const hierarchy = await buildHierarchy(superuser, options);
  const workerId = randomUUID();
  const makers = new Map<string, CallMaker>();
  const makerOf = async (customer: CustomerIds): Promise<CallMaker> => {
    const known = makers.get(customer.tenantId) ?? (await callMaker(superuser, hierarchy, customer));
    makers.set(customer.tenantId, known);
    return known;
  };
  return {
    database,
    hierarchy,
    workerId,
    sql,
    requests: async (count, seconds, customer = hierarchy.customers[0]) => {
      const maker = await makerOf(customer);
      const leased = await leaseFreshTargets(superuser, [customer], workerId, count);
      return (leased.get(customer.tenantId) ?? []).map((target) => maker.request(target, seconds));
    },
    admit: (calls, when = at) =>
      database.withPlatform('test', (tx) => admitAttempts(tx, { workerId, at: when, holdExpiresAt, calls })),
    extend: (calls, wantedSeconds, from) =>
      database.withPlatform('test', (tx) => {
        const wishes = calls.map((call) => ({
          ...call,
          authorisedSeconds: from ?? call.authorisedSeconds,
          wantedSeconds,
        }));
        return extendHolds(tx, { at, holdExpiresAt, calls: wishes });
      }),
    finish: async (calls, talkSeconds, endedAt) => {
      const maker = await makerOf(hierarchy.customers[0]);
      const ends = calls.map((call) => ({
        ...maker.finished(call, talkSeconds),
        ...(endedAt === undefined ? {} : { endedAt }),
      }));
      await database.withPlatform('test', (tx) => finishAttempts(tx, ends));
    },
    walletOf: async (tenantId) => {
      const [row] = await sql<{ balance: bigint; held: bigint }[]>`
        select balance_micros balance, held_micros held from wallets where tenant_id = ${tenantId} and kind = 'main'`;
      if (row === undefined) throw new Error('no wallet');
      return row;
    },
    drifts: async () => {
      const rows = await sql<{ invariant: string; drift: bigint }[]>`select * from prove_ledger() where drift <> 0`;
      return rows.map((row) => `${row.invariant}: ${row.drift}`);
    },
    close: async () => {
      await database.close();
      await sql.end();
      await testDatabase.drop();
    },
  };
}
