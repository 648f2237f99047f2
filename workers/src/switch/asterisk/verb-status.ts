import type { VerbResult } from '../switch.ts';

/** ARI's ways to say that a channel, bridge or play is no more, or not (yet) the application's. */
const goneStatuses: ReadonlySet<number> = new Set([404, 409, 422]);

/** What the HTTP status of a verb's reply means; undefined for one that a verb should never have. */
export function verbResultOf(status: number): VerbResult | undefined {
  if (status < 300) return 'done';
  return goneStatuses.has(status) ? 'gone' : undefined;
}
