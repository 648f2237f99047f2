import { OpenAPIHono } from '@hono/zod-openapi';
import { DomainError } from '@yunhu/db';
import { VirtualClock } from '@yunhu/db/time';
import { startTestApi, type TestApi, type TestClient } from '@yunhu/tests/api';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { problem } from '../schemas.ts';
import { answerError } from './answer-error.ts';
import { type Answers, setAnswerHeaders } from './answer-headers.ts';
import { declare, refuseUndeclaredRoutes } from './declare.ts';
import { maskNumbers } from './log.ts';
import { createPasswords } from './passwords.ts';
import type { AppEnv } from './request.ts';
import { newRoutes } from './services.ts';

let api: TestApi;
let operator: TestClient;

beforeAll(async () => {
  api = await startTestApi();
  operator = await api.logIn('operator');
});

afterAll(() => api.stop());

const post = (body: string, headers: Record<string, string>) =>
  operator.fetch('/v1/tenants', { method: 'POST', body, headers });

async function problemOf(response: Response) {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const said = problem.parse(await response.json());
  expect(said).toMatchObject({ status: response.status, type: `urn:yunhu:problem:${said.code}` });
  expect(said.requestId).toBe(response.headers.get('x-request-id'));
  return [said.status, said.code];
}

describe('every error is problem+json with a request id', () => {
  test('a body that is not JSON', async () => {
    expect(await problemOf(await post('{"name":', { 'content-type': 'application/json' }))).toEqual([
      400,
      'malformed_request',
    ]);
  });

  test.each([['text/plain'], ['application/x-www-form-urlencoded'], ['']])('a JSON body sent as %j', async (type) => {
    const headers: Record<string, string> = type === '' ? {} : { 'content-type': type };
    const body = new Blob([JSON.stringify({ name: 'x' })]);
    const response = await operator.fetch('/v1/tenants', { method: 'POST', body, headers });
    expect(await problemOf(response)).toEqual([415, 'unsupported_media_type']);
  });

  test('a body beyond the limit, also where its length is not said', async () => {
    const huge = JSON.stringify({ name: 'x'.repeat(1024 * 1024) });
    const headers = { 'content-type': 'application/json' };
    expect(await problemOf(await post(huge, { ...headers, 'content-length': String(huge.length) }))).toEqual([
      413,
      'body_too_large',
    ]);
    expect(await problemOf(await post(huge, headers))).toEqual([413, 'body_too_large']);
  });

  test('no body at all', async () => {
    const response = await operator.fetch('/v1/tenants', { method: 'POST' });
    expect(await problemOf(response)).toEqual([415, 'unsupported_media_type']);
  });

  test('a route that does not exist, and a method that a route does not have', async () => {
    expect(await problemOf(await operator.fetch('/v1/nothing'))).toEqual([404, 'not_found']);
    expect(await problemOf(await operator.fetch('/v1/session', { method: 'PUT' }))).toEqual([404, 'not_found']);
  });

  test('a bug of ours says nothing of itself', async () => {
    await api.behind`alter table wallets rename to wallets_gone`;
    const response = await operator.fetch('/v1/ledger/wallet');
    await api.behind`alter table wallets_gone rename to wallets`;
    const text = await response.clone().text();
    expect(await problemOf(response)).toEqual([500, 'internal_error']);
    expect(text).not.toMatch(/wallets|relation|select/i);
  });

  test('a database that is gone is 503, and readiness says so while the process lives', async () => {
    const gone = await startTestApi();
    await gone.database.close();
    expect(await problemOf(await gone.anonymous.fetch('/readyz'))).toEqual([503, 'unavailable']);
    expect((await gone.anonymous.get('/healthz')).status).toBe(200);
    await gone.stop();
  });
});

describe('writes from another site are refused', () => {
  test.each([
    [{ origin: 'https://evil.example' }],
    [{ origin: 'null' }],
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
  ])('%j', async (headers) => {
    const response = await operator.fetch('/v1/session', { method: 'DELETE', headers });
    expect(await problemOf(response)).toEqual([403, 'cross_origin']);
  });

  test('our own pages and programs that are no browsers may write', async () => {
    for (const headers of [{ origin: 'http://localhost', host: 'localhost', 'sec-fetch-site': 'same-origin' }, {}]) {
      const response = await operator.fetch('/v1/tenants', { method: 'POST', headers });
      expect(response.status).toBe(415);
    }
  });
});

test('the document is OpenAPI 3.1 and names the access of every route', async () => {
  const document = (await api.anonymous.get('/v1/openapi.json')).body as {
    openapi: string;
    paths: Record<string, object>;
  };
  expect(document.openapi).toBe('3.1.0');
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods) as object[]);
  expect(operations.length).toBeGreaterThan(25);
  for (const operation of operations) expect(operation).toHaveProperty('x-yunhu-access');
});

