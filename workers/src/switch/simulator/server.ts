/**
 * The simulator as a process of its own, so that a controller can be killed and its calls live on, as with a real switch.
 * Once it listens it prints one line: {"event":"simulator.listening","address":{"port":…}} or {"path":…}.
 */
import { scaledClock } from '@yunhu/db/time';
import { fileCarrierLog } from './carrier-log.ts';
import { readSimulatorEnv, type SimulatorEnv } from './env.ts';
import { SimulatedExchange } from './exchange.ts';
import { demoSeats } from './seat-behaviour.ts';
import { serveSimulator } from './serve.ts';

async function main(env: SimulatorEnv): Promise<void> {
  const exchange = new SimulatedExchange({
    clock: scaledClock(env.speed),
    seats: demoSeats(env.seats),
    ...(env.carrierLog === undefined ? {} : { carrierLog: fileCarrierLog(env.carrierLog) }),
  });
  const running = await serveSimulator(exchange, env.address);
  process.stdout.write(`${JSON.stringify({ event: 'simulator.listening', address: running.address })}\n`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void running.close());
  // A supervisor that is gone leaves nobody who would stop this process.
  process.once('disconnect', () => void running.close());
}

try {
  await main(readSimulatorEnv());
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
