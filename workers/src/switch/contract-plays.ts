import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { BenchOf } from './contract.ts';

const LIMIT_MS = 40_000;

/** Plays to one channel: their end, their order and what interrupts them. */
export function playPromises(benchOf: BenchOf): void {
  describe('plays', () => {
    let calls: string[] = [];
    const call = (): string => {
      const id = calls.pop();
      if (id === undefined) throw new Error('no answered call is left');
      return id;
    };
    beforeAll(async () => {
      calls = await benchOf().dialAnswered(4);
    }, LIMIT_MS);

    it('tells the end of a play that was heard in full', { timeout: LIMIT_MS }, async () => {
      const bench = benchOf();
      const [id, playback] = [call(), randomUUID()];
      expect(await bench.controller.play(id, playback, await bench.harness.sound(800))).toBe('done');
      await bench.harness.waitUntil(() => bench.recorder.finished(id, playback) !== undefined);
      expect(bench.recorder.finished(id, playback)).toBe(false);
      expect(await bench.controller.stopPlay(playback)).toBe('gone');
      await bench.hangUp(id);
    });

    it('lets a second play wait for the first', { timeout: LIMIT_MS }, async () => {
      const bench = benchOf();
      const [id, first, second] = [call(), randomUUID(), randomUUID()];
      const sound = await bench.harness.sound(800);
      await bench.controller.play(id, first, sound);
      await bench.controller.play(id, second, sound);
      await bench.harness.waitUntil(() => bench.recorder.finished(id, second) !== undefined);
      const ends = bench.recorder.of(id).filter((event) => event.type === 'playback-finished');
      expect(ends.map(({ playbackId, interrupted }) => [playbackId, interrupted])).toEqual([
        [first, false],
        [second, false],
      ]);
      const apartMs = (ends[1]?.at.getTime() ?? 0) - (ends[0]?.at.getTime() ?? 0);
      // Side by side they would end together.
      expect(apartMs).toBeGreaterThan(400);
      await bench.hangUp(id);
    });

    it('stops a play when told and goes on to the next', { timeout: LIMIT_MS }, async () => {
      const bench = benchOf();
      const [id, long, short] = [call(), randomUUID(), randomUUID()];
      await bench.controller.play(id, long, await bench.harness.sound(50_000));
      await bench.controller.play(id, short, await bench.harness.sound(500));
      expect(await bench.controller.stopPlay(long)).toBe('done');
      await bench.harness.waitUntil(() => bench.recorder.finished(id, short) !== undefined);
      expect([bench.recorder.finished(id, long), bench.recorder.finished(id, short)]).toEqual([true, false]);
      await bench.hangUp(id);
    });

    it(
      'tells a play that a hang-up cut off as interrupted, before the end of the call',
      { timeout: LIMIT_MS },
      async () => {
        const bench = benchOf();
        const [id, playback] = [call(), randomUUID()];
        await bench.controller.play(id, playback, await bench.harness.sound(50_000));
        await bench.hangUp(id);
        expect(bench.recorder.types(id)).toEqual(['ringing', 'answered', 'playback-finished', 'ended']);
        expect(bench.recorder.finished(id, playback)).toBe(true);
      },
    );
  });
}
