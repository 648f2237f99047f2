// `npm start` as a person uses it: it sets up, stops on Ctrl-C, finds its data again, comes back after a kill, and says what is wrong.
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { freePort } from '@yunhu/scripts/embedded/ports';
import { removePostgres } from '@yunhu/scripts/embedded/postgres';
import { makeTemporaryFolder } from '@yunhu/scripts/embedded/temporary-folder';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const limitMs = 180_000;
let dataDir: string;
let port: number;

beforeAll(async () => {
  dataDir = makeTemporaryFolder('yunhu-start-test');
  port = await freePort();
});
afterAll(async () => {
  await removePostgres(path.join(dataDir, 'postgres'));
  await rm(dataDir, { recursive: true, force: true });
});

interface Started {
  readonly process: ChildProcess;
  readonly exit: Promise<number | null>;
  said(): string;
  /** Resolves when the words were said, rejects when the process ended without them. */
  saying(words: string): Promise<void>;
}

function start(script = 'start'): Started {
  const child = spawn(process.execPath, ['scripts/bootstrap.mjs', 'run', `scripts/${script}.ts`], {
    cwd: root,
    env: { ...process.env, YUNHU_DATA_DIR: dataDir, PORT: String(port), SWITCH: 'simulator' },
  });
  let text = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      for (const listener of listeners) listener();
    });
  }
  const exit = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => {
      resolve(code);
      for (const listener of listeners) listener();
    });
  });
  const saying = (words: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (text.includes(words)) resolve();
        else if (child.exitCode !== null || child.signalCode !== null) reject(new Error(text));
      };
      listeners.add(look);
      look();
    });
  return { process: child, exit, said: () => text, saying };
}

async function logsIn(): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ loginName: 'lanhai', password: 'yunhu-demo' }),
  });
  return answer.ok;
}

const processOf = async (): Promise<number> => {
  return Number(await readFile(path.join(dataDir, 'start.pid'), 'utf8'));
};

it(
  'starts, stops on Ctrl-C, finds its data again, recovers from SIGKILL, and empties on reset',
  async () => {
    const first = start();
    await first.saying('Yunhu runs at');
    expect(first.said()).toContain('switch: simulator — simulated, no real calls: SWITCH=simulator asked for it');
    expect(await logsIn()).toBe(true);
    const refused = start('reset');
    expect(await refused.exit).toBe(1);
    expect(refused.said()).toContain('Yunhu is running');
    first.process.kill('SIGINT');
    expect(await first.exit).toBe(0);

    const second = start();
    await second.saying('Yunhu runs at');
    expect(await logsIn()).toBe(true);
    process.kill(await processOf(), 'SIGKILL');
    await second.exit;

    const third = start();
    await third.saying('Yunhu runs at');
    expect(await logsIn()).toBe(true);
    third.process.kill('SIGINT');
    expect(await third.exit).toBe(0);

    const reset = start('reset');
    expect(await reset.exit).toBe(0);
    expect(reset.said()).toContain('is empty');
  },
  limitMs,
);

it(
  'says in a sentence that its port is taken',
  async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    const refused = start();
    expect(await refused.exit).toBe(1);
    expect(refused.said()).toContain(`port ${port} is taken by another program`);
    await new Promise((resolve) => other.close(resolve));
  },
  limitMs,
);
