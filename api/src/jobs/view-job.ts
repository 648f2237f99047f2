import { fileOfResult, type JobView } from '@yunhu/db/jobs';
import { z } from 'zod';
import type { Job } from './schemas.ts';

const shape = z.record(z.string(), z.unknown());

/** A job as its viewers see it: its file without the key that it has in the store. */
export function viewJob(tenantId: string, found: JobView): Job {
  const file = fileOfResult(tenantId, found.result);
  const { success, data: result } = shape.safeParse(found.result);
  return {
    id: found.id,
    kind: found.kind,
    state: found.state,
    progress: {
      done: Number(found.progressDone),
      total: found.progressTotal === null ? null : Number(found.progressTotal),
    },
    result: success ? Object.fromEntries(Object.entries(result).filter(([name]) => name !== 'file')) : null,
    file: file === undefined ? null : { name: file.name, contentType: file.contentType, bytes: file.bytes },
    failure: found.failureCode === null ? null : { code: found.failureCode, detail: found.failureDetail },
    cancelling: found.cancelling,
    staff: found.staff,
    createdAt: found.createdAt.toISOString(),
    startedAt: found.startedAt?.toISOString() ?? null,
    endedAt: found.endedAt?.toISOString() ?? null,
  };
}
