import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.resolve(import.meta.dirname, '../..');
const web = path.join(root, 'web');

/** Builds the web application unless what stands in web/dist was made from the same sources. Answers the folder. */
export async function buildWeb(onProgress: (sentence: string) => void): Promise<string> {
  const dist = path.join(web, 'dist');
  const stamp = path.join(dist, '.built-from');
  const sources = hashSources();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return dist;
  onProgress('building the web application …');
  const vite = path.join(web, 'node_modules/vite/bin/vite.js');
  try {
    await promisify(execFile)(process.execPath, [vite, 'build', '--logLevel', 'error'], { cwd: web });
  } catch (error) {
    throw new Error(
      `the web application could not be built: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
  writeFileSync(stamp, sources);
  return dist;
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
