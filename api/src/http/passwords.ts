import { type Options, hash } from '@node-rs/argon2';
import { HttpError } from './problem-table.ts';
import { type PasswordContext, refuseWeakPassword } from './password-rules.ts';
import { openPasswordThread, type PasswordThread } from './password-worker.ts';

/** OWASP's password storage cheat sheet: argon2id (the library's default) with 19 MiB, two passes, one lane. */
const settings: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Of Unicode's many spellings of the same text one is hashed (NIST SP 800-63B, 5.1.1.2): keyboards differ. */
const normal = (password: string) => password.normalize('NFKC');

/** Hashes of a password for `staff_credentials`; for who has no thread at hand, such as scripts. */
export function hashPassword(password: string): Promise<string> {
  return hash(normal(password), settings);
}

export interface Passwords {
  /** Hashes a password that somebody chose. Throws `invalid_input` at the field `password` for one that is easily guessed. */
  hashNew(password: string, context?: PasswordContext): Promise<string>;
  /** Takes as long for a name that nobody has (no stored hash) as for one that somebody has. */
  verify(stored: string | undefined, password: string): Promise<boolean>;
  /** Ends the thread. */
  close(): Promise<void>;
}

/** Waiting for the thread; more are refused with `throttled`. A hash takes some 30 ms, so the last one waits three seconds. */
const defaultMaxWaiting = 100;

/** Password work away from the event loop and from its pool of threads, one at a time and after everything else. */
export function createPasswords({
  maxWaiting = defaultMaxWaiting,
  thread = openPasswordThread(settings),
}: { readonly maxWaiting?: number; readonly thread?: PasswordThread } = {}): Passwords {
  let waiting = 0;
  let unknownName: Promise<string> | undefined;

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (waiting > maxWaiting) throw new HttpError('throttled', 'too many logins at once', { 'retry-after': '2' });
    waiting += 1;
    try {
      return await work();
    } finally {
      waiting -= 1;
    }
  }

  /** Made once. One that failed is forgotten: kept, it would answer 500 for the names that nobody has, and for those alone. */
  function hashForUnknownNames(): Promise<string> {
    unknownName ??= thread.hash('nobody has this password').catch((error: unknown) => {
      unknownName = undefined;
      throw error;
    });
    return unknownName;
  }

  return {
    hashNew: async (password, context) => {
      refuseWeakPassword(password, context);
      return inTurn(() => thread.hash(normal(password)));
    },
    verify: (stored, password) =>
      inTurn(async () => {
        // Asked for whatever the name is, so that a failure shows nothing either.
        const unknown = await hashForUnknownNames();
        const matches = await thread.verify(stored ?? unknown, normal(password));
        return matches && stored !== undefined;
      }),
    close: () => thread.close(),
  };
}
