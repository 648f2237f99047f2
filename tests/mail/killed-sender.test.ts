// The process that sends mails, killed with SIGKILL while a real SMTP server has one in its hands.
import path from 'node:path';
import type { AddressInfo } from 'node:net';
import { queueMail } from '@yunhu/db/tenancy';
import { SMTPServer } from 'smtp-server';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually } from '../setup/eventually.ts';
import { type JobsWorld, openJobsWorld } from '../setup/jobs.ts';
import { startProcess, type WorkerProcess } from '../setup/worker-process.ts';

/** Two processes start one after the other. */
const limit = { timeout: 180_000 };
const receivers = Array.from({ length: 8 }, (_, i) => `person-${i}@yunhu.example`);

let world: JobsWorld;
let server: SMTPServer;
let processes: WorkerProcess[];
/** Receiver and Message-ID of what the server has taken for good. */
let accepted: { to: string; messageId: string }[];
/** Called once the server has read a mail whole and before it says so; the server says so when it resolves. */
let beforeAnswer: (to: string) => Promise<void>;

beforeEach(async () => {
  world = await openJobsWorld();
  processes = [];
  accepted = [];
  beforeAnswer = () => Promise.resolve();
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, session, done) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const to = session.envelope.rcptTo[0]?.address ?? '';
        const messageId = /^Message-ID: (.*)$/im.exec(Buffer.concat(parts).toString('utf8'))?.[1]?.trim() ?? '';
        accepted.push({ to, messageId });
        void answerAfter(beforeAnswer(to), done);
      });
    },
  });
  // Connections of killed senders end as they will.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  for (const one of processes) await one.kill();
  await new Promise<void>((resolve) => server.close(resolve));
  await world.close();
});

async function answerAfter(held: Promise<void>, done: () => void): Promise<void> {
  await held;
  done();
}

function startSender(): WorkerProcess {
  const started = startProcess(path.join(import.meta.dirname, '../jobs/jobs-process.ts'), world.testDatabase, {
    OBJECTS_DIR: path.join(world.folder, 'objects'),
    SMTP_URL: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    MAIL_FROM: 'noreply@yunhu.example',
  });
  processes.push(started);
  return started;
}

const queueAll = () =>
  world.database.withPlatform('test', async (tx) => {
    for (const address of receivers)
      await queueMail(tx, {
        ...{ tenantId: world.tenantId, key: address, kind: 'test', staffId: null, address, locale: 'en' },
      });
  });
const states = () => world.sql<{ state: string; tries: number; reason: string | null }[]>`
  select state, tries, reason from mails order by address`;
/** So long after the kill that its sender is taken for dead. */
const passSendingTime = () => world.sql`update mails set next_at = now() where state = 'sending'`;
const allEnded = () => eventually(states, (mails) => mails.every(({ state }) => ['sent', 'failed'].includes(state)));

/** Starts a sender and kills it while the server has read so many mails and not answered the last. */
async function killAt(nth: number): Promise<void> {
  const before = accepted.length;
  const reached = new Promise<void>((resolve) => {
    beforeAnswer = () => {
      if (accepted.length - before < nth) return Promise.resolve();
      resolve();
      return new Promise(() => undefined);
    };
  });
  const sender = startSender();
  await reached;
  await sender.kill();
  beforeAnswer = () => Promise.resolve();
  await passSendingTime();
}

test('every mail arrives, and one more than twice never, each time under one Message-ID', limit, async () => {
  await queueAll();
  await killAt(3);
  startSender();
  expect((await allEnded()).map(({ state }) => state)).toEqual(receivers.map(() => 'sent'));
  const got = receivers.map((receiver) => accepted.filter(({ to }) => to === receiver));
  // One was in the server's hands when its sender died.
  expect(got.map(({ length }) => length).sort((a, b) => a - b)).toEqual([...receivers.slice(1).map(() => 1), 2]);
  for (const mails of got) expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(1);
});

test('one whose sender dies twice is given up with the reason, and the others still go out', limit, async () => {
  await queueAll();
  await killAt(1);
  const [first] = accepted;
  // It is taken again with the others; the second sender dies over the same one.
  await new Promise<void>((resolve) => {
    beforeAnswer = (to) => (to === first?.to ? (resolve(), new Promise(() => undefined)) : Promise.resolve());
    startSender();
  });
  for (const one of processes) await one.kill();
  beforeAnswer = () => Promise.resolve();
  await passSendingTime();
  startSender();
  const ended = await allEnded();
  expect(ended.filter(({ state }) => state === 'failed')).toEqual([
    { state: 'failed', tries: 2, reason: 'sender_died' },
  ]);
  expect(accepted.filter(({ to }) => to === first?.to)).toHaveLength(2);
  expect(new Set(accepted.map(({ to }) => to)).size).toBe(receivers.length);
});
