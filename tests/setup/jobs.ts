// Jobs of a test: kinds of its own, asked for as the API does, run in this process or in one that can be killed.
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Database, openDatabase } from '@yunhu/db/connect';
import { enqueueJob, type JobKind } from '@yunhu/db/jobs';
import { type ObjectStore, openFolderStore } from '@yunhu/db/objects';
import { systemClock } from '@yunhu/db/time';
import { makeTemporaryFolder } from '@yunhu/scripts/embedded/temporary-folder';
import { type JobHandler, type RunningJobs, startJobs } from '@yunhu/workers/jobs';
import postgres from 'postgres';
import { createTestDatabase, type TestDatabase } from './database.ts';

const silentLog = { info: () => undefined, warn: () => undefined, error: () => undefined };

export interface JobsWorld {
  readonly testDatabase: TestDatabase;
  readonly database: Database;
  readonly objects: ObjectStore;
  /** Holds the objects, and what handlers and tests tell each other. */
  readonly folder: string;
  readonly tenantId: string;
  readonly otherTenantId: string;
  /** The superuser's, to look and to meddle. */
  readonly sql: postgres.Sql;
  enqueue(kind: string, input?: object, tenantId?: string): Promise<string>;
  start(handlers: Readonly<Record<string, JobHandler>>, options?: { atOnce?: number }): Promise<RunningJobs>;
  job(id: string): Promise<JobRow>;
  close(): Promise<void>;
}

export interface JobRow {
  readonly state: string;
  readonly runs: number;
  readonly done: number;
  readonly total: number | null;
  readonly result: unknown;
  readonly failureCode: string | null;
  readonly failureDetail: string | null;
}

/** Makes a database of its own, unless it is given one; drops either at its end. */
export async function openJobsWorld(given?: TestDatabase): Promise<JobsWorld> {
  const testDatabase = given ?? (await createTestDatabase());
  const database = openDatabase({ appUrl: testDatabase.urls.app, platformUrl: testDatabase.urls.platform });
  const sql = postgres(testDatabase.urls.superuser, { max: 2, onnotice: () => undefined });
  const folder = makeTemporaryFolder('yunhu-test-jobs');
  const objects = await openFolderStore(path.join(folder, 'objects'));
  const [{ id: tenantId }] = await sql<[{ id: string }]>`
    insert into tenants (kind, name) values ('operator', 'Operator') returning id`;
  const [{ id: otherTenantId }] = await sql<[{ id: string }]>`
    insert into tenants (kind, name, parent_id) values ('customer', 'Customer', ${tenantId}) returning id`;
  const started: RunningJobs[] = [];
  return {
    ...{ testDatabase, database, objects, folder, tenantId, otherTenantId, sql },
    enqueue: (kind, input = {}, asked = tenantId) =>
      database.withTenant({ tenantId: asked }, (tx) => enqueueJob(tx, { kind: kind as JobKind, input: { ...input } })),
    start: async (handlers, { atOnce = 2 } = {}) => {
      const runnerId = randomUUID();
      const jobs = await startJobs({
        database,
        objects,
        clock: systemClock,
        log: silentLog,
        runnerId,
        atOnce,
        handlers,
      });
      started.push(jobs);
      return jobs;
    },
    job: async (id) => {
      const [row] = await sql<JobRow[]>`
        select state, runs, progress_done::float8 done, progress_total::float8 total, result, failure_code "failureCode",
          failure_detail "failureDetail" from jobs where id = ${id}`;
      if (row === undefined) throw new Error('no such job');
      return row;
    },
    close: async () => {
      await Promise.all(started.map((jobs) => jobs.stop()));
      await Promise.all([database.close(), sql.end()]);
      await testDatabase.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What a handler and its test tell each other through files of one folder, also when the handler runs in another process. */
export const tale = {
  note: (folder: string, line: string) => appendFile(path.join(folder, 'tale'), `${line}\n`),
  lines: async (folder: string): Promise<string[]> => {
    const file = path.join(folder, 'tale');
    return existsSync(file) ? (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '') : [];
  },
  open: (folder: string, gate: string) => writeFile(path.join(folder, gate), ''),
  /** Waits until the gate is open, or the signal says to give up. */
  waitAt: async (folder: string, gate: string, signal?: AbortSignal): Promise<void> => {
    while (!existsSync(path.join(folder, gate))) {
      signal?.throwIfAborted();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  },
};
