import { VirtualClock } from '@yunhu/db/time';
import { expect, it } from 'vitest';
import { switchContract } from '../contract.ts';
import { EventRecorder } from '../event-recorder.ts';
import { MemoryCarrierLog } from './carrier-log.ts';
import { SimulatedExchange } from './exchange.ts';
import { demoSeats } from './seat-behaviour.ts';
import { SimulatedSwitch } from './simulated-switch.ts';
import { advanceUntil } from './advance-until.ts';

switchContract('the simulated switch', async () => {
  const clock = new VirtualClock();
  const carrierLog = new MemoryCarrierLog();
  const exchange = new SimulatedExchange({ clock, seats: demoSeats(['seat-1', 'seat-2']), carrierLog });
  let made = 0;
  return {
    makeSwitch: () => new SimulatedSwitch(exchange),
    trunk: 'carrier',
    callerId: '01082286688',
    number: (lastDigits) => `138${String(made++).padStart(6, '0')}${lastDigits}`,
    seats: ['seat-1', 'seat-2'],
    unregisteredSeat: 'seat-3',
    sound: async (durationMs) => ({ sha256: '0'.repeat(64), path: '/nowhere.ulaw', durationMs }),
    waitUntil: (condition) => advanceUntil(clock, condition),
    cut: () => exchange.line.admit(false),
    mend: () => exchange.line.admit(true),
    invites: (number) => carrierLog.lines.filter((line) => line.number === number).length,
    close: async () => exchange.shutDown(),
  };
});

function setUp() {
  const clock = new VirtualClock();
  const exchange = new SimulatedExchange({ clock });
  return { clock, exchange, controller: new SimulatedSwitch(exchange), recorder: new EventRecorder() };
}

const call = { callerId: '400', ringTimeoutSeconds: 60, maxAnsweredSeconds: 60, tag: '' };
const to = (number: string) => ({ kind: 'trunk', trunk: 'carrier', number }) as const;

it('tells the same story at the same instants every time', async () => {
  const stories = [];
  for (let run = 0; run < 2; run++) {
    const { clock, controller, recorder } = setUp();
    await controller.connect(recorder);
    for (let n = 0; n < 100; n++) {
      await controller.originate({ ...call, channelId: `c${n}`, destination: to(`1380013${8000 + n}`) });
    }
    await clock.advance(200_000);
    stories.push(Array.from({ length: 100 }, (_, n) => recorder.of(`c${n}`)));
  }
  expect(stories[0]).toEqual(stories[1]);
  expect(stories[0]?.flat().filter(({ type }) => type === 'ended')).toHaveLength(100);
});

it('rings one to three seconds and answers; the key comes one second later', async () => {
  const { clock, controller, recorder } = setUp();
  await controller.connect(recorder);
  const startMs = clock.nowMs();
  // Digit sums 1, 2 and 3: two, three and one seconds of ringing.
  for (const number of ['10', '11', '12']) {
    await controller.originate({ ...call, channelId: number, destination: to(number) });
  }
  await clock.advance(10_000);
  const story = (id: string) => recorder.of(id).map((event) => [event.type, event.at.getTime() - startMs]);
  const heard = (answeredMs: number) => [
    ['ringing', 20],
    ['answered', answeredMs],
    ['digit', answeredMs + 1_000],
  ];
  expect(['10', '11', '12'].map(story)).toEqual([heard(2_020), heard(3_020), heard(1_020)]);
});

it('answers a verb before it tells what the verb caused', async () => {
  const { clock, controller, recorder } = setUp();
  await controller.connect(recorder);
  await controller.originate({ ...call, channelId: 'a', destination: to('20') });
  await clock.advance(5_000);
  await controller.hangup('a');
  expect(recorder.has('a', 'ended')).toBe(false);
  await clock.advance(0);
  expect(recorder.has('a', 'ended')).toBe(true);
});

it('loses events while no controller is connected, and keeps the calls', async () => {
  const { clock, exchange, controller, recorder } = setUp();
  await controller.connect(recorder);
  await controller.originate({ ...call, channelId: 'a', destination: to('20') });
  await controller.close();
  await clock.advance(5_000);
  const next = new SimulatedSwitch(exchange);
  await next.connect(recorder);
  await clock.advance(1_000);
  expect(recorder.of('a')).toEqual([]);
  expect(await next.listChannels()).toMatchObject([{ channelId: 'a', state: 'up' }]);
});
