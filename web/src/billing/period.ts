import { formatDate, startOfDay } from '../i18n/time.ts';

export const periods = ['today', 'week', 'month', 'all', 'custom'] as const;
export type Period = (typeof periods)[number];

const daysBack: Partial<Record<Period, number>> = { today: 0, week: 6, month: 29 };

/** What the address says of a period; anything else is all of time. */
export function readPeriod(value: string): Period {
  return periods.find((period) => period === value) ?? 'all';
}

/**
 * A period as instants, from inclusive and to exclusive, by whole days of the tenant's zone. Empty strings leave an
 * end open. A custom period takes both of its days whole.
 */
export function periodBounds(
  period: Period,
  days: { from: string; to: string },
  now: Date,
  timeZone: string,
): { from: string; to: string } {
  if (period === 'custom') {
    const isDay = (day: string) => /^\d{4}-\d{2}-\d{2}$/.test(day);
    return {
      from: isDay(days.from) ? startOfDay(days.from, timeZone).toISOString() : '',
      to: isDay(days.to) ? startOfDay(days.to, timeZone, 1).toISOString() : '',
    };
  }
  const back = daysBack[period];
  if (back === undefined) return { from: '', to: '' };
  return { from: startOfDay(formatDate(now, timeZone), timeZone, -back).toISOString(), to: '' };
}
