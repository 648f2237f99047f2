import { type Options, hash } from '@node-rs/argon2';
import { type Asking, openPasswordQueue } from './password-queue.ts';
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
  hashNew(password: string, context?: PasswordContext, asking?: Asking): Promise<string>;
  /** Takes as long for a name that nobody has (no stored hash) as for one that somebody has. */
  verify(stored: string | undefined, password: string, asking?: Asking): Promise<boolean>;
  /** Ends the thread. */
  close(): Promise<void>;
}

/** Password work away from the event loop and from its pool of threads, one at a time and after everything else. */
export function createPasswords({
  maxWaiting,
  thread = openPasswordThread(settings),
}: { readonly maxWaiting?: number; readonly thread?: PasswordThread } = {}): Passwords {
  const inTurn = openPasswordQueue(maxWaiting);
  let unknownName: Promise<string> | undefined;

  /** Made once. One that failed is forgotten: kept, it would answer 500 for the names that nobody has, and for those alone. */
  function hashForUnknownNames(): Promise<string> {
    unknownName ??= thread.hash('nobody has this password').catch((error: unknown) => {
      unknownName = undefined;
      throw error;
    });
    return unknownName;
  }

  return {
    hashNew: async (password, context, asking) => {
      refuseWeakPassword(password, context);
      return inTurn(asking, () => thread.hash(normal(password)));
    },
    verify: (stored, password, asking) =>
      inTurn(asking, async () => {
        // Asked for whatever the name is, so that a failure shows nothing either.
        const unknown = await hashForUnknownNames();
        const matches = await thread.verify(stored ?? unknown, normal(password));
        return matches && stored !== undefined;
      }),
    close: () => thread.close(),
  };
}
