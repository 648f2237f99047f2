import type { Job, JobState } from '@yunhu/api/schemas';
import { t, tMaybe } from '../i18n/translate.ts';
import type { Tone } from '../ui/status.tsx';

/** What a job does, in words; a kind that is newer than this page by its name. */
export const kindWords = (kind: string): string => tMaybe('jobs.kinds', kind, kind);

export const stateTones: Record<JobState, Tone> = {
  waiting: 'queued',
  running: 'ringing',
  done: 'answered',
  failed: 'failed',
  cancelled: 'skipped',
};

/** Its state; "cancelling" stands between two of the API's. */
export const stateWords = (job: Job): string => (job.cancelling ? t('jobs.cancelling') : t(`jobs.states.${job.state}`));

/** Why it failed, in words that say what to do. */
export const failureWords = (code: string): string =>
  tMaybe('jobs.failures', code, tMaybe('problems', code, t('problems.unexpected')));

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
