// Every setting of the API process, with a default that works on one machine.
import path from 'node:path';
import { objectSettings, readS3Settings } from '@yunhu/db/objects';
import { parseSecretKeys } from '@yunhu/db/secrets';
import { z } from 'zod';
import { readPaymentSettings } from './billing/payments/payment-settings.ts';

const roleUrl = (role: string) => `postgres://yunhu_${role}:yunhu_${role}@127.0.0.1:5432/yunhu`;
const connection = z.string().regex(/^postgres(ql)?:\/\//, 'must begin with postgres://');

const secretKeys = z
  .string()
  .default('')
  .transform((text, context) => {
    try {
      return parseSecretKeys(text);
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : 'cannot be read' });
      return z.NEVER;
    }
  });

const settings = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  /** Connection strings of the login roles yunhu_app and yunhu_platform. */
  APP_DATABASE_URL: connection.default(roleUrl('app')),
  PLATFORM_DATABASE_URL: connection.default(roleUrl('platform')),
  DATABASE_CONNECTIONS: z.coerce.number().int().min(1).max(500).default(10),
  /** Signs session cookies. Without one, sessions end when the process does. */
  SESSION_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  /** The one before, still accepted while cookies that it signed live. */
  SESSION_SECRET_PREVIOUS: z.string().min(32, 'must have at least 32 characters').optional(),
  /** How long people stay signed in without coming back, and at most. */
  SESSION_IDLE_HOURS: z.coerce.number().min(0.25).max(720).default(12),
  SESSION_DAYS: z.coerce.number().min(0.1).max(365).default(30),
  /**
   * Seal what has to be kept readable, such as seeds of second factors: `id:base64` of 32 bytes each, separated by commas; the first
   * seals, all open. Without one nothing of that kind can be set up.
   */
  SECRETS_KEYS: secretKeys,
  /** How browsers reach the product, where that is not by this process' own address. */
  PUBLIC_URL: z.url().optional(),
  /** From whom the jobs process sends mails, as it is told too; where it is absent nobody is asked for an address. */
  MAIL_FROM: z.string().optional(),
  /** Proxies in front that append to X-Forwarded-For. */
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
  /** Where the built pages are. */
  WEB_DIST: z
    .string()
    .min(1)
    .default(path.resolve(import.meta.dirname, '../../web/dist')),
  /** Where files of the record are kept: uploads, exports, documents. The jobs process is told the same. */
  ...objectSettings,
  /** Payments by card, with PUBLIC_URL for people to come back to; off where the first two are absent. */
  STRIPE_SECRET_KEY: z.string().optional(),
  STRIPE_WEBHOOK_SECRET: z.string().optional(),
  STRIPE_API_BASE: z.string().optional(),
  /** Requests a minute that one person and one network may make; 0 is any number. */
  REQUESTS_PER_PERSON: z.coerce.number().int().min(0).max(1_000_000).default(3_000),
  REQUESTS_PER_NETWORK: z.coerce.number().int().min(0).max(10_000_000).default(12_000),
  /** The bearer token of GET /metrics, which is not there without one. */
  METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
});

export type Env = z.infer<typeof settings>;

/** Reads the settings. Throws an Error with one sentence for each wrong one, naming it, or for those that contradict each other. */
export function readEnv(source: Readonly<Record<string, string | undefined>> = process.env): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''));
  const { success, data, error } = settings.safeParse(given);
  if (success) {
    readPaymentSettings(data);
    readS3Settings(data);
    return data;
  }
  throw new Error(
    error.issues.map((issue) => `The setting ${issue.path.join('.')} is wrong: ${issue.message}.`).join('\n'),
  );
}
