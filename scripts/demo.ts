// npm run -s demo -- --list FILE: the whole product on a fresh database in a temporary folder, one broadcast task over a list, a summary.
import { statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { micros } from '@yunhu/db/billing';
import { freePort } from './embedded/ports.ts';
import { removePostgres } from './embedded/postgres.ts';
import { makeTemporaryFolder } from './embedded/temporary-folder.ts';
import { logIn } from './demo/client.ts';
import { demoLogins, furnishDemonstration } from './demo/demonstration.ts';
import { type DemoSummary, type ListCounts, readSummary } from './demo/summary.ts';
import { convertVoice, makeChime } from './demo/voice.ts';
import { type Stack, startStack } from './stack/stack.ts';

const prices = { customer: micros(138_000n), subAgent: micros(110_000n), agent: micros(90_000n) };
const password = 'yunhu-demo';
const pollMs = 1000;
const usage =
  'npm run -s demo -- --list FILE [--audio FILE] [--switch asterisk|simulator] [--seats 5] [--channels 100] [--json]';

interface Arguments {
  readonly list: string;
  readonly audio: string | undefined;
  readonly switch: 'auto' | 'asterisk' | 'simulator';
  readonly seats: number;
  readonly channels: number;
  readonly json: boolean;
}

interface Task {
  readonly id: string;
  readonly state: string;
  readonly stateReason: string | null;
  readonly counters: Readonly<Record<'total' | 'waiting' | 'attempts' | 'answered' | 'talking' | 'dialing', number>>;
}

const tell = (sentence: string): void => void process.stderr.write(`${sentence}\n`);

function readArguments(): Arguments {
  const { values } = parseArgs({
    options: {
      list: { type: 'string' },
      audio: { type: 'string' },
      switch: { type: 'string', default: 'auto' },
      seats: { type: 'string', default: '5' },
      channels: { type: 'string', default: '100' },
      json: { type: 'boolean', default: false },
    },
  });
  const whole = (name: 'seats' | 'channels', max: number): number => {
    const number = Number(values[name]);
    if (!Number.isInteger(number) || number < 1 || number > max)
      throw new Error(`--${name} is a whole number from 1 to ${max}.`);
    return number;
  };
  if (values.list === undefined) throw new Error(`name the list of numbers: ${usage}`);
  if (statSync(values.list, { throwIfNoEntry: false })?.isFile() !== true)
    throw new Error(`there is no file ${values.list}.`);
  const wanted = values.switch;
  if (wanted !== 'auto' && wanted !== 'asterisk' && wanted !== 'simulator')
    throw new Error('--switch is asterisk or simulator.');
  return {
    list: values.list,
    audio: values.audio,
    switch: wanted,
    seats: whole('seats', 100),
    channels: whole('channels', 1000),
    json: values.json,
  };
}

async function runDemo(options: Arguments, dataDir: string, signal: AbortSignal): Promise<DemoSummary> {
  const voice = options.audio === undefined ? makeChime() : await convertVoice(options.audio);
  const startedAt = performance.now();
  const stack = await startStack({
    settings: { dataDir, port: await freePort(), databaseUrl: undefined, switch: options.switch, ari: undefined },
    furnish: (record, secrets, objects) =>
      furnishDemonstration(record, secrets, objects, {
        voice,
        seats: options.seats,
        channels: options.channels,
        prices,
        flow: {
          plays: 1,
          keys: { '1': 'transfer', '9': 'opt_out' },
          callTimeoutSeconds: 15,
          retries: 0,
          keyWaitSeconds: 5,
          seatWaitSeconds: 20,
        },
        password,
      }),
    onProgress: tell,
    signal,
  });
  try {
    tell(`switch: ${stack.switch.kind} — ${stack.switch.reason}`);
    const counts = await runTask(stack, options, signal);
    const wallSeconds = Math.round((performance.now() - startedAt) / 100) / 10;
    return await readSummary(stack.record, counts, prices, wallSeconds);
  } finally {
    await stack.stop();
  }
}

/** Creates the task, uploads the list, starts it and waits for its end. */
async function runTask(stack: Stack, options: Arguments, signal: AbortSignal): Promise<ListCounts> {
  const api = await logIn(stack.url, demoLogins.customer, password);
  const [flows, callerIds] = await Promise.all([
    api.get<{ items: { id: string }[] }>('/telephony/flows'),
    api.get<{ items: { id: string; state: string }[] }>('/telephony/caller-ids'),
  ]);
  const created = await api.post<Task>('/tasks', {
    name: path.basename(options.list).slice(0, 100),
    flowId: flows.items[0]?.id,
    callerIdId: callerIds.items.find((callerId) => callerId.state === 'approved')?.id,
    sendRatioPercent: Math.ceil((100 * options.channels) / options.seats),
  });
  const fileName = encodeURIComponent(path.basename(options.list));
  const counts = await api.upload<ListCounts>(`/tasks/${created.id}/lists?fileName=${fileName}`, options.list);
  tell(
    `list: ${counts.lines} lines, ${counts.accepted} accepted, ${counts.duplicates} duplicates, ${counts.invalid} invalid, ${counts.overLimit} over the limit`,
  );
  if (counts.accepted === 0) return counts;
  await api.post(`/tasks/${created.id}/start`);
  for (;;) {
    const failure = await Promise.race([stack.failed, sleep(pollMs, undefined, { signal })]);
    if (failure !== undefined) throw new Error(failure);
    const task = await api.get<Task>(`/tasks/${created.id}`);
    const { total, waiting, attempts, answered, talking } = task.counters;
    tell(`${task.state}: ${attempts} of ${total} called, ${answered} answered, ${talking} talking, ${waiting} waiting`);
    if (task.state === 'finished') return counts;
    if (task.state !== 'running')
      throw new Error(`the task is ${task.state} (${task.stateReason ?? 'no reason given'}).`);
  }
}

function print(summary: DemoSummary, json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(summary)}\n`);
    return;
  }
  for (const [name, value] of Object.entries(summary)) {
    process.stdout.write(`${name.padEnd(16)} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}\n`);
  }
}

async function main(): Promise<void> {
  const options = readArguments();
  const dataDir = makeTemporaryFolder('yunhu-demo');
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => stopping.abort(new Error(`stopped by ${signal}`)));
  }
  try {
    print(await runDemo(options, dataDir, stopping.signal), options.json);
  } catch (error) {
    throw stopping.signal.aborted ? stopping.signal.reason : error;
  } finally {
    await removePostgres(path.join(dataDir, 'postgres'));
    await rm(dataDir, { recursive: true, force: true });
  }
}

try {
  await main();
} catch (error) {
  tell(`The demonstration failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
