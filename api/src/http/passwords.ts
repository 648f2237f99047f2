import { hash, type Options, verify } from '@node-rs/argon2';
import { HttpError } from './problem-table.ts';

/** OWASP's password storage cheat sheet: argon2id (the library's default) with 19 MiB, two passes, one lane. */
const settings: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hashes of a password for `staff_credentials`. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, settings);
}

export interface Passwords {
  hash(password: string): Promise<string>;
  /** Takes as long for a name that nobody has (no stored hash) as for one that somebody has. */
  verify(stored: string | undefined, password: string): Promise<boolean>;
}

export interface PasswordLimits {
  /** Computed at once: each takes a thread of the pool and 19 MiB. */
  readonly atOnce: number;
  /** Waiting behind them; more are refused with `throttled`. */
  readonly waiting: number;
}

/** Password work off the event loop, a few at a time, so that a storm of logins leaves threads for everything else. */
export function createPasswords({ atOnce, waiting }: PasswordLimits = { atOnce: 2, waiting: 100 }): Passwords {
  let running = 0;
  const queue: (() => void)[] = [];
  const unknownName = hashPassword('nobody has this password');
  unknownName.catch(() => undefined);

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= atOnce) {
      if (queue.length >= waiting) throw new HttpError('throttled', 'too many logins at once', { 'retry-after': '2' });
      await new Promise<void>((resolve) => queue.push(resolve));
    } else {
      running++;
    }
    try {
      return await work();
    } finally {
      // The turn passes on without being given back in between.
      const next = queue.shift();
      if (next === undefined) running--;
      else next();
    }
  }

  return {
    hash: (password) => inTurn(() => hashPassword(password)),
    verify: (stored, password) =>
      inTurn(async () => {
        const matches = await verify(stored ?? (await unknownName), password);
        return matches && stored !== undefined;
      }),
  };
}
