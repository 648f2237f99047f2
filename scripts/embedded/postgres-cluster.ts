// One folder holds everything of one embedded server: cluster/ (PostgreSQL's own files), password and owner (the process
// that started it). It is made beside its place and renamed into it whole, so a killed start leaves no half of it.
import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import path from 'node:path';
import { postgresBinaries, readableHome } from './postgres-binaries.ts';
import { type Identity, identityFor, mayExecute } from './step-down.ts';

export const superuser = 'postgres';

/** A cluster on disk, ready to be started. */
export interface Cluster {
  folder: string;
  data: string;
  binaries: string;
  identity: Identity;
  password: string;
}

/** Finds the cluster of `dataDir`, making it where there is none. */
export function openCluster(dataDir: string): Cluster {
  fs.mkdirSync(path.dirname(dataDir), { recursive: true });
  const folder = reachableFolder(dataDir);
  const data = path.join(folder, 'cluster');
  const owner = fs.statSync(data, { throwIfNoEntry: false });
  const us = process.getuid?.();
  if (owner !== undefined && us !== 0 && us !== owner.uid) {
    throw new Error(
      `${data} belongs to user ${owner.uid} and this is user ${String(us)}: start as that user or as root.`,
    );
  }
  const identity = identityFor(owner);
  const binaries = postgresBinaries(identity);
  if (owner === undefined) createCluster(folder, binaries, identity);
  return { folder, data, binaries, identity, password: fs.readFileSync(path.join(folder, 'password'), 'utf8') };
}

/** Deletes the cluster of `dataDir`, wherever it had to be put. Its server must be stopped. */
export function removeCluster(dataDir: string): void {
  if (fs.lstatSync(dataDir, { throwIfNoEntry: false })?.isSymbolicLink() === true) {
    fs.rmSync(fs.readlinkSync(dataDir), { recursive: true, force: true });
  }
  fs.rmSync(dataDir, { recursive: true, force: true });
}

/**
 * `dataDir` itself; or, where root's stepped-down user cannot pass to it (a checkout under a 0700 home), a folder of
 * `readableHome` that `dataDir` then links to.
 */
function reachableFolder(dataDir: string): string {
  const entry = fs.lstatSync(dataDir, { throwIfNoEntry: false });
  if (entry?.isSymbolicLink() === true) return fs.readlinkSync(dataDir);
  if (entry !== undefined || mayExecute(identityFor(), path.dirname(dataDir))) return dataDir;
  const folder = path.join(readableHome, `postgres-${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}`);
  fs.mkdirSync(readableHome, { recursive: true, mode: 0o755 });
  fs.symlinkSync(folder, dataDir);
  return folder;
}

function createCluster(folder: string, binaries: string, identity: Identity): void {
  const fresh = `${folder}.new-${process.pid}`;
  const data = path.join(fresh, 'cluster');
  const passwordForInitdb = path.join(fresh, 'initdb-password');
  const password = randomBytes(24).toString('hex');
  fs.rmSync(fresh, { recursive: true, force: true });
  fs.mkdirSync(data, { recursive: true, mode: 0o700 });
  fs.chmodSync(fresh, 0o711);
  fs.writeFileSync(path.join(fresh, 'password'), password, { mode: 0o600 });
  fs.writeFileSync(passwordForInitdb, password, { mode: 0o600 });
  const { uid, gid } = identity;
  if (uid !== undefined && gid !== undefined) {
    fs.chownSync(data, uid, gid);
    fs.chownSync(passwordForInitdb, uid, gid);
  }
  // The builtin provider sorts the same on every machine; the C library's character classes still serve pg_trgm.
  const locale = process.platform === 'linux' ? 'C.UTF-8' : 'en_US.UTF-8';
  const initdb = spawnSync(
    path.join(binaries, 'bin/initdb'),
    [
      ...['--pgdata', data, '--username', superuser, '--pwfile', passwordForInitdb, '--auth', 'scram-sha-256'],
      ...['--encoding', 'UTF8', '--locale', locale, '--lc-messages', 'C'],
      ...['--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
      ...['--set', 'timezone=UTC', '--set', 'log_timezone=UTC'],
    ],
    { ...identity, cwd: '/', env: {}, encoding: 'utf8' },
  );
  fs.rmSync(passwordForInitdb);
  try {
    if (initdb.status !== 0) throw new Error(`initdb failed: ${initdb.error?.message ?? initdb.stderr.trim()}`);
    fs.renameSync(fresh, folder);
  } catch (error) {
    fs.rmSync(fresh, { recursive: true, force: true });
    throw error;
  }
}
