// The files that the ledger and the calls are taken away in, made by the jobs themselves: read back and held against the lists.
import { crc32, deflateSync } from 'node:zlib';
import { brandSettings, cdrPage, entryPage, jobBegun, task as taskSchema } from '@yunhu/api/schemas';
import { readSheet } from '@yunhu/db/sheets';
import { systemClock } from '@yunhu/db/time';
import { silentLog } from '@yunhu/workers';
import { jobHandlers, type RunningJobs, startJobs } from '@yunhu/workers/jobs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startTestApi, type TestApi, type TestClient } from '../setup/api.ts';
import { createTestTenant, equipCustomer, type TestTenant } from '../setup/customer.ts';
import { eventually } from '../setup/eventually.ts';
import { readPdf } from '../setup/read-pdf.ts';
import { makeSettledCalls } from '../setup/settled-calls.ts';
import { uploadAs } from '../setup/uploads.ts';

let api: TestApi;
let jobs: RunningJobs;
let agent: TestTenant;
let customer: TestTenant;
const calls = 12;
/** Of the customer's zone. */
const month = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7);

beforeAll(async () => {
  api = await startTestApi();
  const operator = await api.logIn('operator');
  agent = await createTestTenant(api, operator, {
    ...{ kind: 'agent', name: '鹏程代理', loginName: 'pengcheng', pricePerBlock: '0.1', money: '5000' },
  });
  customer = await createTestTenant(api, agent.client, {
    ...{ kind: 'customer', name: '蓝海教育科技（深圳）', loginName: 'lanhai', pricePerBlock: '0.15', money: '1234.56' },
  });
  const telephony = await equipCustomer(api, customer.id, { name: '蓝海' });
  const { flowId, callerIdId } = telephony;
  const taskId = (await customer.client.post('/v1/tasks', { name: '=秋季回访', flowId, callerIdId })).as(taskSchema).id;
  const endedAt = (i: number) => new Date(Date.now() - (calls - i) * 60_000);
  const of = { tenantId: customer.id, taskId, telephony };
  await makeSettledCalls(
    api,
    of,
    Array.from({ length: calls }, (_, i) => ({
      ...{ number: `+86138000000${String(i).padStart(2, '0')}`, talkMs: i * 10_000, endedAt: endedAt(i) },
    })),
  );
  jobs = await startJobs({
    ...{ database: api.database, objects: api.objects, clock: systemClock, log: silentLog, handlers: jobHandlers },
    ...{ runnerId: crypto.randomUUID(), atOnce: 2 },
  });
});
afterAll(async () => {
  await jobs.stop();
  await api.stop();
});

const ended = z.object({
  state: z.string(),
  failure_code: z.string().nullable(),
  done: z.int(),
  total: z.int().nullable(),
});

/** Asks for a file, waits for its job and downloads it. */
async function fileOf(
  client: TestClient,
  path: string,
  body: object,
): Promise<{ bytes: Buffer; name: string; rows: number }> {
  const { jobId } = (await client.post(path, body)).as(jobBegun);
  const read = async () => {
    const [row] = await api.behind`
      select state, failure_code, progress_done::int done, progress_total::int total from jobs where id = ${jobId}`;
    return ended.parse(row);
  };
  const job = await eventually(read, ({ state }) => !['waiting', 'running'].includes(state));
  expect(job).toMatchObject({ state: 'done', failure_code: null, total: job.done });
  const answer = await client.fetch(`/v1/jobs/${jobId}/file`);
  expect(answer.status).toBe(200);
  const name = /filename\*?=(?:UTF-8'')?"?([^";]+)/.exec(answer.headers.get('content-disposition') ?? '')?.[1] ?? '';
  return { bytes: Buffer.from(await answer.arrayBuffer()), name, rows: job.done };
}

async function cellsOf(bytes: Buffer): Promise<(readonly string[])[]> {
  const rows: (readonly string[])[] = [];
  async function* parts() {
    yield bytes;
  }
  for await (const { cells } of readSheet(parts(), { maxRows: 1000, maxBytes: 1e7 })) rows.push(cells);
  return rows;
}

