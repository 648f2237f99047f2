import { afterEach, expect, it } from 'vitest';
import { EventRecorder } from '../event-recorder.ts';
import { pollUntil } from '../poll-until.ts';
import { SwitchDownError, type OriginateInput } from '../switch.ts';
import { AsteriskSwitch } from './asterisk-switch.ts';
import { fakeAri, type FakeAnswer, type FakeAri, type FakeRequest } from './fake-ari.ts';

const cleanup: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of cleanup.splice(0).toReversed()) await step();
});

interface Scene {
  readonly ari: FakeAri;
  readonly controller: AsteriskSwitch;
  readonly heard: EventRecorder;
}

async function scene(
  answer: (request: FakeRequest) => FakeAnswer | undefined,
  requestTimeoutMs = 5000,
): Promise<Scene> {
  const ari = await fakeAri(answer);
  cleanup.push(() => ari.close());
  const controller = new AsteriskSwitch({ url: ari.url, user: 'u', password: 'p', app: 'test', requestTimeoutMs });
  cleanup.push(() => controller.close());
  const heard = new EventRecorder();
  await controller.connect(heard);
  return { ari, controller, heard };
}

const call = (change: Partial<OriginateInput> = {}): OriginateInput => ({
  channelId: 'c1',
  destination: { kind: 'trunk', trunk: 'carrier', number: '13800000000' },
  callerId: '02150000000',
  ringTimeoutSeconds: 15,
  maxAnsweredSeconds: 60,
  tag: 'tag',
  ...change,
});

const silentOn =
  (method: string, start: string) =>
  (request: FakeRequest): FakeAnswer | undefined =>
    request.method === method && request.uri.startsWith(start) ? 'silence' : undefined;
const accepting = ({ method, uri }: FakeRequest): FakeAnswer | undefined =>
  method === 'POST' && uri === 'channels' ? { status: 200, body: {} } : undefined;

const at = '2026-11-22T00:44:19.272+0000';
const event = (type: string, fields: object): string => JSON.stringify({ type, timestamp: at, ...fields });

it('knows no outcome of a call whose reply the connection took along, and does not dial it again', async () => {
  const { ari, controller } = await scene(silentOn('POST', 'channels'));
  const outcome = controller.originate(call());
  await pollUntil(() => ari.requests.includes('POST channels'));
  ari.drop();
  expect(await outcome).toEqual({ outcome: 'unknown' });
  await pollUntil(() => controller.state === 'up');
  expect(await controller.originate(call())).toEqual({ outcome: 'duplicate' });
  expect(ari.requests.filter((request) => request === 'POST channels')).toHaveLength(1);
});

it('knows no outcome of a call whose reply does not come in time', async () => {
  const { controller } = await scene(silentOn('POST', 'channels'), 50);
  expect(await controller.originate(call())).toEqual({ outcome: 'unknown' });
});

it('rejects every waiting verb when the connection breaks', async () => {
  const { ari, controller } = await scene((request) => silentOn('DELETE', '')(request));
  const verbs = [controller.hangup('c1'), controller.stopPlay('p1')];
  const outcomes = Promise.allSettled(verbs);
  await pollUntil(() => ari.requests.filter((request) => request.startsWith('DELETE')).length === 2);
  ari.drop();
  for (const outcome of await outcomes) {
    expect(outcome.status === 'rejected' && outcome.reason).toBeInstanceOf(SwitchDownError);
  }
});

it('may dial again what the switch refused', async () => {
  let refuse = true;
  const { controller } = await scene((request) =>
    refuse && request.uri === 'channels' && request.method === 'POST'
      ? { status: 500, body: { error: 'Allocation failed' } }
      : accepting(request),
  );
  expect(await controller.originate(call())).toEqual({
    outcome: 'refused',
    reason: 'the switch answered 500: Allocation failed',
  });
  refuse = false;
  expect(await controller.originate(call())).toEqual({ outcome: 'accepted' });
});

it('dials no destination that could name a second one, and asks the switch nothing', async () => {
  const { ari, controller } = await scene(accepting);
  const numbers = ['', '138&PJSIP/1', '138@other', '1 2', 'abc'];
  for (const number of numbers) {
    const input = call({ destination: { kind: 'trunk', trunk: 'carrier', number } });
    expect(await controller.originate(input)).toMatchObject({ outcome: 'refused' });
  }
  const extension = call({ destination: { kind: 'extension', sipId: 'a&PJSIP/b' } });
  expect(await controller.originate(extension)).toMatchObject({ outcome: 'refused' });
  expect(await controller.originate(call({ callerId: '" <1>' }))).toMatchObject({ outcome: 'refused' });
  expect(await controller.originate(call({ ringTimeoutSeconds: 0 }))).toMatchObject({ outcome: 'refused' });
  expect(await controller.originate(call({ maxAnsweredSeconds: Number.NaN }))).toMatchObject({ outcome: 'refused' });
  expect(ari.requests.filter((request) => request.startsWith('POST'))).toEqual([]);
});

