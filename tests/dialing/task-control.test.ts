// What people, money and approvals do to a task that is being dialed.
import { afterEach, describe, expect, it } from 'vitest';
import {
  chargedByLevel,
  type DialingWorld,
  eventually,
  figuresOf,
  leftOpen,
  mobileNumbers,
  openDialingWorld,
  ruleCounts,
  setTaskState,
  startTask,
} from '../setup/dialing.ts';

let world: DialingWorld;
afterEach(() => world.close());

const block = 150_000n;
const plainFlow = { plays: 1, keys: {}, callTimeoutSeconds: 15, retries: 0 };
/** Numbers that all answer. */
const answering = (count: number) =>
  mobileNumbers(count * 10)
    .filter((number) => number.endsWith('0'))
    .slice(0, count);

const until = (state: string, more: (f: Awaited<ReturnType<typeof figuresOf>>) => boolean = () => true) =>
  eventually(
    () => figuresOf(world),
    (figures) => figures.state === state && more(figures),
  );
const untilNothingOpen = () =>
  eventually(
    () => leftOpen(world),
    (left) => left.length === 0,
  );

describe('people', () => {
  it('pause a task: nothing more is dialed, its calls end, the rest waits, and resuming dials the rest', async () => {
    world = await openDialingWorld({ channelLimit: 10, flow: plainFlow });
    const numbers = mobileNumbers(80);
    await startTask(world, numbers);
    await world.startWorker();
    await eventually(
      async () => world.carrierLog.lines.length,
      (dialed) => dialed >= 20,
    );
    await setTaskState(world, 'paused');
    const paused = await until('paused', ({ leased }) => leased === 0);
    await untilNothingOpen();
    const dialed = world.carrierLog.lines.length;
    expect(paused.waiting).toBe(80 - dialed);
    expect((await figuresOf(world)).done).toBe(dialed);
    await setTaskState(world, 'running');
    const { answered, busy, failed, noAnswer } = ruleCounts(numbers);
    expect(await until('finished')).toMatchObject({ answered, busy, failed, noAnswer, done: 80 });
    expect(world.carrierLog.lines).toHaveLength(80);
  });

  it('stop a task: what rings is taken back, what talks ends by itself, the rest is never dialed', async () => {
    const carrier = (number: string) =>
      number.endsWith('0')
        ? ({ kind: 'answers', ringMs: 100, presses: null, hangsUpAfterMs: null } as const)
        : ({ kind: 'rings' } as const);
    world = await openDialingWorld({
      channelLimit: 20,
      flow: { ...plainFlow, callTimeoutSeconds: 120 },
      audioMs: 20_000,
      carrier,
    });
    await startTask(world, mobileNumbers(60));
    await world.startWorker();
    await until('running', ({ talking, ringing }) => talking === 2 && ringing === 18);
    await setTaskState(world, 'stopped');
    await untilNothingOpen();
    expect(await figuresOf(world)).toMatchObject({
      state: 'stopped',
      answered: 2,
      noAnswer: 18,
      attempts: 20,
      waiting: 40,
      leased: 0,
    });
    expect(world.carrierLog.lines).toHaveLength(20);
  });
});

describe('money', () => {
  it.each([1, 25])('for 7 calls pays exactly 7, %i at once, and the task pauses saying why', async (channelLimit) => {
    world = await openDialingWorld({ channelLimit, flow: plainFlow, balances: [block * 7n + block / 2n, 0n, 0n] });
    await startTask(world, answering(30));
    await world.startWorker();
    expect(await until('paused')).toMatchObject({
      reason: 'insufficient_funds',
      answered: 7,
      waiting: 23,
      leased: 0,
      ringing: 0,
      talking: 0,
    });
    expect(world.carrierLog.lines).toHaveLength(7);
    expect((await chargedByLevel(world))[0]).toBe(block * 7n);
    await untilNothingOpen();
  });

  it('that comes back from holds is dialed with again: a balance pays for more calls than it can hold at once', async () => {
    // Each call may talk to a seat for an hour and is held for, but hangs up within its first block.
    world = await openDialingWorld({ seats: 2, sendRatioPercent: 500, balances: [block * 40n, 0n, 0n] });
    await startTask(world, answering(30));
    await world.startWorker();
    expect(await until('finished')).toMatchObject({ answered: 30, attempts: 30 });
    await untilNothingOpen();
  });
});

describe('approvals', () => {
  it.each([
    ['tenant_disabled', 'update tenants set state = $$disabled$$ where kind = $$agent$$'],
    ['caller_id_revoked', 'update caller_ids set state = $$revoked$$, approved_until = null'],
    ['audio_not_approved', 'update audio set state = $$revoked$$'],
    ['wallet_blocked', 'update wallets set state = $$blocked$$, blocked_reason = $$by_seller$$ where kind = $$main$$'],
  ])('that are taken away stop a running task before its next dial: %s', async (reason, revoke) => {
    world = await openDialingWorld({ channelLimit: 5, flow: plainFlow });
    await startTask(world, mobileNumbers(200));
    await world.startWorker();
    await eventually(
      async () => world.carrierLog.lines.length,
      (dialed) => dialed >= 5,
    );
    await world.sql.unsafe(revoke);
    const paused = await until('paused', ({ leased }) => leased === 0);
    expect(paused.reason).toBe(reason);
    await untilNothingOpen();
    expect(paused.waiting).toBe(200 - world.carrierLog.lines.length);
  });
});
