// How approvals of numbers are said.
import type { CallerIdEvent, CallerIdSummary } from '@yunhu/api/schemas';
import { t, tMaybe } from '../i18n/translate.ts';
import { Problem, problemText } from '../session/problem.ts';
import type { useFormat } from '../session/format.ts';
import type { ApprovalEvent } from '../ui/approval.tsx';

type Format = ReturnType<typeof useFormat>;

/** An approval whose renewal waits is shown as such. */
export const stateOf = (row: Pick<CallerIdSummary, 'state' | 'renewing'>): string =>
  row.renewing ? 'renewing' : row.state;

export function eventOf(event: CallerIdEvent, format: Format): ApprovalEvent {
  const sides = {
    customer: t('callerIds.review.customer'),
    reviewer: t('approval.reviewer'),
    time: t('approval.byTime'),
  };
  const notes = [
    ...(event.submission > 1 ? [t('callerIds.submission', String(event.submission))] : []),
    ...(event.approvedUntil === null || event.kind !== 'approved'
      ? []
      : [t('callerIds.until', format.date(event.approvedUntil))]),
  ];
  const { id, kind, at, reason } = event;
  return { id, kind, at, by: event.by ?? sides[event.side], reason, note: notes.join(' · ') };
}

const dayMs = 86_400_000;
/** Fewer days than these are said in so many words. */
export const soonDays = 30;

/** Days until an approval ends, rounded up; null where none does. */
export function daysLeft(row: Pick<CallerIdSummary, 'state' | 'approvedUntil'>, nowMs: number): number | null {
  if (row.state !== 'approved' || row.approvedUntil === null) return null;
  return Math.max(0, Math.ceil((Date.parse(row.approvedUntil) - nowMs) / dayMs));
}

/** Why a file or a number was refused, in words that say what to do. */
export function refusalText(error: unknown): string {
  const field = error instanceof Problem ? error.fields[0] : undefined;
  if (field === undefined) return problemText(error);
  const prefix = field.field === 'uploadId' ? 'callerIds.documentRefusals' : 'callerIds.refusals';
  return tMaybe(prefix, field.code, problemText(error));
}

export const numberRefusal = (code: string): string => tMaybe('callerIds.refusals', code, code);
