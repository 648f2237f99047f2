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
