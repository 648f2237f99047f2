// Mails over a real SMTP conversation with a server on loopback: what they say and to whom, refusals, a dead sender, storms.
import { ownMail } from '@yunhu/api/schemas';
import { type AlertKind, queueMail, raiseAlert, takeDueMails } from '@yunhu/db/tenancy';
import { silentLog } from '@yunhu/workers';
import { openMailSender } from '@yunhu/workers/jobs';
import { SMTPServer } from 'smtp-server';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestApi, type TestApi, type TestClient } from '../setup/api.ts';
import { createTestTenant, type TestTenant } from '../setup/customer.ts';
import { addTestPerson } from '../setup/staff.ts';

interface Received {
  readonly to: string[];
  readonly raw: string;
}

let api: TestApi;
let operator: TestClient;
let agent: TestTenant;
let customer: TestTenant;
let server: SMTPServer;
let received: Received[] = [];
/** What the server answers to a receiver; undefined takes it. */
let refuse: { code: number; words: string } | undefined;
let nowMs = Date.now();
const clock = { now: () => new Date(nowMs), nowMs: () => nowMs, setTimer: () => () => undefined };

beforeAll(async () => {
  api = await startTestApi({ sendsMail: true });
  operator = await api.logIn('operator');
  agent = await createTestTenant(api, operator, { kind: 'agent', name: 'Agent', loginName: 'agent' });
  customer = await createTestTenant(api, agent.client, { kind: 'customer', name: 'Bakery', loginName: 'bakery' });
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (_, __, done) =>
      done(refuse === undefined ? null : Object.assign(new Error(refuse.words), { responseCode: refuse.code })),
    onData: (stream, session, done) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        received.push({ to, raw: Buffer.concat(parts).toString('utf8') });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  await new Promise<void>((resolve) => server.close(resolve));
  await api.stop();
});

beforeEach(async () => {
  received = [];
  refuse = undefined;
  // Ahead of the record's own clock, by which what is queued is due at once.
  nowMs = Date.now() + 5_000;
  await api.behind`delete from mails`;
  await api.behind`delete from alerts`;
  await api.behind`delete from alert_mail_turns`;
  await api.behind`delete from email_confirmations`;
  await api.behind`update staff set email = null`;
});

async function sendDue(): Promise<number> {
  const { port } = server.server.address() as AddressInfo;
  const sender = openMailSender(
    { database: api.database, clock, log: silentLog },
    { smtpUrl: `smtp://127.0.0.1:${port}`, from: 'noreply@yunhu.example', publicUrl: 'https://yunhu.example' },
  );
  try {
    return await sender.sendDue();
  } finally {
    sender.close();
  }
}

/** Parts of a mail, decoded. */
function textOf({ raw }: Received): string {
  return raw
    .split(/\r?\n--[^\r\n]+\r?\n/)
    .map((part) => {
      const [head = '', ...body] = part.split(/\r?\n\r?\n/);
      const joined = body.join('\n\n');
      if (/base64/i.test(head)) return Buffer.from(joined, 'base64').toString('utf8');
      if (!/quoted-printable/i.test(head)) return joined;
      const bytes = joined.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => `%${hex}`);
      return decodeURIComponent(bytes.replace(/%(?![0-9A-F]{2})/g, '%25'));
    })
    .join('\n');
}

const states = () => api.behind<{ state: string; tries: number; reason: string | null }[]>`
  select state, tries, reason from mails order by id`;
const queueTest = (key = 'one') =>
  api.database.withPlatform('a test', (tx) =>
    queueMail(tx, {
      ...{ tenantId: customer.id, key, kind: 'test', staffId: null, address: 'owner@bakery.example', locale: 'en' },
    }),
  );