describe('an export', () => {
  test.each(['csv', 'xlsx'] as const)(
    'of the ledger as %s has every entry of the filter, in the order of the page',
    async (format) => {
      const { items } = (await customer.client.get('/v1/ledger/entries?kind=call_charge')).as(entryPage);
      const file = await fileOf(customer.client, '/v1/ledger/exports', {
        format,
        language: 'en',
        kinds: ['call_charge'],
      });
      expect(file.name).toMatch(new RegExp(`^ledger-\\d{4}-\\d\\d-\\d\\d\\.${format}$`));
      const [heads, ...rows] = await cellsOf(file.bytes);
      expect(heads?.slice(0, 3)).toEqual(['Account', 'No.', 'Booked at']);
      // XLSX keeps numbers as numbers: "0.3" is its 0.30.
      const plain = (text: string | undefined) => String(Number(text));
      expect(rows.map((row) => [row[1], row[7], plain(row[9]), plain(row[10])])).toEqual(
        items.map((item) => [
          String(item.seq),
          item.reference.id,
          plain(decimal(item.amountMicros)),
          plain(decimal(item.balanceAfterMicros)),
        ]),
      );
      expect(rows).toHaveLength(calls - 1);
    },
  );

  test('of all below names each company, and whoever asks may go no further', async () => {
    const file = await fileOf(agent.client, '/v1/ledger/exports', { format: 'csv', language: 'zh', scope: 'below' });
    const [heads, ...rows] = await cellsOf(file.bytes);
    expect(heads?.[0]).toBe('账户');
    expect(new Set(rows.map((row) => row[0]))).toEqual(new Set(['蓝海教育科技（深圳）']));
    expect(rows).toHaveLength(calls);
  });

  test('of calls has every call, and no formula', async () => {
    const { items } = (await customer.client.get('/v1/cdrs')).as(cdrPage);
    const file = await fileOf(customer.client, '/v1/cdrs/exports', { format: 'csv', language: 'zh' });
    const [, ...rows] = await cellsOf(file.bytes);
    expect(rows.map((row) => row[0])).toEqual(items.map((item) => item.number));
    expect(rows.every((row) => row[2] === "'=秋季回访")).toBe(true);
    expect((await customer.client.post('/v1/cdrs/exports', { format: 'csv', language: 'fr' })).status).toBe(422);
    expect((await agent.client.post('/v1/cdrs/exports', { format: 'csv', language: 'zh' })).status).toBe(403);
  });

  test('of charges has money and lengths, and no number', async () => {
    const file = await fileOf(agent.client, '/v1/charges/exports', { format: 'csv', language: 'en' });
    const [heads, ...rows] = await cellsOf(file.bytes);
    expect(heads?.slice(7, 10)).toEqual(['Revenue', 'Cost', 'Margin']);
    expect(rows[0]?.slice(7, 10)).toEqual(['0.30', '0.20', '0.10']);
    expect(rows).toHaveLength(calls - 1);
    expect(file.bytes.toString()).not.toContain('138000');
  });
});

