import path from 'node:path';
import { readEnv } from '@yunhu/api';
import { parseObjectSettings } from '@yunhu/db/objects';
import { parseSecretKeys } from '@yunhu/db/secrets';
import { readEmailAddress } from '@yunhu/db/tenancy';

/** What a person may set before `npm start`; every one has a default that works on one machine. */
export interface StackSettings {
  /** Where the embedded database, secrets, audio and logs live. */
  readonly dataDir: string;
  /** The port of the API and the web application on 127.0.0.1. */
  readonly port: number;
  /** A superuser of a server of one's own, PostgreSQL 16 or newer, instead of the embedded one. */
  readonly databaseUrl: string | undefined;
  /** Of one's own, instead of the key that an installation makes up for itself. */
  readonly secretsKeys?: string;
  /** `auto` takes Asterisk where it can be had, else the simulator. */
  readonly switch: 'auto' | 'asterisk' | 'simulator';
  /** A running Asterisk instead of the embedded one. */
  readonly ari: { readonly url: string; readonly user: string; readonly password: string } | undefined;
  /** What the API process is told beside: how it is reached, how long sessions last, how much one may ask, payments by card. */
  readonly api?: Readonly<Record<string, string>>;
  /** How the jobs process sends mails, which it does not where nothing is said. */
  readonly mail?: Readonly<Record<string, string>>;
  /** The bucket for the record's files, as each process that reads or writes them is told; a folder where nothing is said. */
  readonly objects?: Readonly<Record<string, string>>;
}

const apiSettings = [
  'PUBLIC_URL',
  'STRIPE_SECRET_KEY',
  'STRIPE_WEBHOOK_SECRET',
  'STRIPE_API_BASE',
  'METRICS_TOKEN',
  'MAIL_FROM',
  'TRUSTED_PROXIES',
  'REQUESTS_PER_PERSON',
  'REQUESTS_PER_NETWORK',
  'SESSION_IDLE_HOURS',
  'SESSION_DAYS',
] as const;
const defaultPort = 8080;
const root = path.resolve(import.meta.dirname, '../..');

/** Reads the settings from the environment; throws a sentence that says what to set. */
export function readStackSettings(env: Readonly<Record<string, string | undefined>>): StackSettings {
  const digits = env['PORT'] ?? String(defaultPort);
  const port = Number(digits);
  if (!/^[0-9]+$/.test(digits) || port < 1 || port > 65_535)
    throw new Error(`PORT must be a port number, not "${env['PORT']}".`);
  const wanted = env['SWITCH'] ?? 'auto';
  if (wanted !== 'auto' && wanted !== 'asterisk' && wanted !== 'simulator') {
    throw new Error(`SWITCH must be asterisk, simulator or auto, not "${wanted}".`);
  }
  const databaseUrl = env['DATABASE_URL'];
  if (databaseUrl !== undefined && !namesDatabase(databaseUrl)) {
    // Not repeated: it may hold a password.
    throw new Error('DATABASE_URL must start with postgres:// and name a host and a database.');
  }
  const ari = readAri(env);
  // An address would win and dial for real where somebody asked for no real calls.
  if (wanted === 'simulator' && ari !== undefined) {
    throw new Error('SWITCH=simulator and ARI_URL contradict each other: unset ARI_URL, or set SWITCH=asterisk.');
  }
  return {
    dataDir: path.resolve(env['YUNHU_DATA_DIR'] ?? path.join(root, '.data')),
    port,
    databaseUrl,
    switch: wanted,
    ari,
    ...readSecretsKeys(env),
    api: readApi(env, port),
    ...readMail(env),
    objects: readObjects(env),
  };
}

function readMail({ SMTP_URL: url = '', MAIL_FROM: from = '' }: Readonly<Record<string, string | undefined>>) {
  if (url === '' && from === '') return {};
  if (!/^smtps?:\/\//.test(url) || readEmailAddress(from) === undefined)
    throw new Error('To send mails, set SMTP_URL (smtp://…) and MAIL_FROM (one bare address) both.');
  return { mail: { SMTP_URL: url, MAIL_FROM: from } };
}

function readSecretsKeys({ SECRETS_KEYS: keys }: Readonly<Record<string, string | undefined>>) {
  if (keys === undefined || keys === '') return {};
  try {
    parseSecretKeys(keys);
  } catch (error) {
    throw new Error(`SECRETS_KEYS is wrong: ${error instanceof Error ? error.message : String(error)}.`, {
      cause: error,
    });
  }
  return { secretsKeys: keys };
}

function readApi(env: Readonly<Record<string, string | undefined>>, port: number): Record<string, string> {
  const given = Object.fromEntries(
    apiSettings.flatMap((name) => {
      const value = env[name];
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
  const publicUrl = given['PUBLIC_URL'];
  if (publicUrl !== undefined && (!/^https?:\/\//.test(publicUrl) || !URL.canParse(publicUrl)))
    throw new Error('PUBLIC_URL must be the address that browsers reach this by, such as https://yunhu.example.');
  // As the API will: here a person sees the sentence.
  readEnv({ ...given, HOST: '127.0.0.1', PORT: String(port) });
  return given;
}

/** What is said of a bucket. As the processes will read it: here a person sees the sentence. */
function readObjects(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const given = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      name.startsWith('S3_') && value !== undefined && value !== '' ? [[name, value]] : [],
    ),
  );
  parseObjectSettings(given);
  return given;
}

function namesDatabase(url: string): boolean {
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) return false;
  const { hostname, pathname } = new URL(url);
  return hostname !== '' && pathname.length > 1;
}

function readAri(env: Readonly<Record<string, string | undefined>>): StackSettings['ari'] {
  const url = env['ARI_URL'];
  if (url === undefined) return undefined;
  const [user, password] = [env['ARI_USER'], env['ARI_PASSWORD']];
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new Error('ARI_URL must be the http address of an Asterisk, such as http://10.0.0.5:8088.');
  if (user === undefined || user === '' || password === undefined || password === '')
    throw new Error('ARI_URL needs ARI_USER and ARI_PASSWORD beside it.');
  return { url, user, password };
}
