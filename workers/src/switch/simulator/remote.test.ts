import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { z } from 'zod';
import { switchContract } from '../contract.ts';
import { EventRecorder } from '../event-recorder.ts';
import { severableProxy } from '../severable-proxy.ts';
import { pollUntil } from '../poll-until.ts';
import { SwitchDownError } from '../switch.ts';
import { RemoteSimulatedSwitch } from './remote.ts';
import { spawnSimulator } from './spawn-simulator.ts';
import { encodeRequest } from './wire.ts';

const logLine = z.object({ at: z.string(), number: z.string(), callerId: z.string(), channelId: z.string() });

function readCarrierLog(path: string) {
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => logLine.parse(JSON.parse(line)));
}

switchContract('the simulator as a process of its own', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'simulator-'));
  const log = join(folder, 'carrier.log');
  const env = { SIMULATOR_SEATS: 'seat-1,seat-2', SIMULATOR_CARRIER_LOG: log, SIMULATOR_SPEED: '10' };
  const simulator = await spawnSimulator(env);
  const proxy = await severableProxy('port' in simulator.address ? simulator.address.port : 0);
  let made = 0;
  return {
    makeSwitch: () => new RemoteSimulatedSwitch({ port: proxy.port }),
    trunk: 'carrier',
    callerId: '01082286688',
    number: (lastDigits) => `138${String(made++).padStart(6, '0')}${lastDigits}`,
    seats: ['seat-1', 'seat-2'],
    unregisteredSeat: 'seat-3',
    sound: async (durationMs) => ({ sha256: '0'.repeat(64), path: '/nowhere.ulaw', durationMs }),
    waitUntil: pollUntil,
    cut: () => proxy.cut(),
    mend: () => proxy.mend(),
    invites: (number) => readCarrierLog(log).filter((line) => line.number === number).length,
    close: async () => {
      await proxy.close();
      await simulator.stop();
      rmSync(folder, { recursive: true });
    },
  };
});

const cleanUp: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).toReversed()) await step();
});

const toSeat = (channelId = randomUUID()) => ({
  channelId,
  destination: { kind: 'extension', sipId: 'seat-1' } as const,
  callerId: '400',
  ringTimeoutSeconds: 60,
  maxAnsweredSeconds: 600,
  tag: '',
});

/** A server that admits the controller and then keeps every further request unanswered. */
async function mutedServer(): Promise<{ port: number; sockets: Set<Socket>; asked: string[] }> {
  const sockets = new Set<Socket>();
  const asked: string[] = [];
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      const text = chunk.toString();
      if (text.includes('"attach"')) socket.write(`${JSON.stringify({ reply: 0, value: 'attached' })}\n`);
      else asked.push(text);
    });
  });
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
  cleanUp.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return { port: address !== null && typeof address === 'object' ? address.port : 0, sockets, asked };
}

it('answers unknown to a dial, and throws for another verb, when the connection breaks before the reply', async () => {
  const { port, sockets, asked } = await mutedServer();
  const controller = new RemoteSimulatedSwitch({ port });
  cleanUp.push(() => controller.close());
  await controller.connect(new EventRecorder());
  const dialed = controller.originate(toSeat());
  const hungUp = controller.hangup('a').catch((error: unknown) => error);
  await pollUntil(() => asked.join('').includes('hangup'));
  for (const socket of sockets) socket.destroy();
  expect(await dialed).toEqual({ outcome: 'unknown' });
  expect(await hungUp).toBeInstanceOf(SwitchDownError);
});

it('gives up a connection that no longer answers', async () => {
  const { port } = await mutedServer();
  const controller = new RemoteSimulatedSwitch({ port }, { replyTimeoutMs: 100 });
  const recorder = new EventRecorder();
  cleanUp.push(() => controller.close());
  await controller.connect(recorder);
  expect(await controller.originate(toSeat())).toEqual({ outcome: 'unknown' });
  await pollUntil(() => recorder.connections.includes('down'));
});

it('ends the connection on a reply that is not of the protocol', async () => {
  const { port, sockets } = await mutedServer();
  const controller = new RemoteSimulatedSwitch({ port });
  cleanUp.push(() => controller.close());
  await controller.connect(new EventRecorder());
  const dialed = controller.originate(toSeat());
  for (const socket of sockets) socket.write('HTTP/1.1 200 OK\n');
  expect(await dialed).toEqual({ outcome: 'unknown' });
});

it('says in time that no simulator answers', async () => {
  const controller = new RemoteSimulatedSwitch({ port: 1 }, { connectTimeoutMs: 100 });
  await expect(controller.connect(new EventRecorder())).rejects.toBeInstanceOf(SwitchDownError);
  expect(await controller.originate(toSeat())).toMatchObject({ outcome: 'refused' });
});

it('keeps calls alive while controllers come and go, and loses them with the process only', async () => {
  const simulator = await spawnSimulator();
  cleanUp.push(() => simulator.stop());
  const first = new RemoteSimulatedSwitch(simulator.address);
  await first.connect(new EventRecorder());
  const call = toSeat();
  expect(await first.originate(call)).toEqual({ outcome: 'accepted' });
  await first.close();
  const second = new RemoteSimulatedSwitch(simulator.address);
  cleanUp.push(() => second.close());
  const recorder = new EventRecorder();
  await second.connect(recorder);
  expect((await second.listChannels()).map(({ channelId }) => channelId)).toEqual([call.channelId]);
  expect(await second.originate(call)).toEqual({ outcome: 'duplicate' });
  simulator.process.kill('SIGKILL');
  await pollUntil(() => recorder.connections.includes('down'));
  await expect(second.listChannels()).rejects.toBeInstanceOf(SwitchDownError);
});

it('carries out nothing of a connection that sends what is not of the protocol', async () => {
  const simulator = await spawnSimulator();
  cleanUp.push(() => simulator.stop());
  const controller = new RemoteSimulatedSwitch(simulator.address);
  cleanUp.push(() => controller.close());
  const recorder = new EventRecorder();
  await controller.connect(recorder);
  // Ring time-outs beyond 300 s are not of the protocol.
  expect(await controller.originate({ ...toSeat(), ringTimeoutSeconds: 301 })).toEqual({ outcome: 'unknown' });
  await pollUntil(() => recorder.connections.join() === 'down,up');
  expect(await controller.listChannels()).toEqual([]);
});

it('carries out nothing of a connection that was never the controller', async () => {
  const simulator = await spawnSimulator();
  cleanUp.push(() => simulator.stop());
  const controller = new RemoteSimulatedSwitch(simulator.address);
  cleanUp.push(() => controller.close());
  await controller.connect(new EventRecorder());
  const stranger = connect({ host: '127.0.0.1', port: 'port' in simulator.address ? simulator.address.port : 0 });
  stranger.write(encodeRequest({ request: 0, call: { verb: 'originate', input: toSeat() } }));
  await once(stranger, 'close');
  expect(await controller.listChannels()).toEqual([]);
  expect(controller.state).toBe('up');
});

it('says why it cannot start', async () => {
  await expect(spawnSimulator({ SIMULATOR_LISTEN: 'elsewhere' })).rejects.toThrow(/SIMULATOR_LISTEN/);
});
