// The doors to the record. withTenant runs under row-level security as yunhu_app; withPlatform as yunhu_platform, for the few things
// that are cross-tenant by nature. The pools themselves are not handed out.
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { asDomainError } from './sql-errors.ts';

/** bigint is BigInt, and a string given for jsonb is taken as JSON text, which is what drizzle hands over. */
const types = {
  bigint: postgres.BigInt,
  json: {
    to: 3802,
    from: [114, 3802],
    serialize: (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value)),
    parse: (text: string): unknown => JSON.parse(text),
  },
};
type Types = { bigint: bigint; json: unknown };

/** postgres.js inside a transaction: tagged templates, `.unsafe` not for hand-built SQL. */
export type Sql = postgres.TransactionSql<Types>;

declare const door: unique symbol;

interface Tx<Door extends string> {
  readonly [door]: Door;
  readonly sql: Sql;
  /** drizzle over the same transaction. */
  readonly db: PostgresJsDatabase;
}

/** One statement across tenants by itself: it names its tenant, and nothing else is asked in the same breath. */
export interface Statement {
  readonly [door]: 'statement';
  readonly sql: postgres.ISql<Types>;
}

/** Who acts: the tenant whose rows are visible, and the person where there is one. */
export interface Actor {
  readonly tenantId: string;
  readonly staffId?: string;
  /** Whose person it is, where that is somebody above the tenant: in a support session, or managing a customer's telephony. */
  readonly staffTenantId?: string | undefined;
  readonly supportSessionId?: string | undefined;
  /** From where, for the audit; absent for what no request asked for. */
  readonly address?: string | undefined;
  readonly requestId?: string | undefined;
  /** What kind of program asked. */
  readonly client?: ClientKind | undefined;
}

/** Programs that people ask with, as far as they say so themselves. */
export type ClientKind = 'chrome' | 'edge' | 'firefox' | 'safari' | 'wechat' | 'browser' | 'program';

/** A transaction of one tenant under row-level security. */
export type TenantTx = Tx<'tenant'> & { readonly actor: Actor };
/** A transaction across tenants. Rows are not filtered: every statement names its tenants. */
export type PlatformTx = Tx<'platform'>;

export interface DatabaseOptions {
  /** Connection string of yunhu_app. */
  readonly appUrl: string;
  /** Connection string of yunhu_platform. */
  readonly platformUrl: string;
  /** Connections a pool, at most. */
  readonly maxConnections?: number;
  readonly applicationName?: string;
  /**
   * Seconds that a transaction may wait for us between two statements before the server ends it and gives its locks back: a process
   * that is frozen, or a host that is gone without a word, must not keep a task or a wallet from everybody else. Longer than anything
   * that is worked out between two statements; 180 when absent.
   */
  readonly idleInTransactionSeconds?: number;
}

export interface Database {
  /** Runs `fn` in one transaction that sees the actor's tenant. Rolls back when it throws. */
  withTenant<T>(actor: Actor, fn: (tx: TenantTx) => Promise<T>): Promise<T>;
  /** As `withTenant`, but all that `fn` reads is as it stood at its first query, and it can write nothing: for files and statements. */
  withTenantSnapshot<T>(actor: Actor, fn: (tx: TenantTx) => Promise<T>): Promise<T>;
  /** Runs `fn` in one cross-tenant transaction. `reason` says why no tenant's door would do; it shows in pg_stat_activity. */
  withPlatform<T>(reason: string, fn: (tx: PlatformTx) => Promise<T>): Promise<T>;
  /** One statement across tenants without a transaction around it: a single round trip. For what every request asks first. */
  askOnce<T>(fn: (statement: Statement) => Promise<T>): Promise<T>;
  /** As `withPlatform`, but all that `fn` reads is as it stood at its first query, and it can write nothing. */
  withSnapshot<T>(reason: string, fn: (tx: PlatformTx) => Promise<T>): Promise<T>;
  /** Calls back with each payload notified on `channel`, also after reconnecting; `onListen` runs each time it listens anew. */
  listen(
    channel: string,
    onPayload: (payload: string) => void,
    onListen?: () => void,
  ): Promise<{ unlisten(): Promise<void> }>;
  /**
   * Takes the session lock of a worker's id for as long as this process and its connection live. `lost` settles when the connection
   * ends, whoever ended it: from then on another worker may take over.
   */
  holdWorkerLock(workerId: string): Promise<{ readonly lost: Promise<void>; release(): Promise<void> }>;
  close(): Promise<void>;
}

