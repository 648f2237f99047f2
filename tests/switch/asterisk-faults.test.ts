// What only a real switch can show: its controller dies, the switch itself dies, and what is left over then.
import { randomUUID } from 'node:crypto';
import type { AsteriskSwitch, OriginateInput } from '@yunhu/workers/switch';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { EventRecorder } from '../../workers/src/switch/event-recorder.ts';
import { pollUntil } from '../../workers/src/switch/poll-until.ts';
import { missing } from '../setup/machine.ts';
import { callerId, startRealSwitch, trunk, type RealSwitch } from './real-switch.ts';

const phones = [
  { sipId: 'seat0001', password: 'p1' },
  { sipId: 'never001', password: 'p2', answers: 'never' },
  { sipId: 'busy0001', password: 'p3', answers: 'busy' },
] as const;

describe.skipIf(missing('asterisk'))('AsteriskSwitch when things break', () => {
  let real: RealSwitch;
  const controllers: AsteriskSwitch[] = [];

  beforeAll(async () => {
    real = await startRealSwitch(phones);
  });
  afterEach(async () => {
    await real.asterisk.console('channel request hangup all');
    await pollUntil(async () =>
      (await real.asterisk.console('core show channels count')).startsWith('0 active channels'),
    );
    await Promise.all(controllers.splice(0).map((controller) => controller.close()));
  });
  afterAll(() => real?.close());

  /** A controller of its own application, connected. */
  async function controller(app = `app-${randomUUID()}`): Promise<{ at: AsteriskSwitch; heard: EventRecorder }> {
    const at = real.makeSwitch({ app });
    const heard = new EventRecorder();
    controllers.push(at);
    await at.connect(heard);
    return { at, heard };
  }

  const call = (number: string, change: Partial<OriginateInput> = {}): OriginateInput => ({
    channelId: randomUUID(),
    destination: { kind: 'trunk', trunk, number },
    callerId,
    ringTimeoutSeconds: 30,
    maxAnsweredSeconds: 60,
    tag: '',
    ...change,
  });
  const bridgesLeft = async (): Promise<number> =>
    (await real.asterisk.console('bridge show all')).trim().split('\n').length - 1;
  const carrierTime = async (number: string, kind: 'answered' | 'ended'): Promise<number> => {
    let at: number | undefined;
    await pollUntil(async () => {
      at = (await real.carrierLog()).find((entry) => entry.number === number && entry.kind === kind)?.at.getTime();
      return at !== undefined;
    });
    return at ?? 0;
  };

  it('cuts an answered call after its authorised seconds when the controller is dead', async () => {
    const { at, heard } = await controller();
    const number = real.number('20');
    const input = call(number, { maxAnsweredSeconds: 3 });
    await at.originate(input);
    await pollUntil(() => heard.has(input.channelId, 'answered'));
    await at.close();
    const seconds = ((await carrierTime(number, 'ended')) - (await carrierTime(number, 'answered'))) / 1000;
    expect(seconds).toBeLessThanOrEqual(3);
    expect(seconds).toBeGreaterThan(2);
  });

  it('never lets a call be answered into the void: the switch ends it while nobody listens', async () => {
    const app = `app-${randomUUID()}`;
    const { at, heard } = await controller(app);
    const number = real.number('20');
    const input = call(number);
    await at.originate(input);
    await pollUntil(() => heard.has(input.channelId, 'ringing'));
    await at.close();
    const answered = await carrierTime(number, 'answered');
    expect((await carrierTime(number, 'ended')) - answered).toBeLessThan(1000);
    const successor = await controller(app);
    expect(await successor.at.listChannels()).toEqual([]);
  });

  it('sets the cut that a dead controller could not set', async () => {
    const app = `app-${randomUUID()}`;
    const { at, heard } = await controller(app);
    const number = real.number('20');
    const input = call(number, { ringTimeoutSeconds: 60, maxAnsweredSeconds: 4 });
    await at.originate(input);
    await pollUntil(() => heard.has(input.channelId, 'answered'));
    await at.close();
    // As if it had died between the answer and the setting: the cut still allows for a minute of ringing.
    const channel = (await real.asterisk.console('core show channels concise')).split('!')[0] ?? '';
    await real.asterisk.console(`dialplan set chanvar ${channel} TIMEOUT(absolute) 64`);
    await controller(app);
    const seconds = ((await carrierTime(number, 'ended')) - (await carrierTime(number, 'answered'))) / 1000;
    expect(seconds).toBeLessThan(10);
  });

  it('joins at once two channels that still play, and keeps nobody else waiting', async () => {
    const { at, heard } = await controller();
    const [one, two] = [call(real.number('20')), call(real.number('20'))];
    await Promise.all([at.originate(one), at.originate(two)]);
    await pollUntil(() => heard.has(one.channelId, 'answered') && heard.has(two.channelId, 'answered'));
    const [long, next] = [randomUUID(), randomUUID()];
    const sound = await real.sound(50_000);
    await at.play(one.channelId, long, sound);
    await at.play(one.channelId, next, sound);
    expect(await at.bridge(randomUUID(), [one.channelId, two.channelId])).toBe('done');
    await pollUntil(() => heard.finished(one.channelId, next) !== undefined);
    expect([long, next].map((playback) => heard.finished(one.channelId, playback))).toEqual([true, true]);
    expect((await at.listChannels()).every(({ bridgeId }) => bridgeId !== undefined)).toBe(true);
  });

  it('leaves no bridge behind, neither after a call nor after a crash', async () => {
    const app = `app-${randomUUID()}`;
    const { at, heard } = await controller(app);
    const [kept, left] = [call(real.number('20')), call(real.number('20'))];
    await Promise.all([kept, left].map((input) => at.originate(input)));
    await pollUntil(() => [kept, left].every(({ channelId }) => heard.has(channelId, 'answered')));
    // A seat stays two seconds: it comes last.
    const joinSeat = async (callee: OriginateInput): Promise<void> => {
      const seat = call('', { destination: { kind: 'extension', sipId: 'seat0001' } });
      await at.originate(seat);
      await pollUntil(() => heard.has(seat.channelId, 'answered'));
      expect(await at.bridge(randomUUID(), [callee.channelId, seat.channelId])).toBe('done');
    };
    await joinSeat(left);
    expect(await bridgesLeft()).toBe(1);
    await at.hangup(left.channelId);
    await pollUntil(async () => (await bridgesLeft()) === 0);
    await joinSeat(kept);
    await at.close();
    // The seat hangs up while nobody looks; the bridge stays with one half.
    await pollUntil(async () =>
      (await real.asterisk.console('core show channels count')).startsWith('1 active channel'),
    );
    expect(await bridgesLeft()).toBe(1);
    const successor = await controller(app);
    await pollUntil(async () => (await bridgesLeft()) === 0);
    expect(await successor.at.listChannels()).toMatchObject([{ channelId: kept.channelId, state: 'up' }]);
  });

  it('lists and hears the channels of its own application only', async () => {
    const [mine, theirs] = [await controller(), await controller()];
    const [a, b] = [call(real.number('25'), { tag: 'a' }), call(real.number('25'), { tag: 'b' })];
    await Promise.all([mine.at.originate(a), theirs.at.originate(b)]);
    await pollUntil(() => mine.heard.has(a.channelId, 'ringing') && theirs.heard.has(b.channelId, 'ringing'));
    expect((await mine.at.listChannels()).map(({ tag }) => tag)).toEqual(['a']);
    expect((await theirs.at.listChannels()).map(({ tag }) => tag)).toEqual(['b']);
    expect(mine.heard.of(b.channelId)).toEqual([]);
    // An id that lives under another controller is known to the switch, whoever asks.
    expect(await mine.at.originate(b)).toEqual({ outcome: 'duplicate' });
  });

  it('tells a seat that is busy and a seat that nobody answers', async () => {
    const { at, heard } = await controller();
    const busy = call('', { destination: { kind: 'extension', sipId: 'busy0001' } });
    const never = call('', { destination: { kind: 'extension', sipId: 'never001' }, ringTimeoutSeconds: 1 });
    await Promise.all([at.originate(busy), at.originate(never)]);
    await pollUntil(() => heard.has(busy.channelId, 'ended') && heard.has(never.channelId, 'ended'));
    expect(heard.only(busy.channelId, 'ended')).toMatchObject({ cause: 17, sipStatus: 486 });
    expect(heard.only(never.channelId, 'ended')).toMatchObject({ cause: 19, sipStatus: 480 });
  });

  it('ends a play of a file that is not there as interrupted, and the call goes on', async () => {
    const { at, heard } = await controller();
    const input = call(real.number('20'));
    await at.originate(input);
    await pollUntil(() => heard.has(input.channelId, 'answered'));
    const playback = randomUUID();
    const missingSound = { sha256: '0'.repeat(64), path: '/nowhere/at-all.ulaw', durationMs: 1000 };
    expect(await at.play(input.channelId, playback, missingSound)).toBe('done');
    await pollUntil(() => heard.finished(input.channelId, playback) === true);
    expect(heard.has(input.channelId, 'ended')).toBe(false);
  });

  it('carries a hundred calls at once, each told in full', async () => {
    const { at, heard } = await controller();
    const calls = Array.from({ length: 100 }, () => call(real.number('20')));
    const outcomes = await Promise.all(calls.map((input) => at.originate(input)));
    expect(outcomes.every(({ outcome }) => outcome === 'accepted')).toBe(true);
    await pollUntil(() => calls.every(({ channelId }) => heard.has(channelId, 'answered')));
    expect(await at.listChannels()).toHaveLength(100);
    const sound = await real.sound(500);
    await Promise.all(calls.map(({ channelId }) => at.play(channelId, `play-${channelId}`, sound)));
    await pollUntil(() => calls.every(({ channelId }) => heard.finished(channelId, `play-${channelId}`) === false));
    await Promise.all(calls.map(({ channelId }) => at.hangup(channelId)));
    await pollUntil(() => calls.every(({ channelId }) => heard.has(channelId, 'ended')));
    expect(heard.disorderly()).toEqual([]);
    const invites = (await real.carrierLog()).filter(({ kind }) => kind === 'invite');
    expect(new Set(invites.map(({ number }) => number)).size).toBe(invites.length);
  });

  it('comes back by itself after the switch was killed, without its calls', async () => {
    const { at, heard } = await controller();
    const input = call(real.number('20'));
    await at.originate(input);
    await pollUntil(() => heard.has(input.channelId, 'answered'));
    process.kill(real.asterisk.pid, 'SIGKILL');
    expect(await real.asterisk.died).toContain('SIGKILL');
    await pollUntil(() => at.state === 'down');
    await expect(at.hangup(input.channelId)).rejects.toThrow('down');
    await real.restart();
    await pollUntil(() => at.state === 'up');
    expect(heard.connections).toEqual(['down', 'up']);
    expect(await at.listChannels()).toEqual([]);
    expect(await at.originate(input)).toEqual({ outcome: 'duplicate' });
    expect(await at.reachable(['seat0001'])).toEqual(new Set(['seat0001']));
    const again = call(real.number('20'));
    expect(await at.originate(again)).toEqual({ outcome: 'accepted' });
    await pollUntil(() => heard.has(again.channelId, 'answered'));
    expect(heard.has(input.channelId, 'ended')).toBe(false);
  });
});
