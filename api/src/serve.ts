// The API as a listening server.
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { openDatabase } from '@yunhu/db/connect';
import { type FolderOptions, openObjectStore } from '@yunhu/db/objects';
import type { Logger } from 'pino';
import { type AppOptions, createApp } from './app.ts';
import { readPaymentSettings } from './billing/payments/payment-settings.ts';
import { startPaymentSweep } from './billing/payments/sweep-payments.ts';
import type { Env } from './env.ts';
import { defaultSessionLife } from './http/session-cookie.ts';
import { pageHeaders, staticFiles } from './http/static-files.ts';

export interface RunningApi {
  readonly url: string;
  readonly port: number;
  /** Takes no new requests, ends the event streams, lets the rest finish, closes the database. */
  stop(): Promise<void>;
}

/** A request's headers, and the whole of it with its body, must arrive within; a file may come over a slow line. */
const timeLimits = { headersMs: 15_000, requestMs: 120_000, fileMs: 15 * 60_000 };
const stopLimitMs = 10_000;

/** Listens. Throws an Error with a sentence for a person where the port is taken. */
export async function serveApi(env: Env, log: Logger, limits = timeLimits): Promise<RunningApi> {
  const database = openDatabase({
    appUrl: env.APP_DATABASE_URL,
    platformUrl: env.PLATFORM_DATABASE_URL,
    maxConnections: env.DATABASE_CONNECTIONS,
    applicationName: 'yunhu-api',
  });
  const objects = await openObjectStore(env, linkOptions(env));
  const { app, close, payments } = createApp({ database, objects, log, ...appSettings(env) });
  app.use('*', pageHeaders(objects.origin), staticFiles(env.WEB_DIST));

  const listener = getRequestListener(app.fetch);
  const server = createServer((request, response) => {
    if (!bringsFile(request)) endLate(request, limits.requestMs);
    void listener(request, response);
  });
  server.headersTimeout = limits.headersMs;
  server.requestTimeout = limits.fileMs;
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(env.PORT, env.HOST, resolve);
    });
  } catch (error) {
    await Promise.all([close(), database.close()]);
    throw explain(error, env);
  }
  const sweep = payments === undefined ? undefined : startPaymentSweep(payments, log);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://${env.HOST}:${port}`,
    stop: async () => {
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      await close();
      await sweep?.stop();
      server.closeIdleConnections();
      const limit = setTimeout(() => server.closeAllConnections(), stopLimitMs);
      await closed;
      clearTimeout(limit);
      await database.close();
    },
  };
}

/** The settings of the environment as the application takes them. */
function appSettings(env: Env): Omit<AppOptions, 'database' | 'objects' | 'log'> {
  return {
    trustedProxies: env.TRUSTED_PROXIES,
    secretKeys: env.SECRETS_KEYS,
    sendsMail: env.MAIL_FROM !== undefined,
    metricsToken: env.METRICS_TOKEN,
    requestLimits: { perPerson: env.REQUESTS_PER_PERSON, perNetwork: env.REQUESTS_PER_NETWORK },
    payments: readPaymentSettings(env),
    publicUrl: env.PUBLIC_URL === undefined ? undefined : new URL(env.PUBLIC_URL),
    ...(env.SESSION_SECRET_PREVIOUS === undefined
      ? {}
      : { previousSessionSecret: Buffer.from(env.SESSION_SECRET_PREVIOUS) }),
    sessionLife: {
      ...defaultSessionLife,
      idleSeconds: env.SESSION_IDLE_HOURS * 3_600,
      longestSeconds: env.SESSION_DAYS * 24 * 3_600,
    },
    ...(env.SESSION_SECRET === undefined ? {} : { sessionSecret: Buffer.from(env.SESSION_SECRET) }),
  };
}

/** Addresses of files are signed with a key of their own, which follows from the one for sessions; so does the one that was before. */
function linkOptions({ SESSION_SECRET, SESSION_SECRET_PREVIOUS: previous }: Env): FolderOptions {
  if (SESSION_SECRET === undefined) return {};
  const keyOf = (secret: string) => createHmac('sha256', secret).update('addresses of files').digest();
  return { signingKeys: [keyOf(SESSION_SECRET), ...(previous === undefined ? [] : [keyOf(previous)])] };
}

const bringsFile = ({ method, url }: IncomingMessage) => method === 'PUT' && url?.startsWith('/v1/objects/') === true;

/** Cuts the connection of a request whose body has not come in time. */
function endLate(request: IncomingMessage, limitMs: number): void {
  const limit = setTimeout(() => {
    if (!request.complete) request.destroy();
  }, limitMs);
  request.once('close', () => clearTimeout(limit));
}

function explain(error: unknown, { HOST, PORT }: Env): Error {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return new Error(`Port ${PORT} on ${HOST} is taken by another program; stop it or set PORT to another number.`);
  }
  if (code === 'EACCES')
    return new Error(`Port ${PORT} needs more rights than this user has; set PORT to 1024 or above.`);
  return error instanceof Error ? error : new Error(String(error));
}
