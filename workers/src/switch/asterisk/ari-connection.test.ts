import { VirtualClock } from '@yunhu/db/time';
import { afterEach, expect, it } from 'vitest';
import { pollUntil } from '../poll-until.ts';
import { AriConnection, NoReplyError, NotSentError } from './ari-connection.ts';
import { fakeAri, type FakeAri } from './fake-ari.ts';
import { silentLogger } from './switch-logger.ts';

const limits = { openTimeoutMs: 5000, requestTimeoutMs: 1000, maxPending: 3 };
const cleanup: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanup.splice(0).toReversed()) await step();
});

interface Opened {
  readonly connection: AriConnection;
  readonly clock: VirtualClock;
  readonly isClosed: () => boolean;
}

async function open(ari: FakeAri, pingEveryMs = 1_000_000): Promise<Opened> {
  cleanup.push(() => ari.close());
  const clock = new VirtualClock();
  let closed = false;
  const handlers = { onEvent: () => {}, onClosed: () => (closed = true) };
  const address = { url: ari.url, user: 'u', password: 'p', app: 'test' };
  const connection = await AriConnection.open(address, { ...limits, pingEveryMs }, clock, handlers, silentLogger);
  cleanup.push(() => connection.close());
  return { connection, clock, isClosed: () => closed };
}

it('sends no more requests than the switch may owe replies', async () => {
  const { connection } = await open(await fakeAri(() => 'silence'));
  const owed = [1, 2, 3].map(() => connection.request('GET', 'channels').catch((error: unknown) => error));
  await expect(connection.request('GET', 'channels')).rejects.toBeInstanceOf(NotSentError);
  connection.close();
  for (const error of await Promise.all(owed)) expect(error).toBeInstanceOf(NoReplyError);
  await expect(connection.request('GET', 'channels')).rejects.toBeInstanceOf(NotSentError);
});

it('gives up a reply that does not come, and frees its place', async () => {
  const { connection, clock } = await open(await fakeAri(() => 'silence'));
  for (let round = 0; round < limits.maxPending + 1; round++) {
    const reply = connection.request('GET', 'channels').catch((error: unknown) => error);
    await clock.advance(limits.requestTimeoutMs);
    expect(await reply).toBeInstanceOf(NoReplyError);
  }
});

it('closes a socket whose peer answers no ping', async () => {
  const { clock, isClosed } = await open(await fakeAri(() => undefined, false), 400);
  await clock.advance(400);
  expect(isClosed()).toBe(false);
  await clock.advance(400);
  await pollUntil(isClosed);
});
