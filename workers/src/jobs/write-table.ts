import type { TenantTx } from '@yunhu/db/connect';
import { type Cell, writeCsv, writeXlsx } from '@yunhu/db/sheets';
import { actorOf } from './actor-of.ts';
import type { JobContext, JobResult } from './job-context.ts';

export interface TableFile {
  /** Without its ending: `ledger-2026-10-31`. */
  readonly name: string;
  readonly sheetName: string;
  readonly heading: readonly string[];
  readonly format: 'csv' | 'xlsx';
  /** How many rows there will be. */
  readonly count: (tx: TenantTx) => Promise<number>;
  /** The rows in parts, each read in the same snapshot. */
  readonly parts: (tx: TenantTx) => AsyncIterable<readonly (readonly Cell[])[]>;
}

const contentTypes = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;
const maxFileBytes = 8 * 1024 ** 3;

/** Writes a table into the job's file, part by part, as it stood at one moment; ends early when the job is cancelled. */
export function writeTable(context: JobContext, file: TableFile): Promise<JobResult> {
  const { database, objects, job, fileKey, progress, signal } = context;
  return database.withTenantSnapshot(actorOf(job), async (tx) => {
    const total = await file.count(tx);
    let done = 0;
    await progress(done, total);
    async function* rows() {
      for await (const part of file.parts(tx)) {
        yield* part;
        done += part.length;
        signal.throwIfAborted();
        await progress(done, total);
      }
    }
    const content =
      file.format === 'csv'
        ? writeCsv(rows(), { heading: file.heading })
        : writeXlsx(rows(), { heading: file.heading, sheetName: file.sheetName });
    const { bytes } = await objects.put(fileKey, content, { maxBytes: maxFileBytes });
    const name = `${file.name}.${file.format}`;
    return { rows: done, file: { key: fileKey, name, contentType: contentTypes[file.format], bytes } };
  });
}
