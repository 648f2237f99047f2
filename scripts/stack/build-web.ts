import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.resolve(import.meta.dirname, '../..');
const web = path.join(root, 'web');
/** In the built folder: the hash of what it was built from. */
const stamp = '.built-from';

/**
 * Builds the web application unless what stands in web/dist was made from the same sources. Answers the folder. Built aside and moved
 * into place whole, as several starts of one checkout may come at once.
 */
export async function buildWeb(onProgress: (sentence: string) => void): Promise<string> {
  const dist = path.join(web, 'dist');
  const sources = hashSources();
  const isCurrent = () => readIfThere(path.join(dist, stamp)) === sources;
  if (isCurrent()) return dist;
  onProgress('building the web application …');
  const aside = path.join(web, `dist.${process.pid}`);
  const vite = path.join(web, 'node_modules/vite/bin/vite.js');
  try {
    await promisify(execFile)(process.execPath, [vite, 'build', '--logLevel', 'error', '--outDir', aside], {
      cwd: web,
    });
    writeFileSync(path.join(aside, stamp), sources);
    if (!isCurrent()) {
      rmSync(dist, { recursive: true, force: true });
      renameSync(aside, dist);
    }
  } catch (error) {
    // Another start may have been a moment earlier.
    if (isCurrent()) return dist;
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`the web application could not be built: ${why}`, { cause: error });
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
  return dist;
}

function readIfThere(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function hashSources(): string {
  const hash = createHash('sha256');
  const inFolder = (folder: string) =>
    readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name));
  const files = [
    ...inFolder('web/src'),
    ...inFolder('web/public'),
    ...inFolder('api/src').filter((file) => file.endsWith('schemas.ts')),
  ];
  for (const file of ['web/index.html', 'web/vite.config.ts', 'pnpm-lock.yaml']) files.push(path.join(root, file));
  for (const file of files.sort()) hash.update(path.relative(root, file)).update(readFileSync(file));
  return hash.digest('hex');
}