test('the document is written once, however many ask, and not sent to who has it', async () => {
  const written = vi.spyOn(api.app, 'getOpenAPI31Document');
  const answers = await Promise.all(Array.from({ length: 5 }, () => api.anonymous.fetch('/v1/openapi.json')));
  expect(written.mock.calls.length).toBeLessThanOrEqual(1);
  const [tag = ''] = answers.map(({ headers }) => headers.get('etag') ?? '');
  expect(answers.map(({ headers }) => [headers.get('etag'), headers.get('cache-control')])).toEqual(
    answers.map(() => [tag, 'no-cache']),
  );
  const again = await api.anonymous.fetch('/v1/openapi.json', { headers: { 'if-none-match': `"other", ${tag}` } });
  expect([again.status, await again.text()]).toEqual([304, '']);
  expect((await api.anonymous.fetch('/v1/openapi.json', { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  written.mockRestore();
});

test('whoever asks for readiness shares one transaction with all who ask within a second', async () => {
  const clock = new VirtualClock();
  const watched = await startTestApi({ clock });
  const transactions = vi.spyOn(watched.database, 'withPlatform');
  const ask = async () => (await watched.anonymous.get('/readyz')).status;
  const askMany = () => Promise.all(Array.from({ length: 20 }, ask));
  expect(await askMany()).toEqual(Array.from({ length: 20 }, () => 200));
  await clock.advance(999);
  await askMany();
  expect(transactions).toHaveBeenCalledTimes(1);
  await clock.advance(1);
  await askMany();
  expect(transactions).toHaveBeenCalledTimes(2);
  await watched.stop();
});

describe('an answer has the headers that its route declares, whatever its path looks like', () => {
  const app = newRoutes();
  app.onError(answerError);
  app.use(async (c, next) => {
    c.set('requestId', 'x');
    await next();
  });
  app.use(setAnswerHeaders);
  const route = (path: string, answers?: Answers) =>
    app.openapi(
      declare(
        'public',
        { method: 'get', path, responses: { 200: { description: 'x' } } },
        { ...(answers && { answers }) },
      ),
      (c) => {
        if (c.req.query('lost') !== undefined) throw new DomainError('not_found');
        return c.body('x');
      },
    );
  route('/odd', 'document');
  route('/v1/caller-id-documents/1/file');
  route('/picture', 'named-picture');
  route('/v1/branding/pictures/1');
  route('/page', { pageWithStyle: "'sha256-x'" });
  route('/v1/payments/1/receipt');
  const plain = "default-src 'none'; frame-ancestors 'none'";

  test.each([
    ['/odd', `${plain}; sandbox`, 'no-store'],
    ['/odd?lost', plain, 'no-store'],
    ['/v1/caller-id-documents/1/file', plain, 'no-store'],
    ['/picture', `${plain}; style-src 'unsafe-inline'; sandbox`, 'public, max-age=31536000, immutable'],
    ['/picture?lost', plain, 'no-store'],
    ['/v1/branding/pictures/1', plain, 'no-store'],
    ['/page', `${plain}; style-src 'sha256-x'`, 'no-store'],
    ['/v1/payments/1/receipt', plain, 'no-store'],
  ])('%s', async (path, policy, cache) => {
    const { headers } = await app.request(path);
    expect([headers.get('content-security-policy'), headers.get('cache-control')]).toEqual([policy, cache]);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });
});

test('a route without a declared access stops the process from starting', () => {
  const app = new OpenAPIHono<AppEnv>();
  app.use('*', async (_c, next) => next());
  expect(() => refuseUndeclaredRoutes(app)).not.toThrow();
  app.get('/v1/secret', (c) => c.text('all of it'));
  expect(() => refuseUndeclaredRoutes(app)).toThrow('GET /v1/secret');
});

test('a request is logged by its route and tenant, never by what was asked for', async () => {
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  const logged = await startTestApi({ log });
  const client = await logged.logIn('operator');
  await client.get('/v1/tasks/01234567-89ab-7def-8123-456789012345/targets?q=13822310487');
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
    msg: 'request.answered',
    route: '/v1/tasks/:taskId/targets',
    status: 403,
    tenantId: logged.operatorId,
  });
  expect(lines.join()).not.toMatch(/13822310487|correct horse|yunhu_session/);
  await logged.stop();
});

test('logs carry no phone number, and keep ids whole', () => {
  const id = '01234567-89ab-7def-8123-456789012345';
  expect(maskNumbers(`call 13822310487 or +8613822310487 of ${id}`)).toBe(
    `call 138223***87 or +86138******87 of ${id}`,
  );
});

test('passwords are computed by a thread that takes few at once, and a storm beyond those that wait is refused', async () => {
  const passwords = createPasswords({ maxWaiting: 1 });
  const storm = await Promise.allSettled([1, 2, 3].map(() => passwords.verify(undefined, 'x')));
  expect(storm.map((one) => one.status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
  const hash = await passwords.hashNew('correct horse');
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  const answers = [await passwords.verify(hash, 'correct horse'), await passwords.verify(hash, 'wrong horse')];
  expect(answers).toEqual([true, false]);
  await passwords.close();
  // A thread that ended is begun anew.
  expect(await passwords.verify(hash, 'correct horse')).toBe(true);
  await passwords.close();
});

test('a password is the same however its letters were put together', async () => {
  const passwords = createPasswords();
  const [composed, decomposed, wide] = ['caf\u00e9 au lait', 'cafe\u0301 au lait', '\uff43af\u00e9 au lait'];
  const hash = await passwords.hashNew(decomposed);
  for (const typed of [composed, decomposed, wide]) expect(await passwords.verify(hash, typed)).toBe(true);
  expect(await passwords.verify(hash, 'cafe au lait')).toBe(false);
  await passwords.close();
});
