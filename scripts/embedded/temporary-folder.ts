import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A fresh folder that other users may pass through but not list, so a stepped-down PostgreSQL reaches its files in it. */
export function makeTemporaryFolder(prefix: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), `${prefix}-`));
  chmodSync(folder, 0o711);
  return folder;
}
