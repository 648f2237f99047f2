import { createMiddleware } from 'hono/factory';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { networkOf } from './network.ts';
import { HttpError } from './problem-table.ts';
import type { AppEnv, SessionReader } from './request.ts';

export interface RequestLimits {
  /** Requests of one person, and of one network whoever is behind it, within a minute; 0 is any number. */
  readonly perPerson: number;
  readonly perNetwork: number;
}

const windowSeconds = 60;

export interface RequestThrottle {
  /** Counts a request of a network, known or not. Throws `throttled` with Retry-After beyond its limit. */
  readonly ofNetwork: ReturnType<typeof createMiddleware<AppEnv>>;
  /** Counts a request of who is signed in, when the session is read. Throws as above. */
  ofPeople(read: SessionReader): SessionReader;
}

/**
 * Keeps one person or one network from taking everybody's share. Kept in memory: each API process counts for itself, so several of them
 * together let through as many times more.
 */
export function createRequestThrottle({ perPerson, perNetwork }: RequestLimits): RequestThrottle {
  const people = limiterOf(perPerson);
  const networks = limiterOf(perNetwork);
  return {
    ofNetwork: createMiddleware<AppEnv>(async (c, next) => {
      await count(networks, networkOf(c.get('address')));
      await next();
    }),
    ofPeople: (read) => async (c) => {
      const session = await read(c);
      if (session !== undefined) await count(people, session.staff.id);
      return session;
    },
  };
}

const limiterOf = (points: number) =>
  points === 0 ? undefined : new RateLimiterMemory({ points, duration: windowSeconds });

async function count(limiter: RateLimiterMemory | undefined, key: string): Promise<void> {
  try {
    await limiter?.consume(key);
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    const seconds = Math.max(1, Math.ceil(refused.msBeforeNext / 1000));
    throw new HttpError('throttled', `too many requests; try again in ${seconds} s`, {
      'retry-after': String(seconds),
    });
  }
}
