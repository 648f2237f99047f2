import { OpenAPIHono } from '@hono/zod-openapi';
import type { Database } from '@yunhu/db/connect';
import type { ObjectStore } from '@yunhu/db/objects';
import type { SecretKeys } from '@yunhu/db/secrets';
import type { Clock } from '@yunhu/db/time';
import type { CardPayments } from '../billing/payments/card-payments.ts';
import type { Brands } from './brands.ts';
import type { LoginThrottle } from './login-throttle.ts';
import type { Passwords } from './passwords.ts';
import type { AppEnv } from './request.ts';
import type { RefusalNotes } from '../tenancy/support/refusal-notes.ts';
import type { SupportCookies } from '../tenancy/support/support-cookie.ts';
import type { SessionCookies, SessionLife } from './session-cookie.ts';
import type { SessionTokens } from './session-tokens.ts';
import { refuseInvalid } from './validation.ts';

/** What the routes of every domain are made with. */
export interface Services {
  readonly database: Database;
  /** The record's files. */
  readonly objects: ObjectStore;
  readonly clock: Clock;
  /** Whose brand a request is answered in. */
  readonly brands: Brands;
  /** How browsers reach us, where that is not by our own address. */
  readonly publicUrl: URL | undefined;
  /** Whether mails go out. */
  readonly sendsMail: boolean;
  /** Seal what has to be kept readable. */
  readonly secretKeys: SecretKeys;
  readonly cookies: SessionCookies;
  readonly tokens: SessionTokens;
  readonly sessionLife: SessionLife;
  readonly support: SupportCookies;
  readonly refusals: RefusalNotes;
  readonly passwords: Passwords;
  readonly loginThrottle: LoginThrottle;
  /** undefined where paying by card is not set up. */
  readonly payments: CardPayments | undefined;
}

/** An empty set of routes that refuses what does not fit its schemas. */
export function newRoutes(): OpenAPIHono<AppEnv> {
  return new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
}
