// Calls ended per second, seen from outside: the growth of a task's attempt counter, which counts a call when it is over, over the last
// seconds. Once calls end as fast as they begin that is the pace of dialing; before, it lags by the length of a call.
const windowMs = 5000;
const maxSamples = 64;

interface Sample {
  readonly atMs: number;
  readonly attempts: number;
}

export class CallRate {
  #samples: Sample[] = [];

  /** Takes the counter as it stands and answers the rate over the window, to a tenth; 0 until there are two readings. */
  record(attempts: number, atMs: number): number {
    const inWindow = this.#samples.filter((sample) => sample.atMs > atMs - windowMs).slice(-maxSamples + 1);
    // The last reading before the window began: without it a slow reader would never have two.
    const before = this.#samples.filter((sample) => sample.atMs <= atMs - windowMs).at(-1);
    this.#samples = [...(before === undefined ? [] : [before]), ...inWindow, { atMs, attempts }];
    const [first] = this.#samples;
    if (first === undefined || atMs <= first.atMs) return 0;
    const perSecond = ((attempts - first.attempts) * 1000) / (atMs - first.atMs);
    return Math.round(Math.max(0, perSecond) * 10) / 10;
  }
}
