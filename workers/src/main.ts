// The worker process: dials the running tasks. It may be killed at any moment; the next process of its slot takes up what it left.
import { openDatabase } from '@yunhu/db/connect';
import { openObjectStore } from '@yunhu/db/objects';
import { workerApplicationName } from '@yunhu/db/tasks';
import { systemClock } from '@yunhu/db/time';
import pino from 'pino';
import { leaseSeconds, uuidv7 } from './dialer/index.ts';
import { type Env, readEnv } from './env.ts';
import { pinoLog } from './pino-log.ts';
import { startWorker } from './start-worker.ts';
import { AsteriskSwitch, RemoteSimulatedSwitch, type Switch } from './switch/index.ts';

function makeSwitch(env: Env, logger: pino.Logger): Switch {
  if (env.SWITCH === 'simulator') return new RemoteSimulatedSwitch(env.SIMULATOR_ADDRESS);
  const { ARI_URL: url, ARI_USER: user, ARI_PASSWORD: password } = env;
  return new AsteriskSwitch({ url, user, password, app: `yunhu-${env.WORKER_SLOT}`, logger });
}

async function main(env: Env): Promise<void> {
  const logger = pino({ level: env.LOG_LEVEL, base: { process: 'worker', slot: env.WORKER_SLOT } });
  const log = pinoLog(logger);
  const workerId = uuidv7();
  const database = openDatabase({
    appUrl: env.APP_DATABASE_URL,
    platformUrl: env.PLATFORM_DATABASE_URL,
    maxConnections: env.DATABASE_CONNECTIONS,
    applicationName: workerApplicationName(workerId),
    idleInTransactionSeconds: leaseSeconds,
  });
  const worker = await startWorker({
    database,
    switch: makeSwitch(env, logger),
    clock: systemClock,
    log,
    workerId,
    slot: env.WORKER_SLOT,
    switchReason: env.SWITCH_REASON,
    audioDir: env.AUDIO_DIR,
    audioBytes: env.AUDIO_BYTES,
    objects: await openObjectStore(env),
    sliceSeconds: env.HOLD_SLICE_SECONDS,
  });
  let ending: Promise<void> | undefined;
  const end = (reason: string, code: number): void => {
    ending ??= (async () => {
      log.info('worker.stopping', { reason });
      await worker.stop();
      await database.close();
      process.exit(code);
    })();
  };
  process.once('SIGTERM', () => end('SIGTERM', 0));
  process.once('SIGINT', () => end('SIGINT', 0));
  // A supervisor that is gone leaves nobody who would stop this process.
  process.once('disconnect', () => end('disconnect', 0));
  void worker.replaced.then(() => end('replaced by another controller of the switch', 1));
}

try {
  await main(readEnv());
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
