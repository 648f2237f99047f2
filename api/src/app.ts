// The application: one set of routes over one database, for the process and for tests alike.
import { randomBytes } from 'node:crypto';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { DomainError } from '@yunhu/db';
import type { Database } from '@yunhu/db/connect';
import type { ObjectStore } from '@yunhu/db/objects';
import { parseSecretKeys, type SecretKeys } from '@yunhu/db/secrets';
import { type Clock, systemClock } from '@yunhu/db/time';
import { bodyLimit } from 'hono/body-limit';
import type { Logger } from 'pino';
import type { PaymentSettings } from './billing/payments/payment-settings.ts';
import { openStripeGateway } from './billing/payments/stripe-gateway.ts';
import { answerError } from './http/answer-error.ts';
import { setAnswerHeaders } from './http/answer-headers.ts';
import { openBrands } from './http/brands.ts';
import { openChangeHub } from './http/change-hub.ts';
import { refuseUndeclaredRoutes } from './http/declare.ts';
import { metricsRoutes } from './http/metrics.ts';
import { createLoginThrottle, defaultLoginLimits, type LoginLimits } from './http/login-throttle.ts';
import { createPasswords, type Passwords } from './http/passwords.ts';
import { HttpError } from './http/problem-table.ts';
import { type AppEnv, beginRequest } from './http/request.ts';
import { createRequestThrottle, type RequestLimits } from './http/request-throttle.ts';
import { requireSameOrigin } from './http/same-origin.ts';
import { newRoutes, type Services } from './http/services.ts';
import { defaultSessionLife, sessionCookies, type SessionLife } from './http/session-cookie.ts';
import { sessionTokens } from './http/session-tokens.ts';
import { systemRoutes } from './http/system-http.ts';
import { jobRoutes } from './jobs/http.ts';
import { openRefusalNotes } from './tenancy/support/refusal-notes.ts';
import { supportCookies } from './tenancy/support/support-cookie.ts';
import { watchSupport } from './tenancy/support/watch-support.ts';
import { eventRoutes } from './tasks/events-http.ts';
import { domainRoutes } from './domain-routes.ts';

export interface AppOptions {
  readonly database: Database;
  readonly objects: ObjectStore;
  readonly log: Logger;
  readonly clock?: Clock;
  /** Signs session cookies; at least 32 bytes. Made up when absent: sessions then end with the process. */
  readonly sessionSecret?: Uint8Array;
  /** Accepted beside it: the one before, until what it signed is over. */
  readonly previousSessionSecret?: Uint8Array | undefined;
  readonly sessionLife?: SessionLife;
  /** Hashes passwords; made when absent, and ended with the application. */
  readonly passwords?: Passwords;
  /** Seal what has to be kept readable; nothing of the kind can be set up without. */
  readonly secretKeys?: SecretKeys;
  /** How browsers reach us, where that is not by our own address; https makes cookies secure. */
  readonly publicUrl?: URL | undefined;
  readonly trustedProxies?: number;
  readonly loginLimits?: LoginLimits;
  /** Who sends it may read GET /metrics, which is not there where it is absent. */
  readonly metricsToken?: string | undefined;
  /** Whether the jobs process sends mails; nobody is asked for an address where it does not. */
  readonly sendsMail?: boolean;
  /** How many requests one person and one network may make; any number where absent. */
  readonly requestLimits?: RequestLimits | undefined;
  /** Payments by card; off and invisible where absent. */
  readonly payments?: PaymentSettings | undefined;
}

/** Of a JSON body; a list has a limit of its own. */
const maxJsonBytes = 1024 * 1024;

/** Builds the application. `close` ends its event streams; the database stays the caller's. */
export function createApp(options: AppOptions) {
  const { database, log, clock = systemClock } = options;
  const services = makeServices(options);
  const hub = openChangeHub({ database, clock, log });
  const app = newRoutes();
  app.onError(answerError);
  app.notFound((c) => answerError(new DomainError('not_found'), c));
  guardRequests(app, options, services);
  for (const routes of domainRoutes) app.route('/', routes(services));
  for (const routes of [eventRoutes, jobRoutes]) app.route('/', routes({ ...services, hub }));
  if (options.metricsToken !== undefined)
    app.route('/', metricsRoutes({ database, clock, token: options.metricsToken }));
  app.route('/', systemRoutes(services, app));
  refuseUndeclaredRoutes(app);
  const close = async () => {
    await Promise.all([hub.close(), services.passwords.close()]);
  };
  return { app, close, payments: services.payments };
}

function makeServices(options: AppOptions): Services {
  const { database, clock = systemClock, publicUrl, sessionLife = defaultSessionLife } = options;
  const secure = publicUrl?.protocol === 'https:';
  const sessionSecret = options.sessionSecret ?? randomBytes(32);
  const { previousSessionSecret } = options;
  const secrets = previousSessionSecret === undefined ? [sessionSecret] : [sessionSecret, previousSessionSecret];
  const tokens = sessionTokens(secrets, clock);
  return {
    database,
    objects: options.objects,
    clock,
    brands: openBrands({ database, clock }),
    publicUrl,
    sendsMail: options.sendsMail ?? false,
    secretKeys: options.secretKeys ?? parseSecretKeys(''),
    cookies: sessionCookies({ database, clock, tokens, life: sessionLife, secure }),
    tokens,
    sessionLife,
    support: supportCookies({ database, clock, secure, tokens }),
    refusals: openRefusalNotes({ database, clock }),
    passwords: options.passwords ?? createPasswords(),
    loginThrottle: createLoginThrottle(options.loginLimits ?? defaultLoginLimits, database, clock),
    payments:
      options.payments === undefined
        ? undefined
        : { gateway: openStripeGateway(options.payments, clock), database, clock },
  };
}

/** What every request meets before its route: who asks and from where, how often, from which site, with how much. */
function guardRequests(app: OpenAPIHono<AppEnv>, options: AppOptions, services: Services): void {
  const { clock, cookies, support, brands } = services;
  const throttle = options.requestLimits && createRequestThrottle(options.requestLimits);
  const read = support.within((c) => cookies.read(c));
  const readSession = throttle?.ofPeople(read) ?? read;
  app.use(beginRequest({ log: options.log, clock, readSession, trustedProxies: options.trustedProxies ?? 0 }));
  if (throttle !== undefined) app.use('/v1/*', throttle.ofNetwork);
  app.use('/v1/*', setAnswerHeaders);
  const isServed = (hostname: string) => brands.isServed(hostname);
  app.use('/v1/*', requireSameOrigin(options.publicUrl, isServed));
  app.use('/v1/*', watchSupport(services));
  app.use('/v1/*', (c, next) => (isJson(c.req.header('content-type')) ? limitJson(c, next) : next()));
}

const limitJson = bodyLimit({
  maxSize: maxJsonBytes,
  onError: () => {
    throw new HttpError('body_too_large');
  },
});

function isJson(contentType: string | undefined): boolean {
  return contentType?.split(';')[0]?.trim().toLowerCase().endsWith('json') === true;
}
