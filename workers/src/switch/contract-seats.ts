import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { BenchOf, ContractBench } from './contract.ts';

const LIMIT_MS = 40_000;

async function ringSeat(bench: ContractBench, sipId: string): Promise<string> {
  const id = await bench.dial('', { destination: { kind: 'extension', sipId }, tag: `seat ${sipId}` });
  await bench.until('answered', id);
  return id;
}

/** Registered extensions, and bridges between a callee and a seat. */
export function seatPromises(benchOf: BenchOf): void {
  describe('seats', () => {
    it('knows which extensions are registered and refuses to ring another', { timeout: LIMIT_MS }, async () => {
      const bench = benchOf();
      const { seats, unregisteredSeat: absent } = bench.harness;
      expect(await bench.controller.reachable([...seats, absent])).toEqual(new Set(seats));
      const input = bench.input('', { destination: { kind: 'extension', sipId: absent } });
      expect(await bench.controller.originate(input)).toMatchObject({ outcome: 'refused' });
      expect(bench.recorder.of(input.channelId)).toEqual([]);
      expect(await bench.live(input.channelId)).toBeUndefined();
    });

    it('joins a callee and a seat; when the seat hangs up, the callee stays', { timeout: LIMIT_MS }, async () => {
      const bench = benchOf();
      const [callee] = await bench.dialAnswered(1);
      if (callee === undefined) throw new Error('nobody answered');
      const seat = await ringSeat(bench, bench.harness.seats[0]);
      const bridgeId = randomUUID();
      expect(await bench.controller.bridge(bridgeId, [callee, seat])).toBe('done');
      expect(await bench.live(callee)).toMatchObject({ state: 'up', bridgeId });
      expect(await bench.live(seat)).toMatchObject({ state: 'up', bridgeId });
      await bench.until('ended', seat);
      expect(bench.recorder.only(seat, 'ended').cause).toBe(16);
      // The bridge is taken down by what follows the seat's end, which a real switch does a moment later.
      await bench.harness.waitUntil(async () => (await bench.live(callee))?.bridgeId === undefined);
      expect(await bench.live(callee)).toMatchObject({ state: 'up' });
      expect(bench.recorder.has(callee, 'ended')).toBe(false);
      // It is the controller's again: it can be played to.
      const playback = randomUUID();
      expect(await bench.controller.play(callee, playback, await bench.harness.sound(300))).toBe('done');
      await bench.harness.waitUntil(() => bench.recorder.finished(callee, playback) !== undefined);
      expect(bench.recorder.finished(callee, playback)).toBe(false);
      await bench.hangUp(callee);
    });

    it('leaves the seat its channel when the callee ends first', { timeout: LIMIT_MS }, async () => {
      const bench = benchOf();
      const [callee] = await bench.dialAnswered(1);
      if (callee === undefined) throw new Error('nobody answered');
      const seat = await ringSeat(bench, bench.harness.seats[1]);
      expect(await bench.controller.bridge(randomUUID(), [callee, seat])).toBe('done');
      await bench.hangUp(callee);
      expect(await bench.live(seat)).toMatchObject({ state: 'up' });
      expect(bench.recorder.has(seat, 'ended')).toBe(false);
      await bench.hangUp(seat);
    });
  });
}