it('passes over garbage and hears what comes after it', async () => {
  const { ari, controller, heard } = await scene(accepting);
  await controller.originate(call());
  const garbage = [
    'not json',
    '[]',
    'null',
    '{"type":7}',
    '{"type":"StasisStart"}',
    event('StasisStart', { channel: null }),
    event('ChannelDestroyed', { channel: { id: 'c1' }, cause: 'none' }),
    JSON.stringify({ type: 'ChannelDestroyed', channel: { id: 'c1' }, cause: 16, timestamp: 'yesterday' }),
    event('PlaybackFinished', { playback: { id: 'p', target_uri: 'bridge:b', state: 'done' } }),
    JSON.stringify({ type: 'RESTResponse', request_id: 'never asked', status_code: 200 }),
    JSON.stringify({ type: 'SomethingNew', channel: { id: 'c1' } }),
  ];
  for (const text of garbage) ari.say(text);
  ari.say(event('Dial', { dialstatus: 'RINGING', peer: { id: 'c1' } }));
  await pollUntil(() => heard.has('c1', 'ringing'));
  expect(heard.types('c1')).toEqual(['ringing']);
  expect(controller.state).toBe('up');
});

it('tells each step once and nothing after the end, however often the switch says it', async () => {
  const { ari, controller, heard } = await scene(accepting);
  await controller.originate(call());
  const steps = [
    event('Dial', { dialstatus: '', peer: { id: 'c1' } }),
    event('Dial', { dialstatus: 'PROGRESS', peer: { id: 'c1' } }),
    event('Dial', { dialstatus: 'RINGING', peer: { id: 'c1' } }),
    event('Dial', { dialstatus: 'ANSWER', peer: { id: 'c1' } }),
    event('StasisStart', { channel: { id: 'c1', channelvars: { YUNHU_MAX: '60' } } }),
    event('Dial', { dialstatus: 'RINGING', peer: { id: 'c1' } }),
    event('ChannelDestroyed', { channel: { id: 'c1' }, cause: 0 }),
  ];
  for (const text of [...steps, ...steps]) ari.say(text);
  ari.say(event('ChannelDtmfReceived', { channel: { id: 'c1' }, digit: '1' }));
  ari.say(event('Dial', { dialstatus: 'RINGING', peer: { id: 'c2' } }));
  await pollUntil(() => heard.has('c2', 'ringing'));
  expect(heard.types('c1')).toEqual(['ringing', 'answered', 'ended']);
  // Asterisk's 0, where it cut the call itself, is no cause of Q.850.
  expect(heard.only('c1', 'ended')).toMatchObject({ cause: 16, at: new Date('2026-11-22T00:44:19.272Z') });
});

it('sets the authorised seconds before anybody can ask for a play', async () => {
  const { ari, controller, heard } = await scene(accepting);
  await controller.originate(call());
  ari.say(event('StasisStart', { channel: { id: 'c1', channelvars: { YUNHU_MAX: '60' } } }));
  await pollUntil(() => heard.has('c1', 'answered'));
  await controller.play('c1', 'p1', { sha256: '', path: '/a b/c.ulaw', durationMs: 1 });
  const asked = ari.requests.filter((request) => request.startsWith('POST channels/c1'));
  expect(asked).toEqual([
    'POST channels/c1/variable?variable=TIMEOUT%28absolute%29&value=59.750',
    'POST channels/c1/play/p1?media=sound%3A%2Fa+b%2Fc',
  ]);
});

it('tells an answer that came while nobody listened to the channel before its end', async () => {
  const { ari, controller, heard } = await scene(accepting);
  await controller.originate(call());
  ari.say(event('Dial', { dialstatus: 'ANSWER', peer: { id: 'c1' } }));
  ari.say(event('ChannelDestroyed', { channel: { id: 'c1' }, cause: 16, tech_cause: 200 }));
  await pollUntil(() => heard.has('c1', 'ended'));
  expect(heard.types('c1')).toEqual(['answered', 'ended']);
  expect(heard.only('c1', 'ended').sipStatus).toBeUndefined();
});

it('does not take the SIP status that Asterisk makes of our own hang-up for the carrier`s', async () => {
  const { ari, controller, heard } = await scene((request) =>
    request.method === 'DELETE' ? { status: 204 } : accepting(request),
  );
  await controller.originate(call());
  await controller.hangup('c1', 21);
  ari.say(event('ChannelDestroyed', { channel: { id: 'c1' }, cause: 21, tech_cause: 403 }));
  await pollUntil(() => heard.has('c1', 'ended'));
  expect(heard.only('c1', 'ended')).toMatchObject({ cause: 21 });
  expect(heard.only('c1', 'ended').sipStatus).toBeUndefined();
});

it('yields for good to a controller that took its application over', async () => {
  const { ari, controller, heard } = await scene(accepting);
  ari.say(JSON.stringify({ type: 'ApplicationReplaced', application: 'test' }));
  await pollUntil(() => controller.state === 'replaced');
  expect(heard.connections).toEqual(['replaced']);
  expect(await controller.originate(call())).toMatchObject({ outcome: 'refused' });
  await expect(controller.listChannels()).rejects.toBeInstanceOf(SwitchDownError);
  expect(ari.requests.filter((request) => request.startsWith('PUT'))).toHaveLength(1);
});

it('says why it cannot connect', async () => {
  const nobody = new AsteriskSwitch({
    url: 'http://127.0.0.1:9',
    user: 'u',
    password: 'p',
    app: 'test',
    connectTimeoutMs: 1,
  });
  await expect(nobody.connect(new EventRecorder())).rejects.toThrow(/cannot be reached.*ECONNREFUSED/);
  const ari = await fakeAri(({ method }) => (method === 'PUT' ? { status: 404 } : undefined));
  cleanup.push(() => ari.close());
  const unwelcome = new AsteriskSwitch({ url: ari.url, user: 'u', password: 'p', app: 'test', connectTimeoutMs: 1 });
  await expect(unwelcome.connect(new EventRecorder())).rejects.toThrow('event filter');
});
