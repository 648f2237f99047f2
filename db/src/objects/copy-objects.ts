import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import type { ListedObject, ObjectStore } from './object-store.ts';

export interface CopyReport {
  readonly copied: number;
  /** There already, and the same. */
  readonly kept: number;
  readonly bytes: number;
}

const atOnce = 4;

/**
 * Copies every object of one store to another, with its type, and compares the hashes of what was read and what was written. What is
 * there already and the same is not sent again, so that it may be run until nothing is left, the last time while nobody writes. Throws
 * at the first object whose bytes differ on their way.
 */
export async function copyObjects(
  from: ObjectStore,
  to: ObjectStore,
  onPage: (report: CopyReport) => void = () => undefined,
): Promise<CopyReport> {
  let report: CopyReport = { copied: 0, kept: 0, bytes: 0 };
  for (let after: string | undefined; ;) {
    const page = await from.list('tenant/', after === undefined ? {} : { after });
    for (let start = 0; start < page.objects.length; start += atOnce) {
      const part = page.objects.slice(start, start + atOnce);
      const copied = await Promise.all(part.map((object) => copyOne(from, to, object)));
      for (const bytes of copied) {
        report =
          bytes === undefined
            ? { ...report, kept: report.kept + 1 }
            : { ...report, copied: report.copied + 1, bytes: report.bytes + bytes };
      }
    }
    onPage(report);
    after = page.objects.at(-1)?.key;
    if (!page.more || after === undefined) return report;
  }
}

/** How many bytes were sent; undefined where there was nothing to do: the same is there, or the source is gone meanwhile. */
async function copyOne(from: ObjectStore, to: ObjectStore, { key }: ListedObject): Promise<number | undefined> {
  const [source, there] = await Promise.all([from.head(key), to.head(key)]);
  if (source === undefined) return undefined;
  const sha256 = source.sha256 ?? (await hashOf(from, key));
  if (there?.bytes === source.bytes && (there.sha256 ?? (await hashOf(to, key))) === sha256) return undefined;
  const found = await from.get(key);
  if (found === undefined) return undefined;
  const { contentType } = source;
  const stored = await to.put(key, found.content, { maxBytes: found.bytes, contentType });
  if (stored.sha256 !== sha256 || (await to.head(key))?.bytes !== stored.bytes)
    throw new Error(`${key} is not the same after it was copied: run this again, and look at the disk if it stays so.`);
  return stored.bytes;
}

async function hashOf(store: ObjectStore, key: string): Promise<string | undefined> {
  const found = await store.get(key);
  if (found === undefined) return undefined;
  const hash = createHash('sha256');
  await pipeline(found.content, hash);
  return hash.digest('hex');
}