describe('a statement', () => {
  test.each([
    ['zh', '月结单', '期初余额', '核对：期初 0.00 + 收入 1,234.56 − 支出 2.40 = 期末 1,232.16\n'],
    ['en', 'Monthly statement', 'Opening balance', 'Proof: opening 0.00 + in 1,234.56 − out 2.40 = closing 1,232.16\n'],
  ])('in %s says where the month began, what moved and where it ended', async (language, title, opening, proof) => {
    const file = await fileOf(customer.client, '/v1/ledger/statements', { month, language });
    expect(file.name).toBe(`statement-${month}-${language}.pdf`);
    const pdf = await readPdf(file.bytes);
    for (const words of [
      title,
      opening,
      '蓝海教育科技（深圳）',
      'Asia/Shanghai',
      'CNY',
      proof,
      '+1,234.56'.slice(1),
      'China',
    ]) {
      expect(pdf.text).toContain(words);
    }
    expect(pdf.title).toContain(month);
    expect(pdf.text).toContain(language === 'zh' ? `第 1 / ${pdf.pages} 页` : `Page 1 of ${pdf.pages}`);
    // Only what is used of the type is in it.
    expect(file.bytes.length).toBeLessThan(300_000);
  });

  test('of a seller tells calls by destination and by day, and is drawn for who is below too', async () => {
    const own = await readPdf((await fileOf(agent.client, '/v1/ledger/statements', { month, language: 'en' })).bytes);
    expect(own.text).toContain('Call revenue by destination');
    expect(own.text).toContain('Call charges by day');
    const below = { month, language: 'zh', tenantId: customer.id };
    const pdf = await readPdf((await fileOf(agent.client, '/v1/ledger/statements', below)).bytes);
    expect(pdf.text).toContain('蓝海教育科技（深圳）');
    expect(pdf.pictures).toBe(0);
  });

  test('goes over pages when there is much to say, with heads and numbers on each', async () => {
    for (let i = 0; i < 60; i++) {
      await agent.client.post(
        `/v1/tenants/${customer.id}/top-ups`,
        { amount: '1', note: `第 ${i} 次` },
        { 'idempotency-key': `many-${i}-times` },
      );
    }
    const pdf = await readPdf(
      (await fileOf(customer.client, '/v1/ledger/statements', { month, language: 'zh' })).bytes,
    );
    expect(pdf.pages).toBeGreaterThan(1);
    expect(pdf.text).toContain(`第 ${pdf.pages} / ${pdf.pages} 页`);
    expect(pdf.text.split('对方').length).toBeGreaterThan(2);
  });

  test('404 for a month before the first entry and a stranger’s wallet, 422 for what is no month', async () => {
    const ask = (client: TestClient, body: object) => client.post('/v1/ledger/statements', { language: 'zh', ...body });
    expect((await ask(customer.client, { month: '2001-01' })).status).toBe(404);
    expect((await ask(customer.client, { month, tenantId: agent.id })).status).toBe(404);
    expect((await ask(customer.client, { month: '2026-13' })).status).toBe(422);
    expect((await api.anonymous.post('/v1/ledger/statements', { month, language: 'zh' })).status).toBe(401);
  });
});

test('a logo stands at the head of statements, one’s own or that of the nearest above, also where it is a drawing', async () => {
  const pictures = async () => {
    const file = await fileOf(customer.client, '/v1/ledger/statements', { month, language: 'zh' });
    return (await readPdf(file.bytes)).pictures;
  };
  const set = async (client: TestClient, bytes: Buffer) => {
    const uploadId = await uploadAs(client, 'logo', bytes, 'logo');
    (await client.send('PUT', '/v1/branding/logo', { uploadId })).as(brandSettings);
  };
  expect(await pictures()).toBe(0);
  await set(agent.client, png(120, 40));
  expect(await pictures()).toBe(1);
  await set(
    customer.client,
    Buffer.from('<svg viewBox="0 0 30 10"><rect width="30" height="10" rx="5" fill="#4353c9"/></svg>'),
  );
  expect(await pictures()).toBe(1);
});

const decimal = (micros: string) => {
  const sign = micros.startsWith('-') ? '-' : '';
  const digits = micros.replace('-', '').padStart(7, '0');
  return `${sign}${digits.slice(0, -6)}.${digits.slice(-6).replace(/0{1,4}$/, '')}`;
};

/** A PNG of one colour. */
function png(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const pixels = Buffer.alloc(height * (1 + width * 3), 0x55);
  for (let row = 0; row < height; row++) pixels[row * (1 + width * 3)] = 0;
  const parts = [chunk('IHDR', header), chunk('IDAT', deflateSync(pixels)), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...parts]);
}

/** https://www.w3.org/TR/png-3/#5Chunk-layout */
function chunk(type: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
