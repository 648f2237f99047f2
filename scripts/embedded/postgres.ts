// Runs a PostgreSQL of our own from the binaries inside npm. It is started in a process group of its own, so Ctrl-C in the
// terminal does not stop it under the feet of the processes that use it; whoever started it stops it last.
import { spawn, type ChildProcess } from 'node:child_process';
import * as fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, portIsFree } from './ports.ts';
import { type Cluster, openCluster, removeCluster, superuser } from './postgres-cluster.ts';
import { commandOf, isAlive, parentOf, waitUntil } from './processes.ts';

const readyLimitMilliseconds = 120_000;
const stopLimitMilliseconds = 30_000;
const retryMilliseconds = 100;

/** How to start an embedded server. */
export interface PostgresOptions {
  /** The server's folder; made on the first start, found again on the next. */
  dataDir: string;
  /** The loopback port; any free one where none is given. */
  port?: number;
  /** The server's own log; `postgres.log` in its folder where none is given. */
  log?: string;
  /** Settings on its command line, as in postgresql.conf. Nothing here lowers durability on its own. */
  settings?: Record<string, string>;
}

/** A running embedded server. */
export interface RunningPostgres {
  /** Of the superuser, database `postgres`, on 127.0.0.1. */
  url: string;
  port: number;
  pid: number;
  /** Settles when the server has ended, whoever ended it. */
  exited: Promise<void>;
  /** Disconnects what is still connected, writes a checkpoint and ends the server. May be called again. */
  stop(): Promise<void>;
}

/**
 * Starts the server of `dataDir` and waits until it takes connections. A server that a killed process left behind is
 * stopped first; one whose process still lives is an error, as is a taken port.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const dataDir = path.resolve(options.dataDir);
  if (options.port !== undefined && !(await portIsFree(options.port))) throw portTaken(options.port);
  const cluster = openCluster(dataDir);
  await stopLeftBehind(cluster);
  const log = options.log ?? path.join(cluster.folder, 'postgres.log');
  const deadline = Date.now() + readyLimitMilliseconds;
  for (;;) {
    const port = options.port ?? (await freePort());
    const logged = fs.statSync(log, { throwIfNoEntry: false })?.size ?? 0;
    const child = spawnServer(cluster, port, log, options.settings ?? {});
    const running = toRunning(child, cluster, port);
    if (await isReady(child, cluster, deadline)) return running;
    await running.stop();
    const reason = fs.readFileSync(log).subarray(logged).toString('utf8').trim();
    const portWasLost = reason.includes('Address already in use');
    if (portWasLost && options.port !== undefined) throw portTaken(port);
    // After a SIGKILL of the server its children need a moment to notice and let go of the shared memory.
    const mayRetry = portWasLost || reason.includes('pre-existing shared memory block');
    if (!mayRetry || Date.now() > deadline) throw new Error(`PostgreSQL did not start (${log}): ${reason}`);
    await sleep(retryMilliseconds);
  }
}

/** Stops a server that was left behind and deletes everything of `dataDir`. */
export async function removePostgres(dataDir: string): Promise<void> {
  const absolute = path.resolve(dataDir);
  if (fs.existsSync(absolute)) await stopLeftBehind(openCluster(absolute));
  removeCluster(absolute);
}

/**
 * The superuser's URL of the server that runs on `dataDir` now, whoever started it; it is left alone. undefined where none runs, and
 * `made` says whether there is anything to start.
 */
export function findPostgres(dataDir: string): { readonly made: boolean; readonly url: string | undefined } {
  const absolute = path.resolve(dataDir);
  if (!fs.existsSync(path.join(absolute, 'password'))) return { made: false, url: undefined };
  const cluster = openCluster(absolute);
  const file = postmasterFile(cluster);
  const runs = file !== undefined && isAlive(file.pid) && commandOf(file.pid).includes(cluster.data);
  return { made: true, url: runs ? superuserUrl(cluster, file.port) : undefined };
}

function portTaken(port: number): Error {
  return new Error(`PostgreSQL cannot listen on 127.0.0.1:${port}: something else does.`);
}

/** postmaster.pid: the first line is the process id, the fourth its port, the eighth its state (pg_ctl's own source of these). */
function postmasterFile(cluster: Cluster): { pid: number; port: number; state: string } | undefined {
  try {
    const lines = fs.readFileSync(path.join(cluster.data, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), port: Number(lines[3]), state: lines[7]?.trim() ?? '' };
  } catch {
    return undefined;
  }
}

async function stopLeftBehind(cluster: Cluster): Promise<void> {
  const pid = postmasterFile(cluster)?.pid;
  if (pid === undefined || !isAlive(pid)) return; // PostgreSQL itself cleans up after a dead one.
  if (!commandOf(pid).includes(cluster.data)) {
    // The machine gave the number to another process since.
    fs.rmSync(path.join(cluster.data, 'postmaster.pid'), { force: true });
    return;
  }
  const owner = Number(fs.readFileSync(path.join(cluster.folder, 'owner'), 'utf8'));
  // The system gives the children of a dead process to another parent, so an equal number is no coincidence.
  if (parentOf(pid) === owner) throw new Error(`${cluster.folder} is in use by process ${owner}: stop that one first.`);
  await stopServer(pid);
}

function spawnServer(cluster: Cluster, port: number, log: string, settings: Record<string, string>): ChildProcess {
  const all = { listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: '200', ...settings };
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  fs.writeFileSync(path.join(cluster.folder, 'owner'), String(process.pid));
  const output = fs.openSync(log, 'a', 0o600);
  const child = spawn(path.join(cluster.binaries, 'bin/postgres'), ['-D', cluster.data, '-p', String(port), ...flags], {
    ...cluster.identity,
    cwd: '/',
    env: {},
    detached: true,
    stdio: ['ignore', output, output],
  });
  fs.closeSync(output);
  return child;
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

async function isReady(child: ChildProcess, cluster: Cluster, deadline: number): Promise<boolean> {
  const ready = () => {
    const file = postmasterFile(cluster);
    return file?.pid === child.pid && file?.state === 'ready';
  };
  await waitUntil(() => hasEnded(child) || ready(), deadline - Date.now());
  return !hasEnded(child) && ready();
}

function superuserUrl({ password }: Cluster, port: number): string {
  return `postgres://${superuser}:${password}@127.0.0.1:${port}/postgres`;
}

function toRunning(child: ChildProcess, cluster: Cluster, port: number): RunningPostgres {
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const pid = child.pid ?? 0;
  return {
    url: superuserUrl(cluster, port),
    port,
    pid,
    exited,
    async stop() {
      if (!hasEnded(child)) await stopServer(pid);
      await exited;
    },
  };
}

/** Fast shutdown, then immediate, then by force (PostgreSQL documentation, "Shutting Down the Server"). */
async function stopServer(pid: number): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      return; // It ended by itself meanwhile.
    }
    if (await waitUntil(() => !isAlive(pid), stopLimitMilliseconds)) return;
  }
  throw new Error(`PostgreSQL (process ${pid}) does not end.`);
}
