import { brand, brandSettings, session } from '@yunhu/api/schemas';
import { startTestApi, type TestApi, type TestClient } from '@yunhu/tests/api';
import { createTestTenant, type TestTenant } from '@yunhu/tests/customer';
import { addPersonWith } from '@yunhu/tests/staff';
import { uploadAs } from '@yunhu/tests/uploads';
import fc from 'fast-check';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

let api: TestApi;
let operator: TestClient;
let agent: TestTenant;
let customer: TestTenant;
let other: TestTenant;

beforeAll(async () => {
  api = await startTestApi({ publicUrl: new URL('https://yunhu.example') });
  operator = await api.logIn('operator');
  agent = await createTestTenant(api, operator, { kind: 'agent', name: 'Agent', loginName: 'agent' });
  customer = await createTestTenant(api, agent.client, { kind: 'customer', name: 'Bakery', loginName: 'bakery' });
  other = await createTestTenant(api, operator, { kind: 'customer', name: 'Butcher', loginName: 'butcher' });
});

afterAll(() => api.stop());

const clients = () => [operator, agent.client, customer.client, other.client];
const nothing = { name: null, accent: null, support: null };
beforeEach(async () => {
  for (const client of clients()) {
    await client.send('PATCH', '/v1/branding/settings', nothing);
    for (const variant of ['logo', 'mark']) await client.send('DELETE', `/v1/branding/${variant}`);
  }
});

const say = (client: TestClient, said: object) => client.send('PATCH', '/v1/branding/settings', said);
const settingsOf = async (client: TestClient) => (await client.get('/v1/branding/settings')).as(brandSettings);
const shownTo = async (client: TestClient) => (await client.get('/v1/branding')).as(brand);

describe('what a tenant shows', () => {
  test('is its own, else of the nearest above, field by field', async () => {
    await say(operator, {
      name: 'Platform',
      accent: '#4353c9',
      support: { email: 'help@yunhu.example', phone: null, note: null },
    });
    await say(agent.client, { name: 'Cloud of the agent' });
    await say(customer.client, { accent: '#008800' });
    expect(await shownTo(customer.client)).toMatchObject({
      name: 'Cloud of the agent',
      accent: { chosen: '#008800' },
      support: { email: 'help@yunhu.example' },
    });
    expect(await shownTo(other.client)).toMatchObject({ name: 'Platform', accent: { chosen: '#4353c9' } });
    const settings = await settingsOf(customer.client);
    expect(settings.own).toEqual(['accent']);
    expect(settings.inherited).toMatchObject({ name: 'Cloud of the agent', accent: { chosen: '#4353c9' } });
  });

  test('a contact is one field: nothing of two people’s is mixed', async () => {
    await say(operator, { support: { email: 'help@yunhu.example', phone: '400 000 0000', note: null } });
    await say(agent.client, { support: { email: null, phone: '010 8888 0000', note: 'nine to five' } });
    expect((await shownTo(customer.client)).support).toEqual({
      email: null,
      phone: '010 8888 0000',
      note: 'nine to five',
    });
  });

  test('follows every write as a slow reading of the chain says, whatever was said and taken back', async () => {
    const names = ['Operator', 'Agent', 'Customer'] as const;
    const chain = [operator, agent.client, customer.client] as const;
    const step = fc.record({
      who: fc.integer({ min: 0, max: 2 }),
      name: fc.option(fc.constantFrom(...names), { nil: null }),
      accent: fc.option(fc.constantFrom('#4353c9', '#ff8800', '#111111'), { nil: null }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        const said = chain.map((): { name: string | null; accent: string | null } => ({ name: null, accent: null }));
        for (const client of chain) await say(client, nothing);
        for (const { who, ...change } of steps) {
          said[who] = change;
          const client = chain[who] ?? operator;
          expect((await say(client, change)).status).toBe(200);
        }
        for (const [depth, client] of chain.entries()) {
          const above = said.slice(0, depth + 1).toReversed();
          const shown = await shownTo(client);
          expect(shown.name).toBe(above.find((one) => one.name !== null)?.name ?? null);
          expect(shown.accent?.chosen ?? null).toBe(above.find((one) => one.accent !== null)?.accent ?? null);
        }
      }),
      { numRuns: 12 },
    );
  });

  test('is changed by whoever may, with an entry in the audit, and by nobody else', async () => {
    const seller = await addPersonWith(api, agent.client, { loginName: 'seller1', permissions: ['money.read'] });
    expect((await say(seller.client, { name: 'Mine' })).status).toBe(403);
    expect((await say(api.anonymous, { name: 'Mine' })).status).toBe(401);
    await say(agent.client, { name: 'Cloud' });
    const [entry] = await api.behind`
      select action, after from audit_entries where tenant_id = ${agent.id} order by id desc limit 1`;
    expect(entry).toMatchObject({ action: 'branding.change', after: { name: 'Cloud' } });
  });

  test.each([
    { name: '' },
    { name: 'x'.repeat(41) },
    { name: 'two\nlines' },
    { accent: 'red' },
    { accent: '#FFF' },
    { accent: '#12345g' },
    { accent: '#112233;}*{display:none' },
    { support: { email: 'a@b.example\r\nbcc: x@y.example', phone: null, note: null } },
    { support: { email: 'not an address', phone: null, note: null } },
    { support: { email: null, phone: null, note: null } },
    { support: { email: 'a@b.example' } },
    { colour: '#112233' },
    {},
  ])('refuses %j', async (said) => {
    expect((await say(agent.client, said)).status).toBe(422);
  });
});

