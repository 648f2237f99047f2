import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { RolePasswords } from '@yunhu/db/connect';

/** What this installation made up for itself; kept in its data folder, readable by its owner alone. */
export interface Secrets {
  readonly roles: RolePasswords;
  /** Signs session cookies. */
  readonly session: string;
  readonly ari: string;
  /** Of the demonstration's SIP phones. */
  readonly phones: string;
}

/** Reads the secrets of a data folder, or makes them on the first start. */
export function openSecrets(dataDir: string): Secrets {
  const file = path.join(dataDir, 'secrets.json');
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
      throw new Error(`${file} cannot be read: ${String(error)}`, { cause: error });
    }
  }
  const word = () => randomBytes(24).toString('hex');
  const secrets: Secrets = {
    roles: { owner: word(), app: word(), platform: word(), switch: word() },
    session: word(),
    ari: word(),
    phones: word(),
  };
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return secrets;
}
