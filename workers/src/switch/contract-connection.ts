import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { BenchOf } from './contract.ts';
import { EventRecorder } from './event-recorder.ts';
import { SwitchDownError } from './switch.ts';

const LIMIT_MS = 60_000;

/** What happens to the controller when its connection breaks or another one takes over. */
export function connectionPromises(benchOf: BenchOf): void {
  describe('connection', () => {
    it('dials nothing while it is down, and finds its calls again', { timeout: LIMIT_MS }, async () => {
      const bench = benchOf();
      const { controller, harness, recorder } = bench;
      const [up] = await bench.dialAnswered(1);
      if (up === undefined) throw new Error('nobody answered');
      await harness.cut();
      await harness.waitUntil(() => controller.state === 'down');
      const late = bench.input('20');
      expect(await controller.originate(late)).toMatchObject({ outcome: 'refused' });
      await expect(controller.listChannels()).rejects.toBeInstanceOf(SwitchDownError);
      await expect(controller.hangup(up)).rejects.toBeInstanceOf(SwitchDownError);
      await harness.mend();
      await harness.waitUntil(() => controller.state === 'up');
      expect(recorder.connections.slice(-2)).toEqual(['down', 'up']);
      expect(await bench.live(up)).toMatchObject({ state: 'up' });
      expect(await bench.live(late.channelId)).toBeUndefined();
      if (late.destination.kind === 'trunk') expect(harness.invites?.(late.destination.number) ?? 0).toBe(0);
      await bench.hangUp(up);
    });

    it('yields to a newer controller, which hears what follows', { timeout: LIMIT_MS }, async () => {
      const bench = benchOf();
      const [call] = await bench.dialAnswered(1);
      if (call === undefined) throw new Error('nobody answered');
      const newer = bench.harness.makeSwitch();
      const recorder = new EventRecorder();
      try {
        await newer.connect(recorder);
        await bench.harness.waitUntil(() => bench.controller.state === 'replaced');
        expect(bench.recorder.connections.at(-1)).toBe('replaced');
        expect(await bench.controller.originate(bench.input('20'))).toMatchObject({ outcome: 'refused' });
        const playback = randomUUID();
        expect(await newer.play(call, playback, await bench.harness.sound(300))).toBe('done');
        await bench.harness.waitUntil(() => recorder.finished(call, playback) !== undefined);
        expect(await newer.hangup(call)).toBe('done');
        await bench.harness.waitUntil(() => recorder.has(call, 'ended'));
        expect(bench.recorder.has(call, 'ended')).toBe(false);
        expect(bench.controller.state).toBe('replaced');
      } finally {
        await newer.close();
      }
    });
  });
}
