import { expect, test } from 'vitest';
import { readStackSettings } from './settings.ts';

const ari = { ARI_URL: 'http://10.0.0.5:8088', ARI_USER: 'yunhu', ARI_PASSWORD: 'secret' };

test('an empty environment starts on 8080 with everything built in', () => {
  expect(readStackSettings({})).toMatchObject({ port: 8080, databaseUrl: undefined, switch: 'auto', ari: undefined });
});

test('what is set is taken as it stands', () => {
  const databaseUrl = 'postgresql://admin:p%40ss@db.example:5433/yunhu?sslmode=require';
  const env = { PORT: '65535', SWITCH: 'asterisk', DATABASE_URL: databaseUrl, YUNHU_DATA_DIR: '/srv/yunhu', ...ari };
  expect(readStackSettings(env)).toEqual({
    dataDir: '/srv/yunhu',
    port: 65_535,
    databaseUrl,
    switch: 'asterisk',
    ari: { url: ari.ARI_URL, user: ari.ARI_USER, password: ari.ARI_PASSWORD },
    api: {},
    objects: {},
  });
});

test.each(['', ' ', '0', '-1', '65536', '80.5', '1e3', '0x50', ' 80', '８０', '80;', 'http', 'NaN', 'Infinity'])(
  'PORT="%s" is refused by name',
  (PORT) => expect(() => readStackSettings({ PORT })).toThrow(/^PORT must be a port number/),
);

test.each(['', 'Simulator', 'none', 'asterisk ', 'asterisk,simulator', '__proto__'])(
  'SWITCH="%s" is refused by name, with what may stand there',
  (SWITCH) => expect(() => readStackSettings({ SWITCH })).toThrow(/^SWITCH must be asterisk, simulator or auto/),
);

test.each([
  '',
  'localhost',
  'mysql://a@b/c',
  ' postgres://a@b/c',
  'postgres:/a@b/c',
  'POSTGRES',
  'postgres://',
  'postgres://host',
  'postgres://host/',
  'postgres://host:port/db',
  'postgres://%zz@[/db',
])('DATABASE_URL="%s" is refused by name', (DATABASE_URL) => {
  expect(() => readStackSettings({ DATABASE_URL })).toThrow(/^DATABASE_URL must start with postgres/);
});

test.each(['mysql://admin:hunter2@db/yunhu', 'postgres://admin:hunter2@db', 'postgres://admin:hunter2@[/yunhu'])(
  'what is refused of DATABASE_URL is not repeated, as it may hold a password: %s',
  (DATABASE_URL) => {
    const said = sentenceOf({ DATABASE_URL });
    expect(said).toMatch(/^DATABASE_URL must/);
    expect(said).not.toContain('hunter2');
  },
);

test.each(['', 'localhost:8088', 'ws://10.0.0.5:8088', 'file:///etc/passwd', 'http://', 'http://:8088', 'http://a b'])(
  'ARI_URL="%s" is refused by name',
  (ARI_URL) => expect(() => readStackSettings({ ...ari, ARI_URL })).toThrow(/^ARI_URL must be the http address/),
);

test.each(['ARI_USER', 'ARI_PASSWORD'])('ARI_URL without %s, or with an empty one, is refused', (name) => {
  for (const value of [undefined, '']) {
    expect(() => readStackSettings({ ...ari, [name]: value })).toThrow('ARI_URL needs ARI_USER and ARI_PASSWORD');
  }
});

test('the simulator and an Asterisk to dial with are never taken together', () => {
  expect(() => readStackSettings({ ...ari, SWITCH: 'simulator' })).toThrow(/SWITCH=simulator and ARI_URL contradict/);
  expect(readStackSettings({ ...ari, SWITCH: 'auto' }).ari).toBeDefined();
});

function sentenceOf(env: Readonly<Record<string, string>>): string {
  try {
    readStackSettings(env);
  } catch (error) {
    return String(error instanceof Error ? error.message : error);
  }
  return 'nothing was refused';
}

const stripe = { STRIPE_SECRET_KEY: 'sk_test_0123456789', STRIPE_WEBHOOK_SECRET: 'whsec_0123456789' };
const live = { ...stripe, STRIPE_SECRET_KEY: 'sk_live_0123456789' };

test('payments are off where nothing is said of them, and handed to the API as they are set', () => {
  expect(readStackSettings({}).api).toEqual({});
  expect(readStackSettings({ STRIPE_SECRET_KEY: '', STRIPE_WEBHOOK_SECRET: '' }).api).toEqual({});
  const env = { ...stripe, STRIPE_API_BASE: 'http://127.0.0.1:4242', PUBLIC_URL: 'https://yunhu.example' };
  expect(readStackSettings(env).api).toEqual(env);
  expect(readStackSettings({ ...live, PUBLIC_URL: 'https://yunhu.example' }).api).toMatchObject(live);
});

test('what the API is told of proxies, sessions and throttling is handed on, or refused with the name of the setting', () => {
  const env = { TRUSTED_PROXIES: '1', REQUESTS_PER_NETWORK: '0', SESSION_DAYS: '7' };
  expect(readStackSettings(env).api).toEqual(env);
  expect(sentenceOf({ TRUSTED_PROXIES: 'all' })).toMatch(/TRUSTED_PROXIES/);
  expect(sentenceOf({ REQUESTS_PER_PERSON: '-1' })).toMatch(/REQUESTS_PER_PERSON/);
  expect(sentenceOf({ METRICS_TOKEN: 'short' })).toMatch(/METRICS_TOKEN.*16 characters/);
});

test.each([
  ['a key without the webhook’s secret', { STRIPE_SECRET_KEY: stripe.STRIPE_SECRET_KEY }, /belong together/],
  ['the webhook’s secret without a key', { STRIPE_WEBHOOK_SECRET: stripe.STRIPE_WEBHOOK_SECRET }, /belong together/],
  ['an address without a key', { STRIPE_API_BASE: 'http://127.0.0.1:1' }, /^STRIPE_API_BASE needs/],
  [
    'a publishable key',
    { ...stripe, STRIPE_SECRET_KEY: 'pk_test_0123456789' },
    /^STRIPE_SECRET_KEY must be a secret key/,
  ],
  ['a secret that is none', { ...stripe, STRIPE_WEBHOOK_SECRET: 'secret' }, /^STRIPE_WEBHOOK_SECRET must be/],
  ['an address that is none', { ...stripe, STRIPE_API_BASE: 'stripe' }, /^STRIPE_API_BASE must be/],
  ['an address with a path', { ...stripe, STRIPE_API_BASE: 'https://x.example/v1' }, /^STRIPE_API_BASE must be/],
  ['http to another machine', { ...stripe, STRIPE_API_BASE: 'http://10.0.0.5' }, /without https/],
  [
    'a live key for another server',
    { ...live, STRIPE_API_BASE: 'http://127.0.0.1:1' },
    /live STRIPE_SECRET_KEY goes to/,
  ],
  ['a live key without PUBLIC_URL', live, /live STRIPE_SECRET_KEY needs PUBLIC_URL/],
  ['a live key with http', { ...live, PUBLIC_URL: 'http://yunhu.example' }, /begins with https/],
  ['a PUBLIC_URL that is none', { PUBLIC_URL: 'yunhu.example' }, /^PUBLIC_URL must be/],
])('%s is refused with a sentence, and no key is repeated in it', (_, env, sentence) => {
  const said = sentenceOf(env);
  expect(said).toMatch(sentence);
  expect(said).not.toContain('0123456789');
});
