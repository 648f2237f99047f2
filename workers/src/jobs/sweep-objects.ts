import type { Database } from '@yunhu/db/connect';
import { findNamedKeys, forgetUploads, type ObjectStore } from '@yunhu/db/objects';
import type { Clock } from '@yunhu/db/time';
import type { Log } from '../log.ts';

export interface ObjectSweepOptions {
  readonly database: Database;
  readonly objects: ObjectStore;
  readonly clock: Clock;
  readonly log: Log;
  /** Objects looked at together. */
  readonly pageSize?: number;
}

/** In one transaction, and in one run; the rest waits for the next. */
const uploadBatch = 100;
const maxUploadBatches = 20;
const maxPages = 5;
const defaultPageSize = 1_000;
/** What nothing names is left alone for so long: somebody may be about to name it, or has gone back to yesterday's record. */
export const orphanGraceMs = 7 * 24 * 60 * 60 * 1000;
/** What a put that died left half written. */
const unfinishedGraceMs = 24 * 60 * 60 * 1000;

/**
 * A duty: deletes uploads that nobody took, objects that nothing in the record names, and halves of puts that died. It walks on through
 * the store from run to run. May run in several processes at once.
 */
export function sweepObjects(options: ObjectSweepOptions): () => Promise<void> {
  const { database, objects, clock, log, pageSize = defaultPageSize } = options;
  let after: string | undefined;

  /** A page on; answers how many it deleted. */
  async function sweepPage(): Promise<number> {
    const page = await objects.list('tenant/', { limit: pageSize, ...(after === undefined ? {} : { after }) });
    const youngest = clock.nowMs() - orphanGraceMs;
    const old = page.objects.filter(({ modifiedAt }) => modifiedAt.getTime() < youngest).map(({ key }) => key);
    const named = await database.withPlatform('find objects that are named', (tx) => findNamedKeys(tx, old));
    const orphans = old.filter((key) => !named.has(key));
    for (const key of orphans) {
      await objects.delete(key);
      log.info('objects.orphan-deleted', { key });
    }
    after = page.more ? page.objects.at(-1)?.key : undefined;
    return orphans.length;
  }

  return async () => {
    const uploads = await sweepUploads(database, objects);
    let orphans = 0;
    for (let turn = 0; turn < maxPages; turn++) {
      orphans += await sweepPage();
      if (after === undefined) break;
    }
    const unfinished = await objects.clearUnfinished(new Date(clock.nowMs() - unfinishedGraceMs));
    if (uploads + orphans + unfinished > 0) log.info('objects.swept', { uploads, orphans, unfinished });
  };
}

async function sweepUploads(database: Database, objects: ObjectStore): Promise<number> {
  let forgotten = 0;
  for (let turn = 0; turn < maxUploadBatches; turn++) {
    const { count, keys } = await database.withPlatform('forget uploads', (tx) => forgetUploads(tx, uploadBatch));
    forgotten += count;
    for (const key of keys) await objects.delete(key);
    if (count < uploadBatch) break;
  }
  return forgotten;
}
