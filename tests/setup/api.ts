// The API over a test database of its own, without a socket: what a browser would send, by hand.
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { createApp, createLog, hashPassword, type AppOptions } from '@yunhu/api';
import { type Database, openDatabase } from '@yunhu/db/connect';
import { type ObjectStore, openFolderStore } from '@yunhu/db/objects';
import { parseSecretKeys } from '@yunhu/db/secrets';
import { makeTemporaryFolder } from '@yunhu/scripts/embedded/temporary-folder';
import postgres from 'postgres';
import type { z } from 'zod';
import { createTestDatabase, type TestDatabase } from './database.ts';

/** Every login of the tests has this password. */
export const testPassword = 'correct horse';

/** Keys of the secrets box, made for this run. */
export const testSecretKeysText = `test:${randomBytes(32).toString('base64')}`;
const testSecretKeys = parseSecretKeys(testSecretKeysText);

export interface TestApi {
  readonly database: Database;
  /** A folder of its own, removed when it stops. */
  readonly objects: ObjectStore;
  readonly urls: TestDatabase['urls'];
  /** The superuser's, to look behind the curtain. */
  readonly behind: postgres.Sql;
  readonly operatorId: string;
  readonly app: ReturnType<typeof createApp>['app'];
  /** Somebody who is not signed in. */
  readonly anonymous: TestClient;
  /** Logs in; the operator's administrator is `operator`. */
  logIn(loginName: string): Promise<TestClient>;
  stop(): Promise<void>;
}

export interface TestAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The body as JSON; undefined where there is none. */
  readonly body: unknown;
  /** The body of a success, exactly as `schema` says it: nothing missing, nothing beside it. */
  as<Schema extends z.ZodType>(schema: Schema): z.infer<Schema>;
}

export interface TestClient {
  /** The access token, as the header has it. */
  readonly cookie: string | undefined;
  /** The refresh token, as the header has it. */
  readonly refreshCookie: string | undefined;
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<TestAnswer>;
  get(path: string): Promise<TestAnswer>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<TestAnswer>;
  /** The raw response, for streams and odd bodies. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

let passwordHash: Promise<string> | undefined;

/** Makes a database with an operator in it and the API over it. */
export async function startTestApi(options: Partial<AppOptions> = {}): Promise<TestApi> {
  const testDatabase = await createTestDatabase();
  const { app: appUrl, platform: platformUrl, superuser } = testDatabase.urls;
  const database = openDatabase({ appUrl, platformUrl, maxConnections: 4 });
  const behind = postgres(superuser, { max: 2, onnotice: () => undefined });
  const folder = makeTemporaryFolder('yunhu-test-objects');
  const objects = await openFolderStore(folder);
  const { app, close } = createApp({
    database,
    objects,
    log: createLog('silent', 'api'),
    secretKeys: testSecretKeys,
    ...options,
  });
  const anonymous = clientOf(app, undefined);
  return {
    database,
    objects,
    urls: testDatabase.urls,
    behind,
    app,
    anonymous,
    operatorId: await createOperator(behind),
    logIn: async (loginName) => {
      const answer = await anonymous.post('/v1/session', { loginName, password: testPassword });
      if (answer.status !== 200) throw new Error(`${loginName} cannot log in: ${JSON.stringify(answer.body)}`);
      return clientOf(app, cookiesOf(answer.headers));
    },
    stop: async () => {
      await close();
      await Promise.all([database.close(), behind.end()]);
      await testDatabase.drop();
      await rm(folder, { recursive: true });
    },
  };
}

async function createOperator(sql: postgres.Sql): Promise<string> {
  passwordHash ??= hashPassword(testPassword);
  const hash = await passwordHash;
  return sql.begin(async (tx) => {
    const [{ id }] = await tx<[{ id: string }]>`
      insert into tenants (kind, name) values ('operator', 'Operator') returning id`;
    await tx`select open_wallet(${id})`;
    const [{ staffId }] = await tx<[{ staffId: string }]>`
      insert into staff (tenant_id, login_name, name, role_id) values (${id}, 'operator', 'Operator', preset_role(${id}, 'administrator'))
      returning id as "staffId"`;
    await tx`insert into staff_credentials (tenant_id, staff_id, password_hash) values (${id}, ${staffId}, ${hash})`;
    return id;
  });
}

type Cookies = Readonly<Record<'yunhu_session' | 'yunhu_refresh', string | undefined>>;

/** The cookies that an answer sets, as a request's header has them. */
export function cookiesOf(headers: Headers): Cookies {
  const set = headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
  const find = (name: string) =>
    set.find((cookie) => cookie?.startsWith(`${name}=`) && cookie.length > name.length + 1);
  return { yunhu_session: find('yunhu_session'), yunhu_refresh: find('yunhu_refresh') };
}

/** As a page does, it renews its session when an access token is over, which a test's clock may bring about. */
function clientOf(app: TestApi['app'], begun: Cookies | undefined): TestClient {
  let cookies = begun;
  const refresh = async (): Promise<boolean> => {
    if (cookies?.yunhu_refresh === undefined) return false;
    const init = { method: 'POST', headers: { cookie: cookies.yunhu_refresh } };
    const answer = await app.request('/v1/session/refresh', init);
    cookies = { ...cookies, ...(answer.status === 200 ? cookiesOf(answer.headers) : { yunhu_refresh: undefined }) };
    return answer.status === 200;
  };
  const ask = async (path: string, init: RequestInit) => {
    const headers = new Headers(init.headers);
    if (cookies?.yunhu_session !== undefined) headers.set('cookie', cookies.yunhu_session);
    return app.request(path, { ...init, headers });
  };
  const fetch: TestClient['fetch'] = async (path, init = {}) => {
    const answer = await ask(path, init);
    const mayRepeat = init.body === undefined || init.body === null || typeof init.body === 'string';
    return answer.status === 401 && mayRepeat && (await refresh()) ? ask(path, init) : answer;
  };
  const send: TestClient['send'] = async (method, path, body, headers = {}) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const type = typeof body === 'string' ? 'text/plain' : 'application/json';
    const response = await fetch(path, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': type }), ...headers },
      ...(body === undefined ? {} : { body: text }),
    });
    const answered = await response.text();
    return answerOf(response, answered === '' ? undefined : JSON.parse(answered));
  };
  return {
    get cookie() {
      return cookies?.yunhu_session;
    },
    get refreshCookie() {
      return cookies?.yunhu_refresh;
    },
    fetch,
    send,
    get: (path) => send('GET', path),
    post: (path, body, headers) => send('POST', path, body, headers),
  };
}

function answerOf({ status, headers }: Response, body: unknown): TestAnswer {
  return {
    status,
    headers,
    body,
    as: (schema) => {
      const said = JSON.stringify(body);
      if (status >= 300) throw new Error(`answered ${status}: ${said}`);
      const parsed = schema.parse(body);
      if (!isDeepStrictEqual(JSON.parse(JSON.stringify(parsed)), body))
        throw new Error(`more than the schema: ${said}`);
      return parsed;
    },
  };
}
