import type { Context } from 'hono';
import { networkOf } from './network.ts';
import { HttpError } from './problem-table.ts';
import { type AppEnv, sessionOf } from './request.ts';

/** Who asks. Each has a share of the queue and no more, so that nobody keeps everybody else out, whatever he may do there. */
export interface Asking {
  readonly network: string;
  /** The person who is signed in, or the name that is tried. */
  readonly person: string;
}

/** Who is signed in, as one who asks. */
export function askingOf(c: Context<AppEnv>): Asking {
  return { network: networkOf(c.get('address')), person: sessionOf(c).staff.id };
}

export type InTurn = <T>(asking: Asking | undefined, work: () => Promise<T>) => Promise<T>;

/** Waiting for the thread; more are refused with `throttled`. A hash and its rest take some 60 ms, so the last one waits six seconds. */
const defaultMaxWaiting = 100;
/** Of these: what an office needs whose people all come at nine, and a person with several windows. */
const shares = { network: 40, person: 5 } as const satisfies Record<keyof Asking, number>;

/** Lets only so many wait at once, all together and of one network or person. Throws `throttled` with Retry-After for the others. */
export function openPasswordQueue(maxWaiting = defaultMaxWaiting): InTurn {
  let waiting = 0;
  const waitingOf = { network: new Map<string, number>(), person: new Map<string, number>() };

  function count(asking: Asking | undefined, one: 1 | -1): void {
    waiting += one;
    if (asking === undefined) return;
    for (const whose of ['network', 'person'] as const) {
      const left = (waitingOf[whose].get(asking[whose]) ?? 0) + one;
      if (left === 0) waitingOf[whose].delete(asking[whose]);
      else waitingOf[whose].set(asking[whose], left);
    }
  }

  function isFull(asking: Asking | undefined): boolean {
    if (waiting > maxWaiting) return true;
    if (asking === undefined) return false;
    return (['network', 'person'] as const).some(
      (whose) => (waitingOf[whose].get(asking[whose]) ?? 0) >= shares[whose],
    );
  }

  return async (asking, work) => {
    if (isFull(asking)) throw new HttpError('throttled', 'too many logins at once', { 'retry-after': '2' });
    count(asking, 1);
    try {
      return await work();
    } finally {
      count(asking, -1);
    }
  };
}
