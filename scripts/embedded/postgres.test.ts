import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import postgres from 'postgres';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freePort } from './ports.ts';
import { removePostgres, type RunningPostgres, startPostgres } from './postgres.ts';
import { isAlive, waitUntil } from './processes.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

let folder: string;
let dataDir: string;
const started: RunningPostgres[] = [];

beforeEach(() => {
  folder = makeTemporaryFolder('yunhu-postgres');
  dataDir = path.join(folder, 'data/postgres');
});

afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.stop()));
  await removePostgres(dataDir);
  rmSync(folder, { recursive: true, force: true });
});

async function start(port?: number): Promise<RunningPostgres> {
  const server = await startPostgres({ dataDir, ...(port === undefined ? {} : { port }) });
  started.push(server);
  return server;
}

async function query<T>(url: string, run: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return await run(sql);
  } finally {
    await sql.end();
  }
}

async function writeWords(url: string): Promise<void> {
  await query(url, (sql) => sql`create table words (word text)`);
  await query(url, (sql) => sql`insert into words values ('kept')`);
}

const readWords = (url: string) => query(url, (sql) => sql`select word from words`.values());

test('a first start gives PostgreSQL 18 with full durability, as another user than root, on loopback only', async () => {
  const { url, pid } = await start();
  const names = [
    'server_version',
    'fsync',
    'synchronous_commit',
    'full_page_writes',
    'listen_addresses',
    'data_checksums',
  ];
  const settings = await query(url, (sql) => sql`select name, setting from pg_settings where name = any(${names})`);
  const found = Object.fromEntries(settings.map((row) => [String(row['name']), String(row['setting'])]));
  expect(found['server_version']).toMatch(/^18\./);
  expect(found).toMatchObject({ fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on', data_checksums: 'on' });
  expect(found['listen_addresses']).toBe('127.0.0.1');
  if (process.platform === 'linux') expect(statSync(`/proc/${pid}`).uid).not.toBe(0);
});

test('only the stored password opens it, and only its owner reads that', async () => {
  const { url } = await start();
  const wrong = new URL(url);
  wrong.password = 'wrong';
  await expect(query(wrong.href, (sql) => sql`select 1`)).rejects.toMatchObject({ code: '28P01' });
  expect(statSync(path.join(dataDir, 'password')).mode & 0o777).toBe(0o600);
  expect(statSync(path.join(dataDir, 'cluster')).mode & 0o077).toBe(0);
});

test('a second start finds what the first one wrote', async () => {
  const first = await start();
  await writeWords(first.url);
  await first.stop();
  expect(isAlive(first.pid)).toBe(false);
  await first.stop();
  expect(await readWords((await start()).url)).toEqual([['kept']]);
});

test('after a SIGKILL of the server the next start recovers what was committed', async () => {
  const first = await start();
  await writeWords(first.url);
  process.kill(first.pid, 'SIGKILL');
  await first.exited;
  expect(existsSync(path.join(dataDir, 'cluster/postmaster.pid'))).toBe(true);
  expect(await readWords((await start()).url)).toEqual([['kept']]);
});

test('a start waits for a child of a killed server that has not noticed yet', async () => {
  const first = await start();
  await writeWords(first.url);
  const open = postgres(first.url, { max: 1, onclose: () => undefined });
  const [row] = await open`select pg_backend_pid() as pid`;
  const child = Number(row?.['pid']);
  process.kill(child, 'SIGSTOP');
  process.kill(first.pid, 'SIGKILL');
  await first.exited;
  const second = start();
  const log = path.join(dataDir, 'postgres.log');
  const refused = () => readFileSync(log, 'utf8').includes('pre-existing shared memory block');
  expect(await waitUntil(refused, 30_000)).toBe(true);
  process.kill(child, 'SIGCONT');
  expect(await readWords((await second).url)).toEqual([['kept']]);
  await open.end({ timeout: 0 });
});

test('a stale process id that now belongs to somebody else does not stop a start', async () => {
  const first = await start();
  await writeWords(first.url);
  process.kill(first.pid, 'SIGKILL');
  await first.exited;
  const file = path.join(dataDir, 'cluster/postmaster.pid');
  writeFileSync(file, readFileSync(file, 'utf8').replace(String(first.pid), String(process.pid)));
  expect(await readWords((await start()).url)).toEqual([['kept']]);
});

test('a server whose starter was killed is stopped and started anew', async () => {
  const script = `import { startPostgres } from ${JSON.stringify(path.join(import.meta.dirname, 'postgres.ts'))};
    const { pid } = await startPostgres({ dataDir: process.argv[1] });
    process.stdout.write(String(pid));`;
  const starter = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [chunk]: unknown[] = await once(starter.stdout, 'data');
  const leftBehind = Number(String(chunk));
  starter.kill('SIGKILL');
  await once(starter, 'exit');
  expect(isAlive(leftBehind)).toBe(true);
  const server = await start();
  expect(isAlive(leftBehind)).toBe(false);
  expect(server.pid).not.toBe(leftBehind);
});

test('a server in use by a living process is left alone', async () => {
  const first = await start();
  await expect(start()).rejects.toThrow(`in use by process ${process.pid}`);
  expect(await query(first.url, (sql) => sql`select 1`.values())).toEqual([[1]]);
});

test('a taken port is a clear sentence and makes nothing', async () => {
  const port = await freePort();
  const squatter = createServer().listen(port, '127.0.0.1');
  await once(squatter, 'listening');
  await expect(start(port)).rejects.toThrow(`cannot listen on 127.0.0.1:${port}`);
  expect(existsSync(dataDir)).toBe(false);
  squatter.close();
});

test('a server starts on the port it is given', async () => {
  const port = await freePort();
  expect((await start(port)).port).toBe(port);
});

test.runIf(process.getuid?.() === 0)(
  'a folder that other users cannot reach works for root, and removing leaves nothing',
  async () => {
    const closed = path.join(folder, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    dataDir = path.join(closed, 'postgres');
    const first = await start();
    await writeWords(first.url);
    await first.stop();
    const second = await start();
    expect(await readWords(second.url)).toEqual([['kept']]);
    const settings = await query(second.url, (sql) => sql`show data_directory`.values());
    await second.stop();
    await removePostgres(dataDir);
    expect(existsSync(dataDir)).toBe(false);
    expect(existsSync(String(settings[0]?.[0]))).toBe(false);
  },
);

test('stopping does not wait for the connections of others', async () => {
  const server = await start();
  const sql = postgres(server.url, { max: 1, onclose: () => undefined });
  await sql`select 1`;
  await server.stop();
  expect(await waitUntil(() => !isAlive(server.pid), 0)).toBe(true);
  await sql.end({ timeout: 0 });
});
