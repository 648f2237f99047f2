// npm start: sets everything up and runs the product on this machine until Ctrl-C.
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { hashPassword } from '@yunhu/api';
import { micros } from '@yunhu/db/billing';
import type { ObjectStore } from '@yunhu/db/objects';
import postgres from 'postgres';
import { demoLogins, furnishDemonstration } from './demo/demonstration.ts';
import { makeChime } from './demo/voice.ts';
import { createOperator } from './stack/first-operator.ts';
import type { StackRecord } from './stack/record.ts';
import type { Secrets } from './stack/secrets.ts';
import { readStackSettings } from './stack/settings.ts';
import { type Furnishing, startStack } from './stack/stack.ts';

/** Known to everybody, therefore only ever set on loopback with the embedded database. */
const demoPassword = 'yunhu-demo';
const demoSeats = 5;
const demoChannels = 100;
const demoPrices = { customer: micros(138_000n), subAgent: micros(110_000n), agent: micros(90_000n) };

const say = (sentence: string): void => void process.stdout.write(`${sentence}\n`);

let firstLogin: string | undefined;

/** The embedded database gets the demonstration; a server of one's own gets an operator, whose password is told once. */
async function furnish(record: StackRecord, secrets: Secrets, objects: ObjectStore): Promise<Furnishing> {
  if (record.embedded) {
    return furnishDemonstration(record, secrets, objects, {
      voice: makeChime(),
      seats: demoSeats,
      channels: demoChannels,
      prices: demoPrices,
      flow: { plays: 2, keys: { '1': 'transfer', '9': 'opt_out' }, callTimeoutSeconds: 30, retries: 1 },
      password: demoPassword,
    });
  }
  const admin = postgres(record.adminUrl, { max: 1 });
  try {
    const found = await admin`select from tenants limit 1`;
    if (found.length === 0) {
      const password = randomBytes(12).toString('base64url');
      await createOperator(admin, {
        name: 'Operator',
        loginName: 'operator',
        passwordHash: await hashPassword(password),
      });
      firstLogin = `operator / ${password} (told only this once)`;
    }
  } finally {
    await admin.end();
  }
  return { phones: [], setCarrierPort: async () => {} };
}

async function main(): Promise<void> {
  const settings = readStackSettings(process.env);
  mkdirSync(settings.dataDir, { recursive: true });
  const pidFile = path.join(settings.dataDir, 'start.pid');
  const stopping = new AbortController();
  const asked = new Promise<undefined>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => {
        stopping.abort(new Error(`stopped by ${signal}`));
        resolve(undefined);
      });
    }
  });
  const stack = await startStack({ settings, furnish, onProgress: say, signal: stopping.signal });
  writeFileSync(pidFile, String(process.pid));
  say(`switch: ${stack.switch.kind} — ${stack.switch.reason}`);
  if (stack.record.embedded) {
    say(
      `logins (password ${demoPassword}): ${Object.entries(demoLogins)
        .map(([level, login]) => `${login} (${level})`)
        .join(', ')}`,
    );
  }
  if (firstLogin !== undefined) say(`login: ${firstLogin}`);
  say(`Yunhu runs at ${stack.url} — Ctrl-C stops it`);

  const failure = await Promise.race([asked, stack.failed]);
  if (failure !== undefined) process.stderr.write(`${failure}\n`);
  say('stopping: API, jobs, worker, switch, database …');
  await stack.stop();
  rmSync(pidFile, { force: true });
  process.exitCode = failure === undefined ? 0 : 1;
}

try {
  await main();
} catch (error) {
  process.stderr.write(`Yunhu cannot start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