const ask = (client: TestClient, email: string) => client.send('PUT', '/v1/session/mail/address', { email });
const confirm = (token: string) => api.anonymous.post('/v1/mail/confirmations', { token });
const tokenIn = (mail: Received | undefined) =>
  /confirm-email#([\w-]+)/.exec(mail === undefined ? '' : textOf(mail))?.[1] ?? '';

describe('an address', () => {
  test('becomes one’s own by the link that is mailed there, once, and stands nowhere before', async () => {
    expect((await ask(customer.client, 'owner@bakery.example')).as(ownMail)).toMatchObject({
      email: null,
      pending: { email: 'owner@bakery.example' },
    });
    expect(await sendDue()).toBe(1);
    const token = tokenIn(received[0]);
    expect(received[0]?.to).toEqual(['owner@bakery.example']);
    const rows = await api.behind`select * from mails m, email_confirmations c`;
    expect(JSON.stringify(rows)).not.toContain(token);
    expect((await confirm('x'.repeat(32))).status).toBe(403);
    expect((await confirm(token)).status).toBe(204);
    expect((await confirm(token)).status).toBe(403);
    expect((await customer.client.get('/v1/session/mail')).as(ownMail)).toMatchObject({
      email: 'owner@bakery.example',
      pending: null,
    });
    expect((await customer.client.send('DELETE', '/v1/session/mail/address')).as(ownMail).email).toBe(null);
  });

  test('is not confirmed by a link that is too old, or of an address that was asked for before', async () => {
    await ask(customer.client, 'first@bakery.example');
    await sendDue();
    const first = tokenIn(received[0]);
    await ask(customer.client, 'second@bakery.example');
    expect((await confirm(first)).status).toBe(403);
    await sendDue();
    await api.behind`update email_confirmations set expires_at = now() - interval '1 second'`;
    expect((await confirm(tokenIn(received[1]))).status).toBe(403);
  });

  test.each([
    'a@b.example\r\nBcc: other@x.example',
    'a@b.example, c@d.example',
    '"a b"@c.example',
    'A <a@b.example>',
    'a@localhost',
    'a@127.0.0.1',
    'a@[::1]',
    'a b@c.example',
    '@c.example',
    'a@',
  ])('%j is refused', async (email) => {
    expect((await ask(customer.client, email)).status).toBe(422);
    expect(await states()).toEqual([]);
  });

  test('is not a way to mail strangers: after five in an hour it ends', async () => {
    const answers = [];
    for (let i = 0; i < 6; i++) answers.push((await ask(customer.client, `s${i}@stranger.example`)).status);
    expect(answers).toEqual([200, 200, 200, 200, 200, 429]);
  });
});

describe('a mail', () => {
  test('is in the brand and language of who receives it, with no line break of a name in its head', async () => {
    await agent.client.send('PATCH', '/v1/branding/settings', { name: '鹏程云', accent: '#008855' });
    await queueTest();
    await sendDue();
    const [mail] = received;
    expect(mail?.raw).toMatch(/^From: =\?UTF-8\?B\?[^\r\n]+\?= <noreply@yunhu\.example>\r?$/im);
    expect(textOf(mail ?? { to: [], raw: '' })).toContain('https://yunhu.example');
    expect(textOf(mail ?? { to: [], raw: '' })).toContain('鹏程云');
    await agent.client.send('PATCH', '/v1/branding/settings', { name: null, accent: null });
  });

  test('of one key is sent once, however often it is asked for and however many send', async () => {
    expect(await queueTest()).toBe(true);
    expect(await queueTest()).toBe(false);
    await Promise.all([sendDue(), sendDue()]);
    expect(received).toHaveLength(1);
  });

  test('that the server refuses for good has failed, with the reason; one that it puts off comes again, a bounded number of times', async () => {
    await queueTest();
    refuse = { code: 550, words: 'no such mailbox' };
    await sendDue();
    expect(await states()).toMatchObject([
      { state: 'failed', tries: 1, reason: expect.stringContaining('no such mailbox') },
    ]);

    await queueTest('two');
    refuse = { code: 451, words: 'come later' };
    for (let i = 0; i < 10; i++) {
      await sendDue();
      nowMs += 6 * 3_600_000;
    }
    const [, second] = await states();
    expect(second).toMatchObject({ state: 'failed', tries: 6, reason: expect.stringContaining('come later') });
    refuse = undefined;
    nowMs = Date.now() + 5_000;
    await queueTest('three');
    refuse = { code: 421, words: 'busy' };
    await sendDue();
    refuse = undefined;
    await sendDue();
    expect(received).toEqual([]);
    nowMs += 61_000;
    expect(await sendDue()).toBe(1);
  });

  test('whose sender dies before it could write that down is sent once more, and never a third time', async () => {
    await queueTest();
    // Taken by a process that is killed at this moment, perhaps after the server had it already.
    await api.database.withPlatform('a dying sender', (tx) => takeDueMails(tx, clock.now(), 5));
    expect(await sendDue()).toBe(0);
    nowMs += 121_000;
    await api.database.withPlatform('a second dying sender', (tx) => takeDueMails(tx, clock.now(), 5));
    nowMs += 121_000;
    expect(await sendDue()).toBe(0);
    expect(await states()).toMatchObject([{ state: 'failed', reason: 'sender_died' }]);
  });
});

