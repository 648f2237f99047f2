// How a task and a number say what became of them.
import type { Target, Task } from '@yunhu/api/schemas';
import { groupPhoneNumber } from '../i18n/phone-number.ts';
import { t, tMaybe } from '../i18n/translate.ts';
import type { PillLook, Tone } from '../ui/status.tsx';

export const stateLooks: Record<Task['state'], PillLook> = {
  draft: 'plain',
  running: 'ok',
  paused: 'warn',
  stopped: 'bad',
  finished: 'accent',
};

export const stateTones: Record<Task['state'], Tone> = {
  draft: 'queued',
  running: 'answered',
  paused: 'ringing',
  stopped: 'failed',
  finished: 'transferred',
};

/** Why a task stands, in words, when nobody put it there by hand. */
export function reasonWords(reason: string): string {
  return tMaybe('tasks.reasons', reason, reason);
}

/** The number that a task shows, or its pool with how many of it may be shown. */
export function shownNumber({ callerId, callerIdPool }: Pick<Task, 'callerId' | 'callerIdPool'>): string {
  if (callerId !== null) return groupPhoneNumber(callerId.number);
  if (callerIdPool === null) return t('ui.none');
  const { name, approved, numbers } = callerIdPool;
  return `${name} (${approved}/${numbers})`;
}

type Said = { readonly tone: Tone; readonly words: string };

function withDetail(words: string, detail: string | number | null): string {
  return detail === null || detail === '' ? words : t('taskLive.targets.withDetail', words, String(detail));
}

function reasonOf(reason: string | null): string | null {
  return reason === null ? null : tMaybe('taskLive.targets.reasons', reason, reason);
}

type Outcome = Pick<Target, 'result' | 'transferred' | 'abandoned' | 'optedOut' | 'seat' | 'sipStatus' | 'reason'>;

/** Why an answered call ended before its people wanted. */
const endings: ReadonlySet<string> = new Set(['money_ended', 'tenant_disabled']);

/** What a finished call came to; what it led to says more than that it was answered. */
export function outcomeSaid(outcome: Outcome): Said {
  const results = (
    key: 'transferred' | 'abandoned' | 'opted_out' | 'answered' | 'busy' | 'no_answer' | 'failed' | 'unknown',
  ) => t(`taskLive.targets.results.${key}`);
  const ending = endings.has(outcome.reason ?? '') ? reasonOf(outcome.reason) : null;
  if (outcome.transferred)
    return {
      tone: 'transferred',
      words: withDetail(withDetail(results('transferred'), outcome.seat?.name ?? null), ending),
    };
  if (outcome.abandoned) return { tone: 'busy', words: results('abandoned') };
  if (outcome.optedOut) return { tone: 'answered', words: results('opted_out') };
  const detail = reasonOf(outcome.reason) ?? outcome.sipStatus;
  if (outcome.result === 'busy') return { tone: 'busy', words: results('busy') };
  if (outcome.result === 'no_answer') return { tone: 'noanswer', words: results('no_answer') };
  if (outcome.result === 'failed') return { tone: 'failed', words: withDetail(results('failed'), detail) };
  if (outcome.result === 'unknown') return { tone: 'unknown', words: results('unknown') };
  return { tone: 'answered', words: withDetail(results('answered'), ending) };
}

/** What became of a number so far. */
export function targetSaid(target: Target): Said {
  if (target.state === 'waiting') {
    return { tone: 'queued', words: t(`taskLive.targets.results.${target.attempts > 0 ? 'retry' : 'waiting'}`) };
  }
  if (target.state === 'leased') return { tone: 'ringing', words: t('taskLive.targets.results.leased') };
  if (target.state === 'skipped') {
    return { tone: 'skipped', words: withDetail(t('taskLive.targets.results.skipped'), reasonOf(target.reason)) };
  }
  return outcomeSaid(target);
}
