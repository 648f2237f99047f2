// Instants come as UTC; people read them in their tenant's zone, whatever zone their browser is in.

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(locale: string, timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone} ${JSON.stringify(options)}`;
  const known = formatters.get(key) ?? new Intl.DateTimeFormat(locale, { timeZone, hourCycle: 'h23', ...options });
  formatters.set(key, known);
  return known;
}

type Parts = { year: string; month: string; day: string; hour: string; minute: string; second: string };

function zonedParts(at: Date, timeZone: string): Parts {
  const format = formatter('en-GB', timeZone, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  const parts = { year: '', month: '', day: '', hour: '', minute: '', second: '' };
  for (const part of format.formatToParts(at)) {
    if (part.type in parts) parts[part.type as keyof Parts] = part.value;
  }
  return parts;
}

/** "14:50:21" */
export function formatTime(at: Date, timeZone: string): string {
  const { hour, minute, second } = zonedParts(at, timeZone);
  return `${hour}:${minute}:${second}`;
}

/** "16:42" */
export function formatHourMinute(at: Date, timeZone: string): string {
  const { hour, minute } = zonedParts(at, timeZone);
  return `${hour}:${minute}`;
}

/** "2026-11-22", also the value of a date field. */
export function formatDate(at: Date, timeZone: string): string {
  const { year, month, day } = zonedParts(at, timeZone);
  return `${year}-${month}-${day}`;
}

/** "2026-11-22 14:50:21" */
export function formatDateTime(at: Date, timeZone: string): string {
  return `${formatDate(at, timeZone)} ${formatTime(at, timeZone)}`;
}

/** "11-22 14:50", with the year before it when it is not this one. */
export function formatShortDateTime(at: Date, now: Date, timeZone: string): string {
  const { year, month, day, hour, minute } = zonedParts(at, timeZone);
  const here = zonedParts(now, timeZone);
  return `${year === here.year ? '' : `${year}-`}${month}-${day} ${hour}:${minute}`;
}

/** "00:41", "1:02:03": a length of time for a column of figures. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const pad = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const rest = `${pad(Math.floor((whole % 3600) / 60))}:${pad(whole % 60)}`;
  return hours === 0 ? rest : `${hours}:${rest}`;
}

const relativeSteps = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** "3 分钟前" / "3 minutes ago": only ever shown beside the exact time. */
export function formatRelative(at: Date, now: Date, locale: string): string {
  const seconds = Math.round((at.getTime() - now.getTime()) / 1000);
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  for (const [unit, size] of relativeSteps) {
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
  }
  return format.format(seconds, 'second');
}

function zoneOffsetMs(at: Date, timeZone: string): number {
  const { year, month, day, hour, minute, second } = zonedParts(at, timeZone);
  const wall = Date.UTC(+year, +month - 1, +day, +hour, +minute, +second);
  return wall - Math.floor(at.getTime() / 1000) * 1000;
}

/**
 * The instant at which a calendar day ("2026-11-22") begins in a zone; `daysLater` moves by whole days, so 1 is its end.
 * The offset is read twice because the first guess may fall on the other side of a clock change.
 */
export function startOfDay(date: string, timeZone: string, daysLater = 0): Date {
  const [year = 1970, month = 1, day = 1] = date.split('-').map(Number);
  const wall = Date.UTC(year, month - 1, day + daysLater);
  const guess = wall - zoneOffsetMs(new Date(wall), timeZone);
  return new Date(wall - zoneOffsetMs(new Date(guess), timeZone));
}
