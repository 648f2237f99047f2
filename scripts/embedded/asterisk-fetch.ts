// Brings an Asterisk to a machine that has none, without root: Debian sid's packages and all their libraries, libc included,
// unpacked into a folder with apt's own tools and a private state. About ten seconds and 200 MB; reused on the next start.
// Nothing is installed: no maintainer script runs, and the machine's own package state is not touched.
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findSystemAsterisk, findUnpackedAsterisk, type AsteriskInstall } from './asterisk-install.ts';
import { run } from './asterisk-run.ts';

export interface FetchAsteriskOptions {
  /** Where unpacked releases live; `.tools/asterisk` of the checkout by default. */
  readonly cacheDir: string;
  /** Told what takes long. */
  readonly onProgress?: (sentence: string) => void;
  /** Where a system's own `asterisk` is looked for; the PATH by default. An empty one skips the system's. */
  readonly searchPath?: string;
}

/** `reason` is a sentence for a person: why there is no Asterisk here. */
export type FetchAsteriskResult =
  { readonly ok: true; readonly install: AsteriskInstall } | { readonly ok: false; readonly reason: string };

const suite = 'sid';
const packages = ['asterisk', 'asterisk-modules', 'asterisk-core-sounds-en-gsm', 'libpq5'] as const;
/** Debian's suites, by which the Debian archive is told from other configured sources. */
const debianSuites = /^(?:bullseye|bookworm|trixie|forky|duke|sid|stable|testing|unstable|oldstable)$/;
const keyrings = ['/usr/share/keyrings/debian-archive-keyring.pgp', '/usr/share/keyrings/debian-archive-keyring.gpg'];
/** What no running Asterisk opens; leaving it out saves a quarter of the space. */
const unneeded = [
  'usr/share/doc',
  'usr/share/man',
  'usr/share/locale',
  'usr/share/perl',
  'usr/lib/x86_64-linux-gnu/perl',
];

const updateTimeoutMs = 120_000;
const downloadTimeoutMs = 600_000;
const unpackTimeoutMs = 60_000;
const unpackTogether = 2;

/**
 * The system's Asterisk if it is new enough, else the unpacked one, fetched first where that is still to do. Safe to call from
 * several processes at once: each works in a folder of its own and the first to finish names it. Never throws for what a machine
 * lacks; that is the `reason`.
 */
export async function fetchAsterisk(options: FetchAsteriskOptions): Promise<FetchAsteriskResult> {
  const system = await findSystemAsterisk(options.searchPath ?? process.env['PATH'] ?? '');
  if (system !== undefined) return { ok: true, install: system };
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return {
      ok: false,
      reason: `Asterisk can be unpacked on x86-64 Linux only; this is ${process.platform} ${process.arch}.`,
    };

  const recipe = createHash('sha256')
    .update(JSON.stringify([suite, packages]))
    .digest('hex')
    .slice(0, 8);
  const root = path.join(path.resolve(options.cacheDir), recipe);
  const cached = await findUnpackedAsterisk(root);
  if (cached !== undefined) return { ok: true, install: cached };
  try {
    await fetchInto(root, options.onProgress ?? (() => {}));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, reason: `Asterisk could not be unpacked: ${why}` };
  }
  const install = await findUnpackedAsterisk(root);
  return install === undefined
    ? { ok: false, reason: `Asterisk was unpacked into ${root} but does not run on this machine.` }
    : { ok: true, install };
}

