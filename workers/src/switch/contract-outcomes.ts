import { describe, expect, it } from 'vitest';
import type { BenchOf } from './contract.ts';

const failures = [
  { digits: '23', cause: 1, sipStatus: 404 },
  { digits: '24', cause: 34, sipStatus: 503 },
  { digits: '28', cause: 17, sipStatus: 486 },
] as const;

const LIMIT_MS = 40_000;

/** What becomes of a dialed number, and that nothing is dialed twice. */
export function outcomePromises(benchOf: BenchOf): void {
  // Side by side: on a real switch most of this is waiting for phones to ring.
  describe.concurrent('outcomes', () => {
    it('tells each fate of a call in order, with cause and SIP status', { timeout: LIMIT_MS }, async () => {
      const bench = benchOf();
      const answering = await Promise.all(['20', '21', '22', '26', '27', '29'].map((digits) => bench.dial(digits)));
      const failing = await Promise.all(
        failures.map(async (failure) => ({ ...failure, id: await bench.dial(failure.digits) })),
      );
      await bench.until('answered', ...answering);
      await bench.until('ended', ...failing.map(({ id }) => id));
      for (const { id, cause, sipStatus } of failing) {
        expect(bench.recorder.only(id, 'ended')).toMatchObject({ cause, sipStatus });
        expect(bench.recorder.types(id).filter((type) => type !== 'ringing')).toEqual(['ended']);
      }
      for (const id of answering) expect(bench.recorder.types(id)).toEqual(['ringing', 'answered']);
      await bench.hangUp(...answering);
      for (const id of answering) {
        expect(bench.recorder.types(id)).toEqual(['ringing', 'answered', 'ended']);
        const ended = bench.recorder.only(id, 'ended');
        expect(ended.cause).toBe(16);
        expect(ended.sipStatus).toBeUndefined();
        expect(ended.at.getTime()).toBeGreaterThanOrEqual(bench.recorder.only(id, 'answered').at.getTime());
      }
    });

    it('tells the key that a callee presses, and none of one who presses nothing', { timeout: LIMIT_MS }, async () => {
      const bench = benchOf();
      const one = await bench.dial('11');
      const nine = await bench.dial('91');
      const silent = await bench.dial('21');
      await bench.harness.waitUntil(() => bench.recorder.has(one, 'digit') && bench.recorder.has(nine, 'digit'));
      await bench.until('answered', silent);
      await bench.hangUp(one, nine, silent);
      expect([one, nine, silent].map((id) => bench.recorder.digits(id))).toEqual(['1', '9', '']);
    });

    it('ends what rings too long as not answered', { timeout: LIMIT_MS }, async () => {
      const bench = benchOf();
      const id = await bench.dial('25', { ringTimeoutSeconds: 1 });
      await bench.until('ended', id);
      expect(bench.recorder.types(id)).toEqual(['ringing', 'ended']);
      expect(bench.recorder.only(id, 'ended')).toMatchObject({ cause: 19, sipStatus: 480 });
    });

    it('hangs up what still rings', { timeout: LIMIT_MS }, async () => {
      const bench = benchOf();
      const id = await bench.dial('25');
      await bench.until('ringing', id);
      expect(await bench.controller.hangup(id)).toBe('done');
      await bench.until('ended', id);
      expect(bench.recorder.types(id)).toEqual(['ringing', 'ended']);
    });

    it('dials an id once, while its channel lives and after it ended', { timeout: LIMIT_MS }, async () => {
      const bench = benchOf();
      const input = bench.input('25', { ringTimeoutSeconds: 1 });
      expect(await bench.controller.originate(input)).toEqual({ outcome: 'accepted' });
      await bench.until('ringing', input.channelId);
      expect(await bench.controller.originate(input)).toEqual({ outcome: 'duplicate' });
      await bench.until('ended', input.channelId);
      expect(await bench.controller.originate(input)).toEqual({ outcome: 'duplicate' });
      if (input.destination.kind === 'trunk') {
        expect(bench.harness.invites?.(input.destination.number) ?? 1).toBe(1);
      }
    });

    it(
      'cuts an answered call after its authorised seconds, however short its ringing time was',
      { timeout: LIMIT_MS },
      async () => {
        const bench = benchOf();
        const id = await bench.dial('20', { ringTimeoutSeconds: 4, maxAnsweredSeconds: 4 });
        await bench.until('ended', id);
        const ended = bench.recorder.only(id, 'ended');
        const seconds = (ended.at.getTime() - bench.recorder.only(id, 'answered').at.getTime()) / 1_000;
        expect(Math.round(seconds)).toBe(4);
        expect(ended.sipStatus).toBeUndefined();
      },
    );

    it('moves the cut of an answered call, later and earlier', { timeout: LIMIT_MS }, async () => {
      const bench = benchOf();
      const moved = async (from: number, to: readonly number[]): Promise<number> => {
        const id = await bench.dial('20', { maxAnsweredSeconds: from });
        await bench.until('answered', id);
        const answeredAt = bench.recorder.only(id, 'answered').at;
        for (const seconds of to) expect(await bench.controller.setMaxAnswered(id, seconds, answeredAt)).toBe('done');
        await bench.until('ended', id);
        expect(bench.recorder.types(id)).toEqual(['ringing', 'answered', 'ended']);
        return (bench.recorder.only(id, 'ended').at.getTime() - answeredAt.getTime()) / 1_000;
      };
      const lasted = await Promise.all([moved(3, [6]), moved(60, [4]), moved(2, [20, 5]), moved(60, [1])]);
      for (const [i, seconds] of [6, 4, 5, 1].entries()) {
        expect(lasted[i]).toBeGreaterThan(seconds - 0.7);
        expect(lasted[i]).toBeLessThanOrEqual(seconds + 0.3);
      }
    });

    it('moves the cut of a call that plays, before its next play', { timeout: LIMIT_MS }, async () => {
      const bench = benchOf();
      const id = await bench.dial('20', { maxAnsweredSeconds: 5 });
      await bench.until('answered', id);
      const answeredAt = bench.recorder.only(id, 'answered').at;
      const sound = await bench.harness.sound(2_000);
      expect(await bench.controller.play(id, `${id}-1`, sound)).toBe('done');
      const moving = bench.controller.setMaxAnswered(id, 8, answeredAt);
      await bench.harness.waitUntil(() => bench.recorder.finished(id, `${id}-1`) === false);
      const second = bench.controller.play(id, `${id}-2`, await bench.harness.sound(20_000));
      expect(await moving).toBe('done');
      expect(await second).toBe('done');
      await bench.until('ended', id);
      const seconds = (bench.recorder.only(id, 'ended').at.getTime() - answeredAt.getTime()) / 1_000;
      expect(seconds).toBeGreaterThan(7.3);
      expect(seconds).toBeLessThanOrEqual(8.3);
    });

    it('lists what lives with its state and tag, and nothing that ended', { timeout: LIMIT_MS }, async () => {
      const bench = benchOf();
      const ringing = await bench.dial('25', { tag: 'rings' });
      const up = await bench.dial('20', { tag: 'talks' });
      await bench.until('ringing', ringing);
      await bench.until('answered', up);
      expect(await bench.live(ringing)).toMatchObject({ state: 'ringing', tag: 'rings', createdAt: expect.any(Date) });
      expect(await bench.live(up)).toMatchObject({ state: 'up', tag: 'talks', createdAt: expect.any(Date) });
      expect((await bench.live(up))?.bridgeId).toBeUndefined();
      await bench.hangUp(ringing, up);
      expect([await bench.live(ringing), await bench.live(up)]).toEqual([undefined, undefined]);
    });

    it('remembers how a channel ended, for who did not hear it', { timeout: LIMIT_MS }, async () => {
      const bench = benchOf();
      const [busy, unanswered] = [await bench.dial('28'), await bench.dial('25', { ringTimeoutSeconds: 1 })];
      const [talked, lives] = await bench.dialAnswered(2);
      if (talked === undefined || lives === undefined) throw new Error('nobody answered');
      await bench.hangUp(talked);
      await bench.until('ended', busy, unanswered);
      const ends = await bench.controller.recallEnds([busy, unanswered, talked, lives, 'never-was']);
      expect(new Set(ends.keys())).toEqual(new Set([busy, unanswered, talked]));
      expect(ends.get(busy)).toMatchObject({ cause: 17, wasUp: false });
      expect(ends.get(unanswered)).toMatchObject({ cause: 19, wasUp: false });
      expect(ends.get(talked)).toMatchObject({ wasUp: true });
      const told = bench.recorder.only(busy, 'ended').at.getTime();
      expect(Math.abs((ends.get(busy)?.at.getTime() ?? 0) - told)).toBeLessThan(1_000);
      await bench.hangUp(lives);
    });

    it('answers gone to a verb on a channel that is no more or never was', { timeout: LIMIT_MS }, async () => {
      const bench = benchOf();
      const ended = await bench.dial('28');
      await bench.until('ended', ended);
      const sound = await bench.harness.sound(500);
      for (const id of [ended, 'never-was']) {
        expect(await bench.controller.hangup(id)).toBe('gone');
        expect(await bench.controller.setMaxAnswered(id, 10, new Date())).toBe('gone');
        expect(await bench.controller.play(id, `play-${id}`, sound)).toBe('gone');
        expect(await bench.controller.bridge(`bridge-${id}`, [id, ended])).toBe('gone');
      }
      expect(await bench.controller.stopPlay('never-was')).toBe('gone');
    });
  });
}
