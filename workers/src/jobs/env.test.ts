import { expect, test } from 'vitest';
import { mailSettings, readJobsEnv } from './env.ts';

const record = { APP_DATABASE_URL: 'postgres://a@127.0.0.1/x', PLATFORM_DATABASE_URL: 'postgres://b@127.0.0.1/x' };
const read = (source: Record<string, string>) => mailSettings(readJobsEnv({ ...record, ...source }));

test('mails go out where both settings are there, and their links lead where the product is reached', () => {
  expect(read({})).toBeUndefined();
  const both = { SMTP_URL: 'smtps://u:p@mail.example', MAIL_FROM: 'noreply@yunhu.example' };
  expect(read({ ...both, PUBLIC_URL: 'https://yunhu.example/' })).toEqual({
    ...{ smtpUrl: both.SMTP_URL, from: both.MAIL_FROM, publicUrl: 'https://yunhu.example' },
  });
});

test.each([
  ['a server and nobody whom they come from', { SMTP_URL: 'smtp://127.0.0.1' }, /MAIL_FROM/],
  ['somebody and no server', { MAIL_FROM: 'noreply@yunhu.example' }, /SMTP_URL/],
  ['a name beside the address', { SMTP_URL: 'smtp://127.0.0.1', MAIL_FROM: 'Yunhu <a@b.example>' }, /bare address/],
  [
    'a line break in the address',
    { SMTP_URL: 'smtp://127.0.0.1', MAIL_FROM: 'a@b.example\r\nBcc: c@d.example' },
    /bare/,
  ],
  ['another protocol', { SMTP_URL: 'http://127.0.0.1', MAIL_FROM: 'a@b.example' }, /SMTP_URL.*smtp:\/\//],
  ['an address of the product that is none', { PUBLIC_URL: 'yunhu' }, /PUBLIC_URL/],
])('is refused with a sentence: %s', (_, source, sentence) => {
  expect(() => read(source)).toThrow(sentence);
});
