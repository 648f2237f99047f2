/**
 * Of what no index finds, so many rows are looked through at once: few first, as what is asked for is mostly near; then more, and then a
 * page says how far back it has looked. Rows in all.
 */
export const depths = [2_000, 100_000] as const;

/** Digits of a time-ordered uuid (RFC 9562, version 7) of that moment: the least of all. */
export function leastIdAt(at: Date): string {
  const hex = Math.max(0, at.getTime()).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}
