import { createHmac } from 'node:crypto';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { openFolderStore } from '@yunhu/db/objects';
import { startTestApi, type TestApi, testPassword } from '@yunhu/tests/api';
import { createTestTenant, equipCustomer } from '@yunhu/tests/customer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Env, readEnv } from './env.ts';
import { createLog } from './http/log.ts';
import { task } from './schemas.ts';
import { type RunningApi, serveApi } from './serve.ts';

const log = createLog('silent', 'api');
let behind: TestApi;
let root: string;
let env: Env;
let api: RunningApi;

beforeAll(async () => {
  behind = await startTestApi();
  root = await mkdtemp(path.join(tmpdir(), 'yunhu-web-'));
  await mkdir(path.join(root, 'dist/assets'), { recursive: true });
  await writeFile(path.join(root, 'dist/index.html'), '<!doctype html><title>Yunhu</title>');
  await writeFile(path.join(root, 'dist/assets/app-1a2b.js'), 'export {};');
  await writeFile(path.join(root, 'secret.txt'), 'not for the web');
  env = readEnv({
    PORT: '0',
    APP_DATABASE_URL: behind.urls.app,
    PLATFORM_DATABASE_URL: behind.urls.platform,
    WEB_DIST: path.join(root, 'dist'),
    OBJECTS_DIR: path.join(root, 'objects'),
  });
  api = await serveApi(env, log);
});

afterAll(async () => {
  await api.stop();
  await behind.stop();
  await rm(root, { recursive: true });
});

const page = (at: string) => fetch(`${api.url}${at}`, { headers: { accept: 'text/html' } });

/** A path as it stands: fetch would tidy it up first. */
const rawGet = (target: string) =>
  new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
    const sent = request(
      { port: api.port, host: '127.0.0.1', path: target, headers: { accept: 'text/html' } },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode, text }));
      },
    );
    sent.on('error', reject).end();
  });

describe('the built pages', () => {
  test.each(['/', '/tasks/7', '/ledger?kind=top_up'])(
    '%s is the application, under a strict policy and never cached',
    async (at) => {
      const response = await page(at);
      expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('<title>Yunhu')]);
      const policy = response.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).not.toMatch(/unsafe|\*/);
      expect(response.headers.get('cache-control')).toBe('no-cache');
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    },
  );

  test('an asset may be kept for ever; one that is gone is 404, not the application', async () => {
    const asset = await page('/assets/app-1a2b.js');
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(asset.headers.get('content-type')).toContain('text/javascript');
    expect((await page('/assets/gone-3c4d.js')).status).toBe(404);
    expect((await page('/v1/gone.json')).status).toBe(404);
  });

  test.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/%00.txt',
    '/%c0%ae/secret.txt',
  ])('%s stays inside', async (target) => {
    const { text } = await rawGet(target);
    expect(text).not.toContain('not for the web');
  });
});

test('a port that is taken is one clear sentence', async () => {
  await expect(serveApi({ ...env, PORT: api.port }, log)).rejects.toThrow(
    `Port ${api.port} on 127.0.0.1 is taken by another program; stop it or set PORT to another number.`,
  );
});

test('stopping ends open event streams, and the process is free to go', async () => {
  const customer = await createTestTenant(behind, await behind.logIn('operator'), {
    kind: 'customer',
    name: 'Bakery',
    loginName: 'bakery',
  });
  const { flowId, callerIdId } = await equipCustomer(behind, customer.id, { name: 'Sales' });
  const taskId = (await customer.client.post('/v1/tasks', { name: 'Live', flowId, callerIdId })).as(task).id;
  const second = await serveApi(env, log);
  const login = await fetch(`${second.url}/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ loginName: 'bakery', password: testPassword }),
  });
  const [opened] = await behind.behind`select address, user_agent from sessions order by id desc limit 1`;
  expect(opened).toEqual({ address: '127.0.0.1', user_agent: 'node' });
  const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? '';
  const stream = await fetch(`${second.url}/v1/tasks/${taskId}/events`, { headers: { cookie } });
  expect(stream.status).toBe(200);
  const reader = stream.body?.getReader();
  expect((await reader?.read())?.done).toBe(false);
  const stopped = second.stop();
  let last: boolean | undefined;
  while (last !== true) last = (await reader?.read())?.done;
  await stopped;
  await expect(fetch(`${second.url}/healthz`)).rejects.toThrow();
});

describe('settings', () => {
  test('have a default each', () => {
    expect(readEnv({})).toMatchObject({ HOST: '127.0.0.1', PORT: 8080, TRUSTED_PROXIES: 0, LOG_LEVEL: 'info' });
  });

  test.each([
    [{ PORT: 'http' }, 'PORT'],
    [{ PORT: '70000' }, 'PORT'],
    [{ SESSION_SECRET: 'short' }, 'SESSION_SECRET'],
    [{ APP_DATABASE_URL: 'mysql://x' }, 'APP_DATABASE_URL'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL'],
  ])('%j is refused by name', (given, name) => {
    expect(() => readEnv(given)).toThrow(`The setting ${name} is wrong`);
  });
});

test('a body that does not come in time is cut off, one of a file has longer', async () => {
  const hasty = await serveApi(env, log, { headersMs: 1000, requestMs: 150, fileMs: 60_000 });
  /** Sends the beginning of a body and nothing more; settles when the connection is cut, or answers. */
  const hang = (method: string, at: string) =>
    new Promise<string>((resolve) => {
      const headers = { 'content-length': 100, 'content-type': 'application/json' };
      const sent = request({
        port: hasty.port,
        host: '127.0.0.1',
        path: at,
        method,
        headers,
      });
      sent.on('error', () => resolve('cut'));
      sent.on('response', ({ statusCode }) => resolve(`answered ${statusCode}`));
      sent.write('{');
    });
  try {
    expect(await hang('POST', '/v1/session')).toBe('cut');
    // Its address is no good, which is said while the rest is still to come.
    expect(await hang('PUT', '/v1/objects/nobody-signed-this')).toMatch(/^answered 4/);
  } finally {
    await hasty.stop();
  }
});

test('files stay at addresses that the secret before has signed, as long as it is set', async () => {
  const [secret, previous] = ['new '.repeat(12), 'old '.repeat(12)];
  const signingKey = createHmac('sha256', previous).update('addresses of files').digest();
  const store = await openFolderStore(env.OBJECTS_DIR, { signingKeys: [signingKey] });
  const key = `tenant/${crypto.randomUUID()}/audio/a`;
  await store.put(key, Readable.from(['hello']), { maxBytes: 5 });
  const url = await store.presignGet(key, { expiresSeconds: 60, contentType: 'a/b', disposition: 'attachment' });
  const statuses = [];
  for (const secrets of [{ SESSION_SECRET: secret, SESSION_SECRET_PREVIOUS: previous }, { SESSION_SECRET: secret }]) {
    const renewed = await serveApi({ ...env, ...secrets }, log);
    statuses.push((await fetch(`${renewed.url}${url}`)).status);
    await renewed.stop();
  }
  expect(statuses).toEqual([200, 403]);
});
