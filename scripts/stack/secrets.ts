import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { RolePasswords } from '@yunhu/db/connect';

/** What this installation made up for itself; kept in its data folder, readable by its owner alone. */
export interface Secrets {
  readonly roles: RolePasswords;
  /** Signs session cookies. */
  readonly session: string;
  /** Seals what the record has to keep readable, as the setting SECRETS_KEYS has it. Lost with it: what it sealed. */
  readonly keys: string;
  readonly ari: string;
  /** Of the demonstration's SIP phones. */
  readonly phones: string;
}

/** Reads the secrets of a data folder, or makes them on the first start; what an earlier version did not know of is made up now. */
export function openSecrets(dataDir: string): Secrets {
  const file = path.join(dataDir, 'secrets.json');
  const kept = readKept(file);
  const secrets: Secrets = { ...makeSecrets(), ...kept };
  if (Object.keys(secrets).every((name) => name in kept)) return secrets;
  keepSecrets(dataDir, secrets);
  return secrets;
}

/** Writes the secrets of a data folder, whole or not at all. */
export function keepSecrets(dataDir: string, secrets: Secrets): void {
  const file = path.join(dataDir, 'secrets.json');
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** A new key in front of a ring, which seals from then on; its id is one that the ring has not. */
export function withNewKey(ring: string): string {
  const ids = ring.split(',').map((key) => Number(/^k(\d+):/.exec(key.trim())?.[1] ?? 0));
  return [`k${Math.max(...ids) + 1}:${randomBytes(32).toString('base64')}`, ring]
    .filter((keys) => keys !== '')
    .join(',');
}

function readKept(file: string): Partial<Secrets> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw new Error(`${file} cannot be read: ${String(error)}`, { cause: error });
  }
}

function makeSecrets(): Secrets {
  const word = () => randomBytes(24).toString('hex');
  return {
    roles: { owner: word(), app: word(), platform: word(), switch: word() },
    session: word(),
    keys: `k1:${randomBytes(32).toString('base64')}`,
    ari: word(),
    phones: word(),
  };
}