const idleSeconds = 60;
/** When a connection is closed by ourselves; 0 and null: never. Seconds. */
interface ConnectionLife {
  readonly idle_timeout: number;
  readonly max_lifetime?: null;
}
const connectSeconds = 10;
/** A server that was gone is there again within this time of its return; the driver by itself would wait up to twenty. Seconds. */
const backoffSeconds = 2;
const backoff = (tries: number): number => (0.5 + Math.random() / 2) * Math.min(3 ** tries / 100, backoffSeconds);
const idleInTransactionSeconds = 180;
const snapshot = 'isolation level repeatable read read only';

type Pool = postgres.Sql<Types>;

/** A connection that nobody but its end closes. */
const unending: ConnectionLife = { idle_timeout: 0, max_lifetime: null };

/** Opens pools of one application. */
const opener =
  (name: string, idleInTransaction: number) =>
  (url: string, max: number, onclose?: () => void, life: ConnectionLife = { idle_timeout: idleSeconds }): Pool =>
    postgres(url, {
      max,
      types,
      ...life,
      connect_timeout: connectSeconds,
      backoff,
      connection: { application_name: name, idle_in_transaction_session_timeout: idleInTransaction * 1_000 },
      onnotice: () => undefined,
      ...(onclose === undefined ? {} : { onclose }),
    });

async function holdLock(connect: (lose: () => void) => Pool, workerId: string) {
  let lose = () => {};
  const lost = new Promise<void>((resolve) => (lose = resolve));
  const session = connect(() => lose());
  await session`select pg_advisory_lock(hashtextextended(${workerId}, 0))`.catch(async (error: unknown) => {
    await session.end({ timeout: 0 });
    throw asDomainError(error);
  });
  return { lost, release: () => session.end({ timeout: 1 }) };
}

/** Opens the pools; connections are made when first needed. */
export function openDatabase(options: DatabaseOptions): Database {
  const name = options.applicationName ?? 'yunhu';
  const open = opener(name, options.idleInTransactionSeconds ?? idleInTransactionSeconds);
  const app = open(options.appUrl, options.maxConnections ?? 10);
  const platform = open(options.platformUrl, options.maxConnections ?? 10);
  const asTenant = <T>(actor: Actor, fn: (tx: TenantTx) => Promise<T>, mode = '') =>
    transact(
      app,
      async (sql) => {
        // Sent together with the first query, not before it: a round trip less. Where it fails, so does what comes after it.
        const tenantIsSet = sql`select set_config('app.tenant', ${actor.tenantId}, true)`.execute();
        const [, result] = await Promise.all([tenantIsSet, fn({ ...doorOf<'tenant'>(sql), actor })]);
        return result;
      },
      mode,
    );
  const acrossTenants = <T>(reason: string, fn: (tx: PlatformTx) => Promise<T>, mode = '') =>
    transact(
      platform,
      async (sql) => {
        await sql`select set_config('application_name', ${`${name}: ${reason}`.slice(0, 63)}, true)`;
        return fn(doorOf<'platform'>(sql));
      },
      mode,
    );

  return {
    withTenant: asTenant,
    withTenantSnapshot: (actor, fn) => asTenant(actor, fn, snapshot),
    withPlatform: (reason, fn) => acrossTenants(reason, fn),
    askOnce: async (fn) => {
      try {
        return await fn({ sql: platform } as unknown as Statement);
      } catch (error) {
        throw asDomainError(error);
      }
    },
    withSnapshot: (reason, fn) => acrossTenants(reason, fn, snapshot),
    listen: (channel, onPayload, onListen) => platform.listen(channel, onPayload, onListen),
    holdWorkerLock: (workerId) => holdLock((lose) => open(options.platformUrl, 1, lose, unending), workerId),
    close: async () => {
      await Promise.all([app.end({ timeout: 5 }), platform.end({ timeout: 5 })]);
    },
  };
}

async function transact<T>(pool: postgres.Sql<Types>, run: (sql: Sql) => Promise<T>, mode = ''): Promise<T> {
  try {
    // begin's own type unwraps arrays of promises, which no caller returns.
    return (await pool.begin(mode, run)) as T;
  } catch (error) {
    throw asDomainError(error);
  }
}

function doorOf<Door extends string>(sql: Sql): Tx<Door> {
  let db: PostgresJsDatabase | undefined;
  return {
    sql,
    get db() {
      // drizzle writes its own parsers into the options of the client that it is given; a copy keeps ours, which raw queries rely on.
      db ??= drizzle(Object.assign(sql, { options: { parsers: {}, serializers: {} } }) as unknown as postgres.Sql);
      return db;
    },
  } as Tx<Door>;
}
