/** How much the assumed difference of the clocks may grow with each event, so that a clock that was set is followed. */
const driftMs = 0.05;
/** A longer lag is a clock that was set, not an event that waited. */
const maxLagMs = 5000;

/**
 * How long an event waited before it was seen, though the switch's clock and ours differ by an unknown amount: the shortest way that
 * any event had stands for that difference.
 */
export class EventLag {
  #shortestMs = Infinity;

  /** Milliseconds, at least 0. Both times in milliseconds, the event's by the switch's clock. */
  of(eventMs: number, nowMs: number): number {
    const wayMs = nowMs - eventMs;
    this.#shortestMs = Math.min(this.#shortestMs + driftMs, wayMs);
    return Math.min(wayMs - this.#shortestMs, maxLagMs);
  }

  /** When, by our clock, an event of the switch's time would have been seen at once. Milliseconds. */
  seenAt(eventMs: number): number {
    return Number.isFinite(this.#shortestMs) ? eventMs + this.#shortestMs : eventMs;
  }
}
