/** Calls per second with a small burst: a bucket that fills at `perSecond` and holds at most `burst` calls. Starts with one. */
export class TokenBucket {
  #perSecond: number;
  #burst: number;
  #tokens = 1;
  #atMs: number;

  constructor(perSecond: number, nowMs: number) {
    this.#perSecond = perSecond;
    this.#burst = burstOf(perSecond);
    this.#atMs = nowMs;
  }

  /** Takes one call's token when there is one. */
  take(nowMs: number): boolean {
    this.#fill(nowMs);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Milliseconds until a token is there; 0 when there is one. */
  waitMs(nowMs: number): number {
    this.#fill(nowMs);
    return this.#tokens >= 1 ? 0 : Math.ceil(((1 - this.#tokens) / this.#perSecond) * 1_000);
  }

  setRate(perSecond: number, nowMs: number): void {
    if (perSecond === this.#perSecond) return;
    this.#fill(nowMs);
    this.#perSecond = perSecond;
    this.#burst = burstOf(perSecond);
    this.#tokens = Math.min(this.#tokens, this.#burst);
  }

  #fill(nowMs: number): void {
    const passedMs = Math.max(0, nowMs - this.#atMs);
    this.#atMs = nowMs;
    this.#tokens = Math.min(this.#burst, this.#tokens + (passedMs / 1_000) * this.#perSecond);
  }
}

/** A fifth of a second's calls: short enough that a carrier sees its limit kept, long enough to outlast a slow turn of the loop. */
function burstOf(perSecond: number): number {
  return Math.max(1, perSecond / 5);
}
