import type { Actor } from '@yunhu/db/connect';
import type { JobContext } from './job-context.ts';

/** Who asked for a job acts in its transactions. */
export function actorOf({ tenantId, staffId }: JobContext['job']): Actor {
  return staffId === null ? { tenantId } : { tenantId, staffId };
}
