import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { HttpError } from './problem-table.ts';

export interface LoginLimits {
  /** Failed logins of one name, and from one address, within the window. */
  readonly perAccount: number;
  readonly perAddress: number;
  readonly windowSeconds: number;
}

export const defaultLoginLimits: LoginLimits = { perAccount: 10, perAddress: 100, windowSeconds: 300 };

export interface LoginThrottle {
  /** Counts an attempt before it is made, so that parallel ones cannot slip through. Throws `throttled` with Retry-After. */
  begin(loginName: string, address: string): Promise<void>;
  /** A success was no attempt to guess. */
  succeeded(loginName: string, address: string): Promise<void>;
}

/** Slows guessing down per account and per address. Kept in memory: each API process counts for itself. */
export function createLoginThrottle({ perAccount, perAddress, windowSeconds }: LoginLimits): LoginThrottle {
  const accounts = new RateLimiterMemory({ points: perAccount, duration: windowSeconds });
  const addresses = new RateLimiterMemory({ points: perAddress, duration: windowSeconds });
  const accountKey = (loginName: string) => loginName.toLowerCase();
  return {
    begin: async (loginName, address) => {
      await consume(addresses, networkOf(address));
      await consume(accounts, accountKey(loginName));
    },
    succeeded: async (loginName, address) => {
      await accounts.delete(accountKey(loginName));
      await addresses.reward(networkOf(address));
    },
  };
}

async function consume(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    const seconds = Math.max(1, Math.ceil(refused.msBeforeNext / 1000));
    throw new HttpError('throttled', `try again in ${seconds} s`, { 'retry-after': String(seconds) });
  }
}

/** One IPv6 customer has a whole /64. */
function networkOf(address: string): string {
  return address.includes('.') || !address.includes(':') ? address : address.split(':').slice(0, 4).join(':');
}
