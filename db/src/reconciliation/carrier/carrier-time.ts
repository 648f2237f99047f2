// Instants as carriers write them: mostly wall time of one zone, without saying which.

const wall = /^(\d{4})[-/.]?(\d{1,2})[-/.]?(\d{1,2})[T ]*(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,]\d{1,9})?)?$/;
const zoned = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/;
/** Days since 1899-12-30, as workbooks count: of the years 2000 to 2100. */
const serial = /^[3-7]\d{4}(\.\d{1,15})?$/;
const unixSeconds = /^1\d{9}$/;
const dayMs = 86_400_000;
const serialEpochMs = Date.UTC(1899, 11, 30);

/** The instant of a cell, in milliseconds; a time without a zone is of `timeZone`. undefined for what is none. */
export function readInstant(text: string, timeZone: string): number | undefined {
  if (zoned.test(text)) return known(Date.parse(text));
  if (unixSeconds.test(text)) return Number(text) * 1000;
  if (serial.test(text)) return toUtc(Math.round((serialEpochMs + Number(text) * dayMs) / 1000) * 1000, timeZone);
  const parts = wall.exec(text);
  if (parts === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1)
    .map((part: string | undefined) => Number(part ?? 0));
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  const read = new Date(local);
  // 31 February is no day.
  if (read.getUTCMonth() !== month - 1 || read.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59)
    return undefined;
  return toUtc(local, timeZone);
}

function known(ms: number): number | undefined {
  return Number.isNaN(ms) ? undefined : ms;
}

function toUtc(localMs: number, timeZone: string): number {
  const first = localMs - offsetMs(localMs, timeZone);
  return localMs - offsetMs(first, timeZone);
}

const offsets = new Map<string, number>();
const maxOffsets = 20_000;
const quarterMs = 900_000;

/** How far the zone is ahead of UTC at an instant. Zones change at whole quarters of an hour. */
function offsetMs(atMs: number, timeZone: string): number {
  const quarter = Math.floor(atMs / quarterMs);
  const key = `${timeZone} ${quarter}`;
  let offset = offsets.get(key);
  if (offset === undefined) {
    if (offsets.size >= maxOffsets) offsets.clear();
    offset = measureOffset(quarter * quarterMs, timeZone);
    offsets.set(key, offset);
  }
  return offset;
}

function measureOffset(atMs: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    ...({ year: 'numeric', month: 'numeric', day: 'numeric' } as const),
    ...({ hour: 'numeric', minute: 'numeric', second: 'numeric', hourCycle: 'h23' } as const),
  }).formatToParts(new Date(atMs));
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second')) - atMs;
}

/** Whether a name is one of a time zone that this machine knows. */
export function isTimeZone(name: string): boolean {
  try {
    return Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
