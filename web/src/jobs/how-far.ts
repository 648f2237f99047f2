import type { Job } from '@yunhu/api/schemas';

/** How much of it is done, 0 to 1; undefined while nobody knows. */
export function shareOf({ state, progress }: Pick<Job, 'state' | 'progress'>): number | undefined {
  if (state === 'done') return 1;
  if (progress.total === null || progress.total === 0) return undefined;
  return Math.min(1, progress.done / progress.total);
}

const leastSeconds = 3;
const leastShare = 0.02;

/** About how long it will still take, from how long it took so far; undefined while that says nothing. Seconds. */
export function secondsLeft(job: Pick<Job, 'state' | 'progress' | 'startedAt'>, nowMs: number): number | undefined {
  const share = shareOf(job);
  if (job.state !== 'running' || job.startedAt === null || share === undefined || share < leastShare) return undefined;
  const seconds = (nowMs - Date.parse(job.startedAt)) / 1000;
  return seconds < leastSeconds ? undefined : (seconds * (1 - share)) / share;
}
