import { randomBytes, randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { getRequestListener } from '@hono/node-server';
import { begunUploads, openUploads, takeUpload, uploadAddressMinutes } from '@yunhu/db/objects';
import { startTestApi, type TestApi, type TestClient } from '@yunhu/tests/api';
import { createTestTenant } from '@yunhu/tests/customer';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '../../../tests/setup/eventually.ts';
import { uploadAs } from '../../../tests/setup/uploads.ts';
import { sealedUpload, type UploadGrant, type UploadPurpose, uploadGrant } from './schemas.ts';

let api: TestApi;
let operator: TestClient;
let customer: TestClient;
let customerId: string;

beforeAll(async () => {
  api = await startTestApi();
  operator = await api.logIn('operator');
  const created = await createTestTenant(api, operator, { kind: 'customer', name: 'Bakery', loginName: 'bakery' });
  [customer, customerId] = [created.client, created.id];
});

afterAll(() => api.stop());

beforeEach(() => api.behind`delete from uploads`);

const ask = (purpose: UploadPurpose, bytes: number, fileName = 'a', client = customer) =>
  client.post('/v1/uploads', { purpose, fileName, bytes });
const begin = async (purpose: UploadPurpose, bytes: number): Promise<UploadGrant> =>
  (await ask(purpose, bytes)).as(uploadGrant);
const put = ({ url, method, headers }: UploadGrant, body: string | Buffer, more: Record<string, string> = {}) =>
  api.anonymous.fetch(url, { method, headers: { ...headers, ...more }, body: Uint8Array.from(Buffer.from(body)) });
const seal = (id: string, client = customer) => client.post(`/v1/uploads/${id}/seal`);
const take = (id: string, purpose: UploadPurpose = 'audio', tenantId = customerId) =>
  api.database.withTenant({ tenantId }, (tx) => takeUpload(tx, id, purpose));
const keysOf = async (tenantId = customerId) =>
  (await api.objects.list(`tenant/${tenantId}/`)).objects.map(({ key }) => key);
const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code;

test('a file is asked for, put without a cookie, sealed, and taken whole, once', async () => {
  const bytes = randomBytes(300_000);
  const id = await uploadAs(customer, 'audio', bytes, 'a.mp3');
  const taken = await take(id);
  expect(taken).toMatchObject({ fileName: 'a.mp3', bytes: bytes.length });
  expect(taken.key).toMatch(new RegExp(`^tenant/${customerId}/audio/[0-9a-f-]{36}$`));
  const stored = await api.objects.get(taken.key);
  expect(stored && (await buffer(stored.content)).equals(bytes)).toBe(true);
  await expect(take(id)).rejects.toMatchObject({ code: 'not_found' });
  expect(await keysOf()).toEqual([taken.key]);
  await api.objects.delete(taken.key);
});

test.each([
  ['../../etc/passwd', 'passwd'],
  ['C:\\Windows\\evil.exe', 'evil.exe'],
  ['\u202Egpj.exe', 'gpj.exe'],
  ['a\0b\n\tc.pdf', 'abc.pdf'],
  ['..', 'file'],
  ['/', 'file'],
  ['\u200B\uFEFF', 'file'],
  ['营业执照 (1).pdf', '营业执照 (1).pdf'],
  ['x'.repeat(900), 'x'.repeat(200)],
  ['😀'.repeat(300), '😀'.repeat(200)],
])('the name %j is kept as %j, to be read', async (given, kept) => {
  expect((await ask('audio', 1, given)).status).toBe(201);
  const [row] = await api.behind<{ file_name: string }[]>`select file_name from uploads`;
  expect(row?.file_name).toBe(kept);
});

describe('is refused before a byte has come', () => {
  test.each<[UploadPurpose, number]>([
    ['logo', 1024 ** 2 + 1],
    ['caller-id-document', 10 * 1024 ** 2 + 1],
    ['audio', 50 * 1024 ** 2 + 1],
    ['audio', 2 * 1024 ** 3],
    ['audio', Number.MAX_SAFE_INTEGER],
  ])('%s of %d bytes', async (purpose, bytes) => {
    const { status, body } = await ask(purpose, bytes);
    expect([status, body]).toMatchObject([413, { code: 'file_too_large' }]);
  });

  test.each([0, -1, 1.5, '5', null, 2 ** 60])('a file of %j bytes', async (bytes) => {
    const answer = await customer.post('/v1/uploads', { purpose: 'audio', fileName: 'a', bytes });
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_input', errors: [{ field: 'bytes' }] } });
  });

  test.each(['voice', '', '../audio', null, ['audio']])('the purpose %j', async (purpose) => {
    const answer = await customer.post('/v1/uploads', { purpose, fileName: 'a', bytes: 1 });
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_input', errors: [{ field: 'purpose' }] } });
  });

  test('what one may not write', async () => {
    expect((await ask('audio', 1, 'a', operator)).body).toMatchObject({ code: 'forbidden' });
    expect((await ask('caller-id-document', 1, 'a', operator)).status).toBe(403);
    expect((await ask('audio', 1, 'a', api.anonymous)).status).toBe(401);
  });

  test('too many at once, and too much at once, however many ask at the same moment', async () => {
    const large = 50 * 1024 ** 2;
    const fits = Math.floor(openUploads.bytes / large);
    const answers = await Promise.all(Array.from({ length: fits + 3 }, () => ask('audio', large)));
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([
      ...Array.from({ length: fits }, () => 201),
      ...[429, 429, 429],
    ]);
    // Another tenant has its own bounds.
    expect((await ask('logo', 1, 'a', operator)).status).toBe(201);
    await api.behind`delete from uploads`;
    await api.behind`
      insert into uploads (tenant_id, purpose, file_name, bytes)
      select ${customerId}, 'logo', 'a', 1 from generate_series(1, ${openUploads.count})`;
    expect((await ask('logo', 1)).body).toMatchObject({ code: 'too_many_uploads' });
  });
});

describe('the bytes', () => {
  test('are refused beyond what was said, fewer than that, and of another type; and nothing of them stays', async () => {
    const grant = await begin('audio', 5);
    expect(await codeOf(await put(grant, 'sixsix'))).toBe('file_too_large');
    expect(await codeOf(await put(grant, 'four'))).toBe('upload_incomplete');
    expect(await codeOf(await put(grant, 'hello', { 'content-type': 'text/html' }))).toBe('link_invalid');
    expect(await codeOf(await put(grant, 'hello', { 'content-length': '2147483648' }))).toBe('file_too_large');
    expect(await keysOf()).toEqual([]);
    expect((await seal(grant.uploadId)).body).toMatchObject({ code: 'upload_incomplete' });
    expect((await put(grant, 'hello')).status).toBe(204);
    expect(await codeOf(await put(grant, 'hello'))).toBe('link_invalid');
    await api.objects.delete(`tenant/${customerId}/incoming/${grant.uploadId}`);
  });

  test('of a sender who hangs up, or who says less than he sends, leave nothing', async () => {
    const server = createServer((request, response) => void getRequestListener(api.app.fetch)(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const grant = await begin('audio', 1_000_000);
    const head = (length: string) =>
      `PUT ${grant.url} HTTP/1.1\r\nhost: x\r\ncontent-type: application/octet-stream\r\n${length}\r\n\r\n`;
    const speak = (text: string, hangUp: boolean) =>
      new Promise<string>((resolve) => {
        const socket = connect(port, '127.0.0.1', () => socket.write(text, () => hangUp && socket.destroy()));
        let said = '';
        socket.on('data', (part) => {
          said += String(part);
          socket.end();
        });
        socket.once('close', () => resolve(said));
        socket.once('error', () => undefined);
      });
    await speak(head('content-length: 1000000') + 'x'.repeat(500_000), true);
    expect(await speak(head('content-length: 5') + 'x'.repeat(500_000), false)).toMatch(/^HTTP\/1.1 4/);
    const endless = `${(1_000_001).toString(16)}\r\n${'x'.repeat(1_000_001)}\r\n`;
    // The address is taken until the first is seen to have hung up.
    const tooMuch = () => speak(head('transfer-encoding: chunked') + endless, false);
    await eventually(tooMuch, (said) => said.startsWith('HTTP/1.1 413'));
    await eventually(keysOf, (keys) => keys.length === 0);
    expect((await put(grant, 'x'.repeat(1_000_000))).status).toBe(204);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await api.objects.delete(`tenant/${customerId}/incoming/${grant.uploadId}`);
  });

  test('cannot be changed any more once they are sealed, and sealing again says the same', async () => {
    const grant = await begin('audio', 5);
    await put(grant, 'hello');
    const answers = await Promise.all([seal(grant.uploadId), seal(grant.uploadId), seal(grant.uploadId)]);
    const sealed = answers.filter(({ status }) => status === 200).map((answer) => answer.as(sealedUpload));
    expect(sealed.length).toBeGreaterThan(0);
    expect(new Set(sealed.map(({ sha256 }) => sha256)).size).toBe(1);
    // Whoever still holds an address of that place, as with S3, changes nothing that anybody reads.
    const { Readable } = await import('node:stream');
    await api.objects.put(`tenant/${customerId}/incoming/${grant.uploadId}`, Readable.from(['evil!']), { maxBytes: 5 });
    expect((await seal(grant.uploadId)).as(sealedUpload)).toEqual(sealed[0]);
    const { key } = await take(grant.uploadId);
    const stored = await api.objects.get(key);
    expect(stored && String(await buffer(stored.content))).toBe('hello');
    expect(await keysOf()).toEqual([key, `tenant/${customerId}/incoming/${grant.uploadId}`]);
    for (const one of await keysOf()) await api.objects.delete(one);
  });
});

describe('taking', () => {
  test('an upload by many at once succeeds for exactly one', async () => {
    const id = await uploadAs(customer, 'audio', Buffer.from('x'), 'a');
    const settled = await Promise.allSettled(Array.from({ length: 8 }, () => take(id)));
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('is undone with the transaction that took it', async () => {
    const id = await uploadAs(customer, 'audio', Buffer.from('x'), 'a');
    const failing = api.database.withTenant({ tenantId: customerId }, async (tx) => {
      await takeUpload(tx, id, 'audio');
      throw new Error('on second thoughts');
    });
    await expect(failing).rejects.toThrow('on second thoughts');
    expect((await take(id)).bytes).toBe(1);
  });

  test('finds nothing for another purpose, another tenant, or what never was; and what has not come is incomplete', async () => {
    const id = await uploadAs(customer, 'audio', Buffer.from('x'), 'a');
    await expect(take(id, 'logo')).rejects.toMatchObject({ code: 'not_found' });
    await expect(take(id, 'audio', api.operatorId)).rejects.toMatchObject({ code: 'not_found' });
    await expect(take(randomUUID())).rejects.toMatchObject({ code: 'not_found' });
    const { uploadId } = await begin('audio', 1);
    await expect(take(uploadId)).rejects.toMatchObject({ code: 'upload_incomplete' });
    expect((await seal(uploadId, operator)).status).toBe(404);
    expect((await operator.send('DELETE', `/v1/uploads/${uploadId}`)).status).toBe(404);
  });
});

test('who leaves uploads makes no room while their addresses are good, and nobody begins more than a thousand an hour', async () => {
  const size = 50 * 1024 ** 2;
  const fits = Math.floor(openUploads.bytes / size);
  const left = await Promise.all(Array.from({ length: fits }, () => begin('audio', size)));
  for (const { uploadId } of left) expect((await customer.send('DELETE', `/v1/uploads/${uploadId}`)).status).toBe(204);
  expect(await ask('audio', size)).toMatchObject({ status: 429, body: { code: 'too_many_uploads' } });
  const [first] = left;
  expect((await customer.send('DELETE', `/v1/uploads/${first?.uploadId}`)).status).toBe(404);
  expect((await seal(first?.uploadId ?? '')).status).toBe(404);
  await api.behind`update uploads set created_at = now() - make_interval(mins => ${uploadAddressMinutes})`;
  expect((await ask('audio', size)).status).toBe(201);
  await api.behind`
    insert into uploads (tenant_id, purpose, file_name, bytes, created_at, cancelled_at)
    select ${customerId}, 'logo', 'a', 1, now() - interval '50 minutes', now() from generate_series(${fits + 2}::int, ${begunUploads}::int)`;
  expect((await ask('logo', 1)).body).toMatchObject({ code: 'too_many_uploads' });
  expect((await ask('logo', 1, 'a', operator)).status).toBe(201);
});

test('an upload that is left goes with its bytes, and a taken one cannot be left', async () => {
  const [left, taken] = [
    await uploadAs(customer, 'logo', Buffer.from('x'), 'a'),
    await uploadAs(customer, 'logo', Buffer.from('y'), 'b'),
  ];
  const { key } = await take(taken, 'logo');
  expect((await customer.send('DELETE', `/v1/uploads/${left}`)).status).toBe(204);
  expect((await customer.send('DELETE', `/v1/uploads/${taken}`)).status).toBe(404);
  expect((await keysOf()).filter((one) => one.includes('/logo/'))).toEqual([key]);
});

test('an address for reading gives the file as what it is said to be, never as a page of ours', async () => {
  const { key } = await take(await uploadAs(customer, 'audio', Buffer.from('<script>'), 'a'));
  const how = { expiresSeconds: 60, contentType: 'audio/mpeg', fileName: '云.mp3' } as const;
  const url = await api.objects.presignGet(key, { ...how, disposition: 'inline' });
  const answer = await api.anonymous.fetch(url);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'audio/mpeg',
    'content-disposition': `inline; filename="_.mp3"; filename*=UTF-8''%E4%BA%91.mp3`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': expect.stringContaining("default-src 'none'"),
    'cache-control': 'no-store',
  });
  const ranges = ['bytes=0-0', 'bytes=-3', 'bytes=3-', 'bytes=8-', 'bytes=5-2', 'bytes=0-0,2-2', 'lines=1-2'];
  const answers = await Promise.all(ranges.map((range) => api.anonymous.fetch(url, { headers: { range } })));
  expect(await Promise.all(answers.map(async (one) => [one.status, await one.text()]))).toEqual([
    [206, '<'],
    [206, 'pt>'],
    [206, 'ript>'],
    [416, ''],
    ...Array.from({ length: 3 }, () => [200, '<script>']),
  ]);
});
