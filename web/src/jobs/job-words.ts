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
