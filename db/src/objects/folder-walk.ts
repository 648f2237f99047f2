import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { isKey } from './object-key.ts';
import type { ListedObject, ObjectPage } from './object-store.ts';

export interface ListOptions {
  /** Whole steps, with a slash at its end. */
  readonly prefix: string;
  readonly after: string | undefined;
  readonly limit: number;
}

/** A page of the keys below a folder, in the order of their bytes, as S3 has them. */
export async function listFolder(root: string, { prefix, after, limit }: ListOptions): Promise<ObjectPage> {
  const objects: ListedObject[] = [];
  for await (const key of keysBelow(root, prefix, after)) {
    // One that was deleted meanwhile is none.
    const found = await stat(path.join(root, key)).catch(() => undefined);
    if (found === undefined) continue;
    if (objects.length === limit) return { objects, more: true };
    objects.push({ key, bytes: found.size, modifiedAt: found.mtime });
  }
  return { objects, more: false };
}

async function* keysBelow(root: string, prefix: string, after: string | undefined): AsyncGenerator<string> {
  const entries = await readdir(path.join(root, prefix), { withFileTypes: true }).catch(() => []);
  const steps = entries.map((entry) => prefix + entry.name + (entry.isDirectory() ? '/' : ''));
  for (const step of steps.sort(byBytes)) {
    if (step.endsWith('/')) {
      // Everything in it comes before a key that comes after it and does not stand in it.
      if (after === undefined || after.startsWith(step) || byBytes(step, after) > 0)
        yield* keysBelow(root, step, after);
    } else if (isKey(step) && (after === undefined || byBytes(step, after) > 0)) yield step;
  }
}

/** Keys are ASCII, so that the order of their bytes is that of their characters; a language's is another. */
function byBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Removes the files of a folder that were last written before; answers how many. */
export async function clearFolder(folder: string, before: Date): Promise<number> {
  let removed = 0;
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name);
    const found = await stat(file).catch(() => undefined);
    if (found === undefined || found.mtimeMs >= before.getTime()) continue;
    await rm(file, { force: true });
    removed++;
  }
  return removed;
}