test('a colour is told with its contrasts, and a style sheet of it holds nothing but colours', async () => {
  expect((await agent.client.get('/v1/branding/accent?colour=%23ffd400')).body).toMatchObject({ adjusted: true });
  expect((await agent.client.get('/v1/branding/accent?colour=yellow')).status).toBe(422);
  expect((await api.anonymous.get('/v1/branding/accent?colour=%23ffd400')).status).toBe(401);
  await say(agent.client, { accent: '#ffd400' });
  const style = await customer.client.fetch('/v1/branding/style.css');
  expect(style.headers.get('content-type')).toBe('text/css; charset=utf-8');
  expect(style.headers.get('cache-control')).toBe('no-store');
  expect(await style.text()).toMatch(
    /^:root \{\n( {2}--color-[a-z-]+: (light-dark\(#\w{6}, #\w{6}\)|#\w{6});\n){6}\}\n$/,
  );
  expect(await (await api.anonymous.fetch('/v1/branding/style.css')).text()).toBe('');
});

const rectangle = (width = 64, height = 32) => sharp({ create: { width, height, channels: 4, background: '#4353c9' } });
const drawing = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="40" height="20" fill="#4353c9"/></svg>',
);

async function setPicture(client: TestClient, bytes: Buffer, { variant = 'logo', fileName = 'logo.png' } = {}) {
  const uploadId = await uploadAs(client, 'logo', bytes, fileName);
  return client.send('PUT', `/v1/branding/${variant}`, { uploadId });
}

describe('pictures', () => {
  test('of every kind are taken, made anew, inherited, and read by everybody under a name that nobody guesses', async () => {
    const sent = {
      'image/png': await rectangle().png().toBuffer(),
      'image/jpeg': await rectangle().jpeg().toBuffer(),
      'image/svg+xml': drawing,
    };
    for (const [type, bytes] of Object.entries(sent)) {
      const set = (await setPicture(agent.client, bytes)).as(brandSettings);
      expect(set.own).toEqual(['logo']);
      const { logo } = await shownTo(customer.client);
      expect(logo).toMatchObject({ contentType: type, url: set.shown.logo?.url });
      const read = await api.anonymous.fetch(logo?.url ?? '');
      expect(read.headers.get('content-type')).toBe(type);
      expect(read.headers.get('x-content-type-options')).toBe('nosniff');
      expect(read.headers.get('content-security-policy')).toBe(
        "default-src 'none'; frame-ancestors 'none'; style-src 'unsafe-inline'; sandbox",
      );
      expect(read.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      const raster = await api.anonymous.fetch(logo?.rasterUrl ?? '');
      expect(raster.headers.get('content-type')).toBe(type === 'image/jpeg' ? type : 'image/png');
      expect((await sharp(Buffer.from(await raster.arrayBuffer())).metadata()).format).toBe(
        type === 'image/jpeg' ? 'jpeg' : 'png',
      );
    }
  });

  test('leave nothing behind when they are replaced or taken away, nor do the files they came in', async () => {
    await setPicture(agent.client, drawing);
    await setPicture(agent.client, await rectangle().png().toBuffer());
    const { shown } = await settingsOf(agent.client);
    expect((await agent.client.send('DELETE', '/v1/branding/logo')).as(brandSettings).own).toEqual([]);
    expect((await api.anonymous.fetch(shown.logo?.url ?? '')).status).toBe(404);
    const left = (await api.objects.list(`tenant/${agent.id}/`)).objects;
    expect(left).toEqual([]);
    expect((await agent.client.send('DELETE', '/v1/branding/logo')).status).toBe(404);
  });

  test('what hides behind or inside of one does not come along', async () => {
    const payload = Buffer.from('<script>alert(1)</script>PK\x03\x04%PDF-1.7');
    const withComment = await rectangle()
      .withExif({ IFD0: { Copyright: payload.toString('latin1') } })
      .jpeg()
      .toBuffer();
    for (const bytes of [
      Buffer.concat([await rectangle().png().toBuffer(), payload]),
      Buffer.concat([withComment, payload]),
    ]) {
      const { shown } = (await setPicture(agent.client, bytes)).as(brandSettings);
      const kept = Buffer.from(await (await api.anonymous.fetch(shown.logo?.url ?? '')).arrayBuffer());
      expect(kept.includes('script')).toBe(false);
      expect(kept.includes('PDF')).toBe(false);
    }
  });

  test('broken, endless, disguised and hostile ones are refused, and change nothing', async () => {
    await setPicture(agent.client, drawing);
    const before = (await shownTo(agent.client)).logo?.url;
    const png = await rectangle().png().toBuffer();
    const bomb = await rectangle(6_000, 6_000).png().toBuffer();
    const lying = Buffer.from(png);
    lying.writeUInt32BE(60_000, 16);
    const hostile: [string, Buffer][] = [
      ['broken_picture', png.subarray(0, png.length - 40)],
      ['wrong_size', lying],
      ['wrong_size', bomb],
      ['wrong_size', await rectangle(8, 8).png().toBuffer()],
      ['not_a_picture', await rectangle().gif().toBuffer()],
      ['not_a_picture', await rectangle().webp().toBuffer()],
      ['not_a_picture', Buffer.from('%PDF-1.7')],
      ['not_a_picture', Buffer.from('<!doctype html><script>alert(1)</script>')],
      ['forbidden_element', Buffer.from('<svg viewBox="0 0 9 9"><script>alert(1)</script></svg>')],
      ['forbidden_attribute', Buffer.from('<svg viewBox="0 0 9 9" onload="alert(1)"><path d="M0 0h9v9z"/></svg>')],
    ];
    for (const [code, bytes] of hostile) {
      const answer = await setPicture(agent.client, bytes);
      expect([code, answer.status, answer.body]).toMatchObject([code, 422, { errors: [{ field: 'logo' }] }]);
      if (code !== 'not_a_picture' && code !== 'wrong_size') expect(answer.body).toMatchObject({ errors: [{ code }] });
    }
    expect((await shownTo(agent.client)).logo?.url).toBe(before);
  });

  test('an upload of another tenant, of nobody, or for the second time is not there', async () => {
    const foreign = await uploadAs(other.client, 'logo', drawing, 'logo.svg');
    const set = (uploadId: string) => agent.client.send('PUT', '/v1/branding/logo', { uploadId });
    expect((await set(foreign)).status).toBe(404);
    expect((await set(crypto.randomUUID())).status).toBe(404);
    const own = await uploadAs(agent.client, 'logo', drawing, 'logo.svg');
    expect((await set(own)).status).toBe(200);
    expect((await set(own)).status).toBe(404);
  });

  test('the icon is the mark, or the product’s own', async () => {
    const plain = await api.anonymous.fetch('/v1/branding/icon');
    expect([plain.status, plain.headers.get('location')]).toEqual([302, '/favicon.svg']);
    await setPicture(agent.client, drawing, { variant: 'mark' });
    const icon = await customer.client.fetch('/v1/branding/icon');
    expect([icon.status, icon.headers.get('content-type'), icon.headers.get('cache-control')]).toEqual([
      200,
      'image/svg+xml',
      'no-store',
    ]);
    expect((await api.anonymous.fetch(`/v1/branding/pictures/${'0'.repeat(32)}`)).status).toBe(404);
  });
});

test('a person signed in is shown the brand of his own tenant, with nothing of whose it is', async () => {
  await say(agent.client, { name: 'Cloud' });
  (await customer.client.get('/v1/session')).as(session);
  const shown = await customer.client.get('/v1/branding');
  expect(shown.as(brand).name).toBe('Cloud');
  expect(JSON.stringify(shown.body)).not.toContain(agent.id);
});
