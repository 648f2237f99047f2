// Guessing is slowed down by what attempts have in common, counted in the record, over all processes:
//
// - an account and an address together: a few, then that address waits. The owner, who sits elsewhere, does not.
// - an address, over all accounts: more, as an office has one; this bounds trying one password with every name.
// - an account, over all addresses (NIST SP 800-63B, 5.2.2: at most 100): then only addresses wait that never logged in to it, so that
//   nobody can lock out who works at his usual place.
//
// What was right is no guess and is taken back; only whoever logs in without end, and so makes everybody else wait, waits himself.
//
// Names that nobody has are counted alike. Where the record does not answer nobody logs in, so there is nothing to count in memory.
import { createHash } from 'node:crypto';
import type { Database } from '@yunhu/db/connect';
import {
  type AttemptWindow,
  countAttempts,
  findLoginAddresses,
  foldLoginName,
  forgetAttempts,
  readAttempts,
  takeAttemptsBack,
} from '@yunhu/db/tenancy';
import type { Clock } from '@yunhu/db/time';
import { networkOf } from './network.ts';
import { HttpError } from './problem-table.ts';

export interface LoginLimits {
  /** Failed logins of one name from one address, and from one address over all names, within the window. */
  readonly perAccount: number;
  readonly perAddress: number;
  readonly windowSeconds: number;
  /** Failed logins of one name from addresses that it is not known at, within an hour. */
  readonly perAccountOverall?: number;
  /** Wrong codes of one person within an hour, and wrong passwords of one who is signed in. */
  readonly perPerson?: number;
  /** Right passwords of one name within an hour: each costs as much work as a wrong one. */
  readonly successesPerAccount?: number;
}

export const defaultLoginLimits: LoginLimits = { perAccount: 10, perAddress: 100, windowSeconds: 300 };

const overall = { attempts: 100, windowSeconds: 3_600 };
/** One every half a minute: whoever works needs a few a day. */
const successes = { attempts: 120, windowSeconds: 3_600 };
const perPerson = { attempts: 10, windowSeconds: 3_600 };
/** Whoever logged in from an address within this time is known there. */
const knownDays = 30;

type Proof = 'code' | 'password';

export interface LoginAttempt {
  /** The name as it is counted. */
  readonly name: string;
  /** A success was no attempt to guess. */
  succeeded(): Promise<void>;
  /** Nobody looked at it: it was none. */
  takeBack(): Promise<void>;
}

export interface LoginThrottle {
  /** Counts an attempt before it is made, so that parallel ones cannot slip through. Throws `throttled` with Retry-After. */
  begin(loginName: string, address: string): Promise<LoginAttempt>;
  /** As `begin`, of a person who is known: a second factor's code, or the password of who is signed in; each is counted by itself. */
  beginProof(proof: Proof, staffId: string): Promise<void>;
  proved(proof: Proof, staffId: string): Promise<void>;
  /** Nobody looked at what was shown: it was no attempt. */
  takeProofBack(proof: Proof, staffId: string): Promise<void>;
}

export function createLoginThrottle(limits: LoginLimits, database: Database, clock: Clock): LoginThrottle {
  const { perAccount, perAddress, windowSeconds } = limits;
  const count = async (windows: readonly (AttemptWindow & { readonly atMost: number })[]) => {
    const counts = await database.askOnce((statement) => countAttempts(statement, windows, clock.now()));
    for (const [at, { attempts, endsAt }] of counts.entries())
      if (attempts > (windows[at]?.atMost ?? 0)) throw throttled(endsAt, clock);
  };
  const takeBack = (taken: readonly string[]) => database.askOnce((statement) => takeAttemptsBack(statement, taken));
  /** Only who knows the password uses this up, so nobody is locked out by others. */
  const refuseTooManySuccesses = async (key: string) => {
    const { attempts, endsAt } = await database.askOnce((statement) => readAttempts(statement, key, clock.now()));
    if (attempts >= (limits.successesPerAccount ?? successes.attempts)) throw throttled(endsAt, clock);
  };
  const proofKey = (proof: Proof, staffId: string) => `${proof}:${staffId}`;

  return {
    begin: async (loginName, address) => {
      const keys = keysOf(loginName, address);
      await refuseTooManySuccesses(keys.success);
      await count([
        { key: keys.address, windowSeconds, atMost: perAddress },
        { key: keys.pair, windowSeconds, atMost: perAccount },
      ]);
      const since = new Date(clock.nowMs() - knownDays * 24 * 3_600_000);
      const addresses = await database.askOnce((statement) => findLoginAddresses(statement, { loginName, since }));
      const known = addresses.some((one) => networkOf(one) === keys.network);
      const atMost = limits.perAccountOverall ?? overall.attempts;
      if (!known) await count([{ key: keys.account, windowSeconds: overall.windowSeconds, atMost }]);
      // What was counted for others stays: a success of the owner gives whoever guesses no new start.
      const counted = known ? [keys.address] : [keys.address, keys.account];
      return {
        name: keys.name,
        succeeded: async () => {
          await database.askOnce((statement) => forgetAttempts(statement, keys.pair));
          await takeBack(counted);
          const success = { key: keys.success, windowSeconds: successes.windowSeconds };
          await database.askOnce((statement) => countAttempts(statement, [success], clock.now()));
        },
        takeBack: () => takeBack([...counted, keys.pair]),
      };
    },
    beginProof: (proof, staffId) =>
      count([
        {
          key: proofKey(proof, staffId),
          windowSeconds: perPerson.windowSeconds,
          atMost: limits.perPerson ?? perPerson.attempts,
        },
      ]),
    takeProofBack: (proof, staffId) => takeBack([proofKey(proof, staffId)]),
    proved: (proof, staffId) => database.askOnce((statement) => forgetAttempts(statement, proofKey(proof, staffId))),
  };
}

function keysOf(loginName: string, address: string) {
  // What can be nobody's name is counted by itself; whoever sends a text of any length makes no key of any length.
  const name = foldLoginName(loginName) ?? `?${createHash('sha256').update(loginName).digest('hex')}`;
  const network = networkOf(address);
  return {
    ...{ name, network, address: `address:${network}`, pair: `pair:${network}:${name}` },
    ...{ account: `account:${name}`, success: `success:${name}` },
  };
}

function throttled(endsAt: Date, clock: Clock): HttpError {
  const seconds = Math.max(1, Math.ceil((endsAt.getTime() - clock.nowMs()) / 1000));
  return new HttpError('throttled', `try again in ${seconds} s`, { 'retry-after': String(seconds) });
}
