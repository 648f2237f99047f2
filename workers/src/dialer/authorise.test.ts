import { micros, type Rate, rateSeconds } from '@yunhu/db/billing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { authorise, type AuthoriseInput, longestSeconds, longestTalkSeconds } from './authorise.ts';

const rate: Rate = {
  id: 'rate',
  rateGroupId: 'group',
  prefix: '86',
  blockSeconds: 60,
  pricePerBlockMicros: micros(100),
  firstBlockSeconds: null,
  firstBlockPriceMicros: null,
  connectionFeeMicros: micros(0),
  graceSeconds: 0,
  minimumChargeMicros: micros(0),
  effectiveFromMs: -Infinity,
  effectiveUntilMs: Infinity,
};
const message: AuthoriseInput = {
  flow: { plays: 2, keys: { '9': 'opt_out' }, keyWaitSeconds: 5, seatWaitSeconds: 20 },
  audioMs: 30_100,
  hasQueue: false,
  rate,
  availableMicros: 1_000_000n,
  sharers: 1,
  sliceSeconds: 180,
};
const transfer: AuthoriseInput = { ...message, flow: { ...message.flow, keys: { '1': 'transfer' } }, hasQueue: true };

describe('authorise', () => {
  it('gives a message all its plays, its wait for a key and a little slack, and nothing more', () => {
    expect(authorise(message)).toBe(61 + 5 + 5);
    expect(authorise({ ...message, flow: { ...message.flow, keys: {} } })).toBe(61 + 5);
  });

  it('gives a talk with a seat a slice beyond the message, to the end of its last block, where the money lasts', () => {
    expect(authorise({ ...transfer, rate: { ...rate, blockSeconds: 1 } })).toBe(61 + 5 + 20 + 5 + 180);
    expect(authorise(transfer)).toBe(300);
    expect(authorise({ ...transfer, hasQueue: false })).toBe(61 + 5 + 5);
    expect(authorise({ ...message, flow: { ...message.flow, keys: { '2': 'replay' } } })).toBe(300);
    // What costs nothing needs no slices.
    expect(authorise({ ...transfer, rate: { ...rate, pricePerBlockMicros: micros(0) } })).toBe(
      61 + 5 + 20 + 5 + longestTalkSeconds,
    );
  });

  it('knows how long a call can last, whatever the money', () => {
    expect(longestSeconds(message)).toBe(61 + 5 + 5);
    expect(longestSeconds(transfer)).toBe(61 + 5 + 20 + 5 + longestTalkSeconds);
  });

  it('shares short money among the calls to come, but never cuts a message that the balance pays for', () => {
    // Ten calls for 2,000: two blocks of 100 each, so two minutes.
    expect(authorise({ ...transfer, availableMicros: 2_000n, sharers: 10 })).toBe(120);
    // A share is one block, the message takes two, the balance has three.
    expect(authorise({ ...transfer, availableMicros: 300n, sharers: 3 })).toBe(120);
    expect(authorise({ ...transfer, availableMicros: 199n, sharers: 3 })).toBe(60);
    expect(authorise({ ...transfer, availableMicros: 99n, sharers: 1 })).toBe(0);
  });

  it('never authorises a second that the balance does not pay for', () => {
    const money = fc.bigInt({ min: 0n, max: 10_000n });
    fc.assert(
      fc.property(money, fc.integer({ min: 0, max: 50 }), fc.boolean(), (availableMicros, sharers, talks) => {
        const seconds = authorise({ ...(talks ? transfer : message), availableMicros, sharers });
        expect(rateSeconds(rate, seconds).amountMicros).toBeLessThanOrEqual(availableMicros);
        if (availableMicros >= 100n) expect(seconds).toBeGreaterThanOrEqual(60);
      }),
    );
  });
});
