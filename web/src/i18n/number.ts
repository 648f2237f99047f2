/** "15,702" */
export function formatCount(count: number, locale: string): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }).format(count);
}

/** A share of a whole as "41.7%"; nothing of nothing has no share. */
export function formatShare(part: number, whole: number, locale: string): string {
  if (whole === 0) return '—';
  return new Intl.NumberFormat(locale, {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  }).format(part / whole);
}

/** "38.4": one decimal, for paces. */
export function formatPace(value: number, locale: string): string {
  return new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value);
}

/** "1.2 MB" */
export function formatBytes(bytes: number, locale: string): string {
  const { unit, size } =
    bytes < 1024
      ? { unit: 'B', size: 1 }
      : bytes < 1024 * 1024
        ? { unit: 'KB', size: 1024 }
        : { unit: 'MB', size: 1024 * 1024 };
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(bytes / size)} ${unit}`;
}
