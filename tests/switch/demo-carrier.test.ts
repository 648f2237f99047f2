// The demo carrier behind Asterisk against the rule that the simulator follows: one list, the same counts on both.
import { randomUUID } from 'node:crypto';
import { carrierFate } from '@yunhu/workers/switch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EventRecorder } from '../../workers/src/switch/event-recorder.ts';
import { pollUntil } from '../../workers/src/switch/poll-until.ts';
import { missing } from '../setup/machine.ts';
import { callerId, startRealSwitch, trunk, type RealSwitch } from './real-switch.ts';

const formats = ['1380000', '+861390000', '02155', '86137000000'];
const numbers = formats.flatMap((start) =>
  ['11', '02', '23', '14', '45', '96', '97', '18', '99', '30'].map((end) => `${start}${end}`),
);

describe.skipIf(missing('asterisk'))('the demo carrier', () => {
  let real: RealSwitch;
  beforeAll(async () => {
    real = await startRealSwitch([]);
  });
  afterAll(() => real?.close());

  it('follows the rule of the dialed number, and logs each INVITE once', async () => {
    const controller = real.makeSwitch();
    const heard = new EventRecorder();
    await controller.connect(heard);
    const calls = numbers.map((number) => ({ number, channelId: randomUUID(), fate: carrierFate(number) }));
    for (const { number, channelId } of calls) {
      const destination = { kind: 'trunk', trunk, number } as const;
      const call = { channelId, destination, callerId, ringTimeoutSeconds: 5, maxAnsweredSeconds: 3, tag: '' };
      expect(await controller.originate(call)).toEqual({ outcome: 'accepted' });
    }
    await pollUntil(() => calls.every(({ channelId }) => heard.has(channelId, 'ended')));
    await controller.close();
    const log = await real.carrierLog();
    for (const { number, channelId, fate } of calls) {
      const entries = log.filter((entry) => entry.number === number);
      const [invite] = entries.filter(({ kind }) => kind === 'invite');
      const answered = entries.find(({ kind }) => kind === 'answered');
      expect(entries.map(({ kind }) => kind)).toEqual(
        fate.kind === 'answers' ? ['invite', 'answered', 'ended'] : ['invite', 'ended'],
      );
      expect(invite?.caller).toBe(callerId);
      expect(heard.digits(channelId)).toBe(fate.kind === 'answers' ? (fate.presses ?? '') : '');
      if (fate.kind === 'fails') expect(heard.only(channelId, 'ended')).toMatchObject({ sipStatus: fate.sipStatus });
      if (fate.kind === 'rings') expect(heard.only(channelId, 'ended')).toMatchObject({ cause: 19 });
      if (fate.kind === 'answers') {
        const rangMs = (answered?.at.getTime() ?? 0) - (invite?.at.getTime() ?? 0);
        expect(Math.round(rangMs / 1000)).toBe(fate.ringMs / 1000);
      }
    }
    expect(new Set(log.map(({ callId }) => callId)).size).toBe(numbers.length);
  });
});
