// The application: one set of routes over one database, for the process and for tests alike.
import { randomBytes } from 'node:crypto';
import { DomainError } from '@yunhu/db';
import type { Database } from '@yunhu/db/connect';
import type { ObjectStore } from '@yunhu/db/objects';
import { parseSecretKeys, type SecretKeys } from '@yunhu/db/secrets';
import { type Clock, systemClock } from '@yunhu/db/time';
import { bodyLimit } from 'hono/body-limit';
import { secureHeaders } from 'hono/secure-headers';
import type { Logger } from 'pino';
import { audioRoutes } from './audio/http.ts';
import { audioReviewRoutes } from './audio/reviews-http.ts';
import { auditRoutes } from './audit/http.ts';
import { rateRoutes } from './billing/rates-http.ts';
import { ledgerRoutes } from './billing/ledger/http.ts';
import { statementRoutes } from './billing/ledger/statements-http.ts';
import { callerIdDocumentRoutes } from './callerids/documents-http.ts';
import { callerIdRoutes } from './callerids/http.ts';
import { callerIdPoolRoutes } from './callerids/pools-http.ts';
import { callerIdReviewRoutes } from './callerids/reviews-http.ts';
import { callRoutes } from './calls/http.ts';
import { limitRoutes } from './calls/limits/http.ts';
import { deckRoutes } from './billing/decks/http.ts';
import { versionRoutes } from './billing/decks/versions-http.ts';
import { paymentRoutes } from './billing/payments/http.ts';
import type { PaymentSettings } from './billing/payments/payment-settings.ts';
import { receiptStyleHash } from './billing/payments/receipt.ts';
import { openStripeGateway } from './billing/payments/stripe-gateway.ts';
import { webhookRoutes } from './billing/payments/webhook-http.ts';
import { assignmentRoutes } from './billing/prices/assignments-http.ts';
import { exceptionRoutes } from './billing/prices/exceptions-http.ts';
import { marginRoutes } from './billing/prices/margins-http.ts';
import { previewRoutes } from './billing/prices/previews-http.ts';
import { quoteRoutes } from './billing/prices/quotes-http.ts';
import { ruleRoutes } from './billing/prices/rules-http.ts';
import { walletRoutes } from './billing/wallets/http.ts';
import { transferRequestRoutes } from './billing/wallets/requests-http.ts';
import { moneySettingsRoutes } from './billing/wallets/settings-http.ts';
import { transferRoutes } from './billing/wallets/transfers-http.ts';
import { answerError } from './http/answer-error.ts';
import { openBrands } from './http/brands.ts';
import { openChangeHub } from './http/change-hub.ts';
import { refuseUndeclaredRoutes } from './http/declare.ts';
import { metricsRoutes } from './http/metrics.ts';
import { createLoginThrottle, defaultLoginLimits, type LoginLimits } from './http/login-throttle.ts';
import { createPasswords, type Passwords } from './http/passwords.ts';
import { HttpError } from './http/problem-table.ts';
import { beginRequest } from './http/request.ts';
import { createRequestThrottle, type RequestLimits } from './http/request-throttle.ts';
import { requireSameOrigin } from './http/same-origin.ts';
import { newRoutes, type Services } from './http/services.ts';
import { defaultSessionLife, sessionCookies, type SessionLife } from './http/session-cookie.ts';
import { sessionTokens } from './http/session-tokens.ts';
import { systemRoutes } from './http/system-http.ts';
import { carrierMatchRoutes, carrierRoutes } from './reconciliation/carrier-http.ts';
import { proofRoutes } from './reconciliation/proof-http.ts';
import { jobRoutes } from './jobs/http.ts';
import { linkRoutes } from './objects/links-http.ts';
import { uploadRoutes } from './objects/uploads-http.ts';
import { customerTelephonyRoutes } from './telephony/customers/http.ts';
import { telephonyRoutes } from './telephony/http.ts';
import { organisationRoutes } from './telephony/organisation/http.ts';
import { supportRoutes } from './support/http.ts';
import { openRefusalNotes } from './support/refusal-notes.ts';
import { supportCookies } from './support/support-cookie.ts';
import { watchSupport } from './support/watch-support.ts';
import { eventRoutes } from './tasks/events-http.ts';
import { taskRoutes } from './tasks/http.ts';
import { listRoutes } from './tasks/lists-http.ts';
import { targetRoutes } from './tasks/targets-http.ts';
import { alertRoutes } from './tenancy/alerts/http.ts';
import { tenantDetailRoutes } from './tenancy/hierarchy/details-http.ts';
import { moveRoutes } from './tenancy/hierarchy/move-http.ts';
import { tenantRoutes } from './tenancy/http.ts';
import { brandDomainRoutes } from './tenancy/branding/domains-http.ts';
import { brandRoutes } from './tenancy/branding/http.ts';
import { isPicture, publicBrandRoutes } from './tenancy/branding/public-http.ts';
import { mailRoutes } from './tenancy/mail/http.ts';
import { menuRoutes } from './tenancy/menus/http.ts';
import { sessionRoutes } from './tenancy/session-http.ts';
import { accountRoutes } from './tenancy/session/http.ts';
import { companyRoleHolderRoutes } from './tenancy/company-roles/holders-http.ts';
import { companyRoleRoutes } from './tenancy/company-roles/http.ts';
import { roleRoutes } from './tenancy/roles/http.ts';
import { staffRoutes } from './tenancy/staff/http.ts';

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

