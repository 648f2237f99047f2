import { z } from 'zod';
import type { JobRef } from './notify-job.ts';

/** The file that a job made, as its result names it. */
export interface JobFile {
  /** In the object store; a job's own file is `jobFileKey` of it. */
  readonly key: string;
  /** As it is offered for download. */
  readonly name: string;
  readonly contentType: string;
  readonly bytes: number;
}

const jobFile = z.object({
  key: z.string(),
  name: z.string().min(1).max(200),
  contentType: z.string().regex(/^[a-z0-9.+-]+\/[a-z0-9.+-]+(; charset=[a-z0-9-]+)?$/),
  bytes: z.int().min(0),
});

const withFile = z.object({ file: jobFile });

/** Where a job's file stands. A second run replaces what the first left there. */
export function jobFileKey({ tenantId, id }: JobRef): string {
  return `tenant/${tenantId}/jobs/${id}`;
}

/** Where an upload for a tenant's jobs is to stand; `name` is unique: `randomUUID()`. */
export function uploadKey(tenantId: string, name: string): string {
  return `tenant/${tenantId}/uploads/${name}`;
}

/** The file that a result names, where it is one of the tenant's own. */
export function fileOfResult(tenantId: string, result: unknown): JobFile | undefined {
  const { success, data } = withFile.safeParse(result);
  return success && data.file.key.startsWith(`tenant/${tenantId}/`) ? data.file : undefined;
}

/** What is deleted with a job: its own file and the uploads that its input names, wherever they stand in it. */
export function keysOfJob(job: JobRef, input: unknown): string[] {
  const own = uploadKey(job.tenantId, '');
  return [jobFileKey(job), ...stringsIn(input).filter((text) => text.startsWith(own))];
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}
