// Everything of the product on one machine, started and stopped in order: record → demonstration → switch → worker, jobs → API.
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ObjectStore, openObjectStore, parseObjectSettings } from '@yunhu/db/objects';
import { portIsFree } from '../embedded/ports.ts';
import { buildWeb } from './build-web.ts';
import { openRecord, type StackRecord } from './record.ts';
import { openSecrets, type Secrets } from './secrets.ts';
import type { StackSettings } from './settings.ts';
import { supervise, type Supervised } from './supervise.ts';
import { type Phone, type RunningSwitch, startSwitch } from './switch.ts';

/** What stands in the record before anything dials: made on the first start, found on the next. */
export interface Furnishing {
  readonly phones: readonly Phone[];
  /** Told where the demonstration's carrier listens. */
  setCarrierPort(port: number): Promise<void>;
}

export interface StackOptions {
  readonly settings: StackSettings;
  /** Fills the record, and its files. */
  readonly furnish: (record: StackRecord, secrets: Secrets, objects: ObjectStore) => Promise<Furnishing>;
  readonly onProgress: (sentence: string) => void;
  /** Stops a start that is under way. */
  readonly signal: AbortSignal;
}

export interface Stack {
  readonly url: string;
  readonly record: StackRecord;
  readonly switch: RunningSwitch;
  readonly worker: Supervised;
  readonly jobs: Supervised;
  /** Settles with a sentence when a part ended that cannot be started again. */
  readonly failed: Promise<string>;
  /** Stops everything in order; may be called again. */
  stop(): Promise<void>;
}

const root = path.resolve(import.meta.dirname, '../..');
const readyLimitMs = 30_000;
const readyPollMs = 100;

/** Starts everything; when one part cannot start, stops what was started and throws its sentence. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { settings, onProgress, signal } = options;
  if (!(await portIsFree(settings.port))) {
    throw new Error(`port ${settings.port} is taken by another program; end that one, or set PORT to a free one.`);
  }
  const dist = await buildWeb(onProgress);
  const secrets = openSecrets(settings.dataDir);
  const audioDir = path.join(settings.dataDir, 'audio');
  const started: (() => Promise<void>)[] = [];
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= stopInOrder(started));
  try {
    const record = await openRecord(settings.dataDir, settings.databaseUrl, secrets.roles);
    started.push(() => record.stop());
    signal.throwIfAborted();
    const furnishing = await options.furnish(
      record,
      secrets,
      await openObjectStore(parseObjectSettings(objectsOf(settings))),
    );
    const runningSwitch = await startSwitch({
      settings,
      secrets,
      record,
      phones: furnishing.phones,
      onCarrierPort: (port) => furnishing.setCarrierPort(port),
      onProgress,
    });
    started.push(() => runningSwitch.stop());
    signal.throwIfAborted();
    const part = startParts(options, { record, secrets, runningSwitch, audioDir, dist });
    started.push(
      () => part.worker.stop(),
      () => part.jobs.stop(),
      () => part.api.stop(),
    );
    const url = `http://127.0.0.1:${settings.port}`;
    const databaseEnded = record.exited.then(() => 'the database ended');
    const failed = Promise.race([
      runningSwitch.died,
      part.worker.failed,
      part.jobs.failed,
      part.api.failed,
      databaseEnded,
    ]);
    await Promise.race([ready(url, signal), failed.then((sentence) => Promise.reject(new Error(sentence)))]);
    return { url, record, switch: runningSwitch, worker: part.worker, jobs: part.jobs, failed, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Ground {
  readonly record: StackRecord;
  readonly secrets: Secrets;
  readonly runningSwitch: RunningSwitch;
  readonly audioDir: string;
  /** The built pages. */
  readonly dist: string;
}

/** Our own processes: the worker that dials, the one that runs jobs, and the API. */
function startParts({ settings, onProgress }: StackOptions, ground: Ground) {
  const { record, secrets, runningSwitch, audioDir, dist } = ground;
  const roles = {
    APP_DATABASE_URL: record.appUrl,
    PLATFORM_DATABASE_URL: record.platformUrl,
    SECRETS_KEYS: settings.secretsKeys ?? secrets.keys,
  };
  const objects = objectsOf(settings);
  const logDir = path.join(settings.dataDir, 'logs');
  const start = (name: string, file: string, env: Record<string, string>): Supervised =>
    supervise({ name, file: path.join(root, file), logDir, env: { ...roles, ...env }, onRestart: onProgress });
  return {
    worker: start('worker', 'workers/src/main.ts', {
      ...objects,
      ...runningSwitch.workerEnv,
      AUDIO_DIR: audioDir,
      SWITCH_REASON: runningSwitch.reason,
    }),
    jobs: start('jobs', 'workers/src/jobs/main.ts', {
      ...objects,
      ...settings.mail,
      PUBLIC_URL: settings.api?.['PUBLIC_URL'] ?? `http://127.0.0.1:${settings.port}`,
    }),
    api: start('api', 'api/src/main.ts', {
      ...settings.api,
      ...objects,
      HOST: '127.0.0.1',
      PORT: String(settings.port),
      SESSION_SECRET: secrets.session,
      WEB_DIST: dist,
    }),
  };
}

/** Where the record's files are, as every process is told. */
function objectsOf({ dataDir, objects }: StackSettings): Record<string, string> {
  return { OBJECTS_DIR: path.join(dataDir, 'objects'), ...objects };
}

async function stopInOrder(started: (() => Promise<void>)[]): Promise<void> {
  for (const stop of started.toReversed()) await stop();
}

/** Waits until the API answers and a worker has told its switch's state. */
async function ready(url: string, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + readyLimitMs;
  for (;;) {
    signal.throwIfAborted();
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.ok === true) return;
    if (Date.now() > deadline)
      throw new Error(`the API did not become ready in ${readyLimitMs / 1000} s; see the logs folder.`);
    await sleep(readyPollMs);
  }
}