const nothing = { defaultSrc: ["'none'"], frameAncestors: ["'none'"] };
const answerHeaders = secureHeaders({ contentSecurityPolicy: nothing });
/** Documents of customers, which no browser may take for more than a picture or a file to be saved. */
const documentHeaders = secureHeaders({ contentSecurityPolicy: { ...nothing, sandbox: [] } });
const isDocument = (path: string) => /^\/v1\/caller-id-.+\/(?:file|pages\/\d+)$/.test(path);
/** The one answer that people look at as it is. */
const receiptHeaders = secureHeaders({ contentSecurityPolicy: { ...nothing, styleSrc: [receiptStyleHash] } });

/** Of a JSON body; a list has a limit of its own. */
const maxJsonBytes = 1024 * 1024;

/** Builds the application. `close` ends its event streams; the database stays the caller's. */
export function createApp(options: AppOptions) {
  const { database, log, clock = systemClock, publicUrl } = options;
  const secure = publicUrl?.protocol === 'https:';
  const sessionSecret = options.sessionSecret ?? randomBytes(32);
  const { previousSessionSecret, sessionLife = defaultSessionLife, passwords = createPasswords() } = options;
  const secrets = previousSessionSecret === undefined ? [sessionSecret] : [sessionSecret, previousSessionSecret];
  const tokens = sessionTokens(secrets, clock);
  const cookies = sessionCookies({ database, clock, tokens, life: sessionLife, secure });
  const support = supportCookies({
    ...{ database, clock, secure },
    secret: sessionSecret,
  });
  const brands = openBrands({ database, clock });
  const services: Services = {
    database,
    objects: options.objects,
    clock,
    brands,
    publicUrl,
    sendsMail: options.sendsMail ?? false,
    secretKeys: options.secretKeys ?? parseSecretKeys(''),
    cookies,
    tokens,
    sessionLife,
    support,
    refusals: openRefusalNotes({ database, clock }),
    passwords,
    loginThrottle: createLoginThrottle(options.loginLimits ?? defaultLoginLimits, database, clock),
    payments:
      options.payments === undefined
        ? undefined
        : { gateway: openStripeGateway(options.payments, clock), database, clock },
  };
  const hub = openChangeHub({ database, clock, log });

  const throttle = options.requestLimits && createRequestThrottle(options.requestLimits);
  const read = support.within(cookies.read);

  const app = newRoutes();
  app.onError(answerError);
  app.notFound((c) => answerError(new DomainError('not_found'), c));
  app.use(
    beginRequest({
      log,
      clock,
      readSession: throttle?.ofPeople(read) ?? read,
      trustedProxies: options.trustedProxies ?? 0,
    }),
  );
  if (throttle !== undefined) app.use('/v1/*', throttle.ofNetwork);
  app.use('/v1/*', (c, next) => {
    if (isPicture(c.req.path)) return next();
    if (isDocument(c.req.path)) return documentHeaders(c, next);
    return (c.req.path.endsWith('/receipt') ? receiptHeaders : answerHeaders)(c, next);
  });
  app.use('/v1/*', async (c, next) => {
    await next();
    if (!isPicture(c.req.path) || c.res.status !== 200) c.header('cache-control', 'no-store');
  });
  app.use('/v1/*', requireSameOrigin(publicUrl, brands.isServed));
  app.use('/v1/*', watchSupport(services));
  const limitJson = bodyLimit({
    maxSize: maxJsonBytes,
    onError: () => {
      throw new HttpError('body_too_large');
    },
  });
  app.use('/v1/*', (c, next) => (isJson(c.req.header('content-type')) ? limitJson(c, next) : next()));

  for (const routes of [sessionRoutes, tenantRoutes, rateRoutes, ledgerRoutes, telephonyRoutes]) {
    app.route('/', routes(services));
  }
  for (const routes of accountRoutes) app.route('/', routes(services));
  for (const routes of [tenantDetailRoutes, moveRoutes]) app.route('/', routes(services));
  for (const routes of [deckRoutes, versionRoutes]) app.route('/', routes(services));
  for (const routes of [auditRoutes, supportRoutes, customerTelephonyRoutes]) app.route('/', routes(services));
  for (const routes of [assignmentRoutes, exceptionRoutes, marginRoutes, previewRoutes, quoteRoutes, ruleRoutes])
    app.route('/', routes(services));
  for (const routes of [companyRoleRoutes, companyRoleHolderRoutes]) app.route('/', routes(services));
  for (const routes of [
    staffRoutes,
    roleRoutes,
    walletRoutes,
    transferRoutes,
    transferRequestRoutes,
    moneySettingsRoutes,
  ]) {
    app.route('/', routes(services));
  }
  for (const routes of [menuRoutes, organisationRoutes, alertRoutes, taskRoutes, listRoutes, targetRoutes])
    app.route('/', routes(services));
  for (const routes of [callerIdRoutes, callerIdDocumentRoutes, callerIdPoolRoutes, callerIdReviewRoutes])
    app.route('/', routes(services));
  for (const routes of [audioRoutes, audioReviewRoutes]) app.route('/', routes(services));
  for (const routes of [publicBrandRoutes, brandRoutes, brandDomainRoutes, mailRoutes])
    app.route('/', routes(services));
  for (const routes of [uploadRoutes, linkRoutes]) app.route('/', routes(services));
  for (const routes of [proofRoutes, carrierRoutes, carrierMatchRoutes]) app.route('/', routes(services));
  for (const routes of [paymentRoutes, webhookRoutes]) app.route('/', routes(services));
  for (const routes of [callRoutes, statementRoutes, limitRoutes]) app.route('/', routes(services));
  for (const routes of [eventRoutes, jobRoutes]) app.route('/', routes({ ...services, hub }));
  if (options.metricsToken !== undefined)
    app.route('/', metricsRoutes({ database, clock, token: options.metricsToken }));
  app.route('/', systemRoutes(services, app));
  refuseUndeclaredRoutes(app);
  const close = async () => {
    await Promise.all([hub.close(), passwords.close()]);
  };
  return { app, close, payments: services.payments };
}

function isJson(contentType: string | undefined): boolean {
  return contentType?.split(';')[0]?.trim().toLowerCase().endsWith('json') === true;
}