describe('alerts', () => {
  const raise = (kind: AlertKind, level: 'info' | 'warning' | 'critical' = 'warning', subjectId: string = kind) =>
    api.database.withPlatform('an alert', (tx) =>
      raiseAlert(tx, { tenantId: customer.id, kind, level, subjectType: 'x', subjectId }),
    );
  const giveAddress = (loginName: string) =>
    api.behind`update staff set email = ${`${loginName}@mail.example`} where login_name = ${loginName}`;

  test('are mailed once to those who want mails and may see them, from warning on, and again when one gets worse', async () => {
    const seat = await addTestPerson(api, customer.client, { loginName: 'seat1', preset: 'seat' });
    expect(seat.id).not.toBe('');
    for (const loginName of ['bakery', 'seat1', 'agent', 'operator']) await giveAddress(loginName);
    await raise('low_balance');
    await raise('job_failed', 'info');
    await sendDue();
    expect(received.map(({ to }) => to)).toEqual([['bakery@mail.example']]);
    await raise('low_balance');
    nowMs += 11 * 60_000;
    await sendDue();
    expect(received).toHaveLength(1);
    await raise('low_balance', 'critical');
    await sendDue();
    expect(received).toHaveLength(2);
    await customer.client.send('PATCH', '/v1/session/mail', { wantsMail: false });
    await raise('wallet_blocked', 'critical');
    nowMs += 11 * 60_000;
    await sendDue();
    expect(received).toHaveLength(2);
    await customer.client.send('PATCH', '/v1/session/mail', { wantsMail: true });
  });

  test('a storm of them is one mail at once and one of all the rest ten minutes later', async () => {
    await giveAddress('bakery');
    await raise('limit_reached', 'warning', 'first');
    await sendDue();
    for (let i = 0; i < 60; i++) {
      await raise('limit_reached', 'warning', `storm-${i}`);
      if (i % 20 === 0) await sendDue();
    }
    expect(received).toHaveLength(1);
    nowMs += 10 * 60_000 + 1;
    await sendDue();
    await sendDue();
    expect(received).toHaveLength(2);
    expect(textOf(received[1] ?? { to: [], raw: '' })).toContain('另有 40 条');
  });
});

test('only the operator tries mails out, and nobody is asked for an address where none are sent', async () => {
  const test = (client: TestClient) => client.post('/v1/mails/test', { email: 'me@mail.example', locale: 'en' });
  expect((await test(operator)).status).toBe(204);
  expect((await test(agent.client)).status).toBe(404);
  expect((await test(api.anonymous)).status).toBe(401);
});
