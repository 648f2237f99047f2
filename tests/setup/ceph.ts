// A real S3 on loopback: Ceph's gateway over one store in memory, from Debian's packages. Fifteen seconds to start; a process that
// dies takes its daemons along.
import { execFile, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { openSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '@yunhu/scripts/embedded/ports';
import { makeTemporaryFolder } from '@yunhu/scripts/embedded/temporary-folder';
import { eventually } from './eventually.ts';

export interface Ceph {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  stop(): Promise<void>;
}

const run = promisify(execFile);
const startLimitMs = 90_000;
const commandLimitMs = 60_000;
const memoryBytes = 1024 ** 3;
/** Part of util-linux. */
const endWithParent = ['setpriv', '--pdeathsig', 'KILL'] as const;

/** Starts it with one user, who may make buckets. Only where `missing('radosgw')` says that it is there. */
export async function startCeph(): Promise<Ceph> {
  const folder = makeTemporaryFolder('yunhu-test-ceph');
  const port = await freePort();
  const config = path.join(folder, 'ceph.conf');
  const daemons: (() => Promise<void>)[] = [];
  const daemon = (...command: [string, ...string[]]) => daemons.push(startDaemon(folder, command));
  const stop = async (): Promise<void> => {
    await Promise.all(daemons.map((end) => end()));
    await rm(folder, { recursive: true, force: true });
  };
  const ceph = (program: string, ...args: string[]) =>
    run(program, ['-c', config, ...args], { cwd: folder, timeout: commandLimitMs });
  try {
    const [fsid, osdId] = [randomUUID(), randomUUID()];
    await writeConfig({ folder, config, fsid, port });
    await makeKeys(folder);
    const monitor = /mon_host = (.*)/.exec(await readFile(config, 'utf8'))?.[1] ?? '';
    await run('monmaptool', ['--create', '--fsid', fsid, '--addv', 'a', monitor, 'monmap'], { cwd: folder });
    await ceph('ceph-mon', '--mkfs', '-i', 'a', '--monmap', 'monmap', '--keyring', 'keyring');
    daemon('ceph-mon', '-c', config, '-i', 'a', '-f');
    await ceph('ceph', 'osd', 'new', osdId);
    await ceph('ceph', 'auth', 'import', '-i', 'keyring');
    await ceph('ceph-osd', '-i', '0', '--mkfs', '--osd-uuid', osdId);
    daemon('ceph-osd', '-c', config, '-i', '0', '-f');
    daemon('radosgw', '-c', config, '-n', 'client.admin', '-f');
    await eventually(
      () => listens(port),
      (listening) => listening,
      startLimitMs,
    );
    const [accessKeyId, secretAccessKey] = [randomBytes(10).toString('hex'), randomBytes(20).toString('hex')];
    const keys = [`--access-key=${accessKeyId}`, `--secret-key=${secretAccessKey}`];
    await ceph('radosgw-admin', 'user', 'create', '--uid=tests', '--display-name=tests', ...keys);
    return { endpoint: `http://127.0.0.1:${port}`, accessKeyId, secretAccessKey, stop };
  } catch (error) {
    const said = await readFile(path.join(folder, 'daemons.log'), 'utf8').catch(() => '');
    await stop();
    throw new Error(`Ceph does not start: ${said.slice(-2_000)}`, { cause: error });
  }
}

interface ConfigInput {
  readonly folder: string;
  readonly config: string;
  readonly fsid: string;
  readonly port: number;
}

async function writeConfig({ folder, config, fsid, port }: ConfigInput): Promise<void> {
  const place = (name: string) => path.join(folder, name);
  for (const name of ['mon', 'osd0', 'rgw', 'run']) await mkdir(place(name));
  const lines = {
    fsid,
    mon_initial_members: 'a',
    mon_host: `[v2:127.0.0.1:${await freePort()}/0,v1:127.0.0.1:${await freePort()}/0]`,
    public_addr: '127.0.0.1',
    cluster_addr: '127.0.0.1',
    ...{ osd_pool_default_size: 1, osd_pool_default_min_size: 1, osd_pool_default_pg_num: 1 },
    ...{ osd_pool_default_pg_autoscale_mode: 'off', mon_allow_pool_size_one: true, mon_max_pg_per_osd: 1_000 },
    ...{ mon_data_avail_crit: 1, osd_crush_chooseleaf_type: 0 },
    ...{ osd_objectstore: 'memstore', memstore_device_bytes: memoryBytes },
    ...{ mon_data: place('mon'), osd_data: place('osd0'), rgw_data: place('rgw'), run_dir: place('run') },
    ...{ keyring: place('keyring'), log_file: place('$name.log'), pid_file: '', admin_socket: '' },
    rgw_frontends: `beast endpoint=127.0.0.1:${port}`,
  };
  const text = Object.entries(lines).map(([name, value]) => `${name} = ${value}`);
  await writeFile(config, ['[global]', ...text, ''].join('\n'));
}

async function makeKeys(folder: string): Promise<void> {
  const key = (name: string, ...more: string[]) =>
    run('ceph-authtool', [...more, 'keyring', '--gen-key', '-n', name, ...capsOf(name)], { cwd: folder });
  await key('mon.', '--create-keyring');
  await key('client.admin');
  await key('osd.0');
}

function capsOf(name: string): string[] {
  const caps: Record<string, Record<string, string>> = {
    'mon.': { mon: 'allow *' },
    'client.admin': { mon: 'allow *', osd: 'allow *', mgr: 'allow *' },
    'osd.0': { mon: 'allow profile osd', osd: 'allow *' },
  };
  return Object.entries(caps[name] ?? {}).flatMap(([daemon, may]) => ['--cap', daemon, may]);
}

/** Answers how it is ended. */
function startDaemon(folder: string, command: [string, ...string[]]): () => Promise<void> {
  const log = openSync(path.join(folder, 'daemons.log'), 'a');
  const [program, ...how] = endWithParent;
  const child = spawn(program, [...how, ...command], { cwd: folder, stdio: ['ignore', log, log] });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  return () => {
    child.kill('SIGKILL');
    return ended;
  };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (answer: boolean) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', end(true));
    socket.once('error', end(false));
  });
}