async function fetchInto(root: string, onProgress: (sentence: string) => void): Promise<void> {
  const cacheDir = path.dirname(root);
  await mkdir(cacheDir, { recursive: true });
  await removeAbandoned(cacheDir);
  const work = path.join(cacheDir, `fetching-${process.pid}-${randomBytes(4).toString('hex')}`);
  try {
    const archiveUri = await findDebianArchive(work);
    onProgress('fetching Asterisk from the Debian archive (about 45 MB, once) …');
    await download(work, archiveUri);
    const fresh = path.join(work, 'root');
    await unpack(work, fresh);
    if ((await findUnpackedAsterisk(fresh)) === undefined) throw new Error('the unpacked program does not start.');
    await putInPlace(fresh, root);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Work folders of processes that were killed in the middle. */
async function removeAbandoned(cacheDir: string): Promise<void> {
  for (const name of await readdir(cacheDir)) {
    const pid = /^fetching-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !existsSync(`/proc/${pid}`))
      await rm(path.join(cacheDir, name), { recursive: true, force: true });
  }
}

/** The options that keep apt inside `work`; the machine's own proxies, mirrors' credentials and keys stay in force. */
function privateState(work: string): string[] {
  const settings = {
    'Dir::State': path.join(work, 'state'),
    'Dir::State::status': path.join(work, 'status'),
    'Dir::Cache': path.join(work, 'cache'),
    'Dir::Etc::preferences': '/dev/null',
    'Dir::Etc::preferencesparts': '/dev/null',
    'Debug::NoLocking': 'true',
    'APT::Sandbox::User': '',
    'APT::Install-Recommends': 'false',
    'APT::Get::Assume-Yes': 'true',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '2',
    // A container's clock or a frozen mirror is no reason to refuse; the signature still is.
    'Acquire::Check-Valid-Until': 'false',
    'Acquire::Check-Date': 'false',
  };
  return [
    '-c',
    path.join(work, 'apt.conf'),
    ...Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`]),
  ];
}

/** Asks apt where this machine takes Debian from, so that a mirror somebody configured is used and none is named here. */
async function findDebianArchive(work: string): Promise<string> {
  await mkdir(path.join(work, 'state/lists/partial'), { recursive: true });
  await mkdir(path.join(work, 'cache/archives/partial'), { recursive: true });
  await writeFile(path.join(work, 'status'), '');
  // Hooks of the machine's apt are for the machine's own package state.
  const hooks = ['APT::Update::Pre-Invoke', 'APT::Update::Post-Invoke', 'APT::Update::Post-Invoke-Success'];
  const lines = [...hooks, 'DPkg::Pre-Invoke', 'DPkg::Pre-Install-Pkgs', 'DPkg::Post-Invoke'].map(
    (hook) => `#clear ${hook};\n`,
  );
  await writeFile(path.join(work, 'apt.conf'), lines.join(''));
  const uris = await run('apt-get', [...privateState(work), '--print-uris', 'update'], updateTimeoutMs);
  const sources = [...uris.matchAll(/^'([^']+?)\/dists\/([^/']+)\/(?:InRelease|Release)'/gm)];
  const archive = sources.find(([, , name]) => name !== undefined && debianSuites.test(name))?.[1];
  if (archive !== undefined) return archive;
  throw new Error(`none of apt's configured sources is a Debian archive (${await distribution()}).`);
}

async function distribution(): Promise<string> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
  return /^PRETTY_NAME="?([^"\n]+)/m.exec(text)?.[1] ?? 'an unknown distribution';
}

async function download(work: string, archiveUri: string): Promise<void> {
  const keyring = keyrings.find((file) => existsSync(file));
  const options = keyring === undefined ? 'arch=amd64' : `arch=amd64 signed-by=${keyring}`;
  const list = path.join(work, 'sources.list');
  await writeFile(list, `deb [${options}] ${archiveUri} ${suite} main\n`);
  const apt = [...privateState(work), '-o', `Dir::Etc::sourcelist=${list}`, '-o', 'Dir::Etc::sourceparts=-', '-qq'];
  await run('apt-get', [...apt, 'update'], updateTimeoutMs);
  await run('apt-get', [...apt, '--download-only', 'install', ...packages], downloadTimeoutMs);
}

async function unpack(work: string, into: string): Promise<void> {
  const archives = path.join(work, 'cache/archives');
  const files = (await readdir(archives)).filter((name) => name.endsWith('.deb'));
  if (files.length === 0) throw new Error('apt-get downloaded no package.');
  await mkdir(into, { recursive: true });
  const unpackOne = async (): Promise<void> => {
    for (let file = files.pop(); file !== undefined; file = files.pop())
      await run('dpkg-deb', ['--extract', path.join(archives, file), into], unpackTimeoutMs);
  };
  await Promise.all(Array.from({ length: unpackTogether }, unpackOne));
  for (const folder of unneeded) await rm(path.join(into, folder), { recursive: true, force: true });
  // dpkg's alternatives would have made this link.
  await symlink('en_US_f_Allison', path.join(into, 'usr/share/asterisk/sounds/en')).catch(() => {});
}

/** Gives the finished folder its name. Another process may have been first; then its work is as good. */
async function putInPlace(fresh: string, root: string): Promise<void> {
  try {
    await rename(fresh, root);
  } catch (error) {
    const taken = error instanceof Error && 'code' in error && (error.code === 'ENOTEMPTY' || error.code === 'EEXIST');
    if (!taken) throw error;
    if ((await findUnpackedAsterisk(root)) !== undefined) return;
    // What stands there does not run: it is from another machine, or damaged.
    await rename(root, path.join(path.dirname(fresh), 'broken'));
    await rename(fresh, root);
  }
}
