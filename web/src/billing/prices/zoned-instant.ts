import { startOfDay } from '../../i18n/time.ts';

/** The moment that a date-and-time field means in a time zone, as ISO 8601; empty for an empty field. */
export function zonedInstant(typed: string, timeZone: string): string {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})/.exec(typed);
  if (match === null) return '';
  const [, date = '', hours, minutes] = match;
  const midnight = startOfDay(date, timeZone).getTime();
  return new Date(midnight + (Number(hours) * 60 + Number(minutes)) * 60_000).toISOString();
}
