// What every ObjectStore does, whatever stands behind it; run by each implementation's test.
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { dispositionOf } from './disposition.ts';
import type { ObjectStore } from './object-store.ts';

const limit = { maxBytes: 10_000_000 };
const download = { expiresSeconds: 300, contentType: 'audio/mpeg', disposition: 'attachment' } as const;
const upload = { expiresSeconds: 300, bytes: 1, contentType: 'application/octet-stream' } as const;

/** Addresses that somebody made of one that he was given: each with one of its parts bent, and one for another object. */
function tampered(url: string, key: string, other: string): string[] {
  const bent = (text: string) => (text.startsWith('A') ? 'B' : 'A') + text.slice(1);
  const [path = '', query] = url.split('?');
  if (query !== undefined) {
    const parameters = [...new URLSearchParams(query)].filter(([name]) => name !== 'x-id');
    const withOther = parameters.map(([name, value]) => {
      const changed = new URLSearchParams(query);
      changed.set(name, name === 'X-Amz-Expires' ? '86400' : bent(value));
      return `${path}?${changed.toString()}`;
    });
    return [...withOther, url.replace(key, other), path];
  }
  const step = path.lastIndexOf('/') + 1;
  const [payload = '', signature = ''] = path.slice(step).split('.');
  const rewritten = Buffer.from(payload, 'base64url').toString().replace(key, other);
  const later = Buffer.from(payload, 'base64url')
    .toString()
    .replace(/"untilMs":\d/, '"untilMs":9');
  const encoded = (text: string) => Buffer.from(text).toString('base64url');
  return [
    `${encoded(rewritten)}.${signature}`,
    `${encoded(later)}.${signature}`,
    `${payload}.${bent(signature)}`,
    `${payload}.${signature}=`,
    `${payload}.${signature}.${signature}`,
    `${payload}.`,
    payload,
    `.${signature}`,
    'x'.repeat(1_500),
  ].map((token) => path.slice(0, step) + token);
}

/** A store, and whoever is given one of its addresses. */
export interface StorePeer {
  readonly store: ObjectStore;
  /** Sends to an address of the store, as a browser would. */
  send(url: string, init?: { method?: string; headers?: Record<string, string>; body?: Buffer }): Promise<Answer>;
  /** Lets pass what an address that is good for one second is good for. */
  outlive(url: string): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}

/** Declares the suite for the store that `open` answers. */
export function objectStoreContract(open: () => Promise<StorePeer>): void {
  let store: ObjectStore;
  let peer: StorePeer;
  beforeAll(async () => {
    peer = await open();
    store = peer.store;
  });
  const tenantId = randomUUID();
  const newKey = () => `tenant/${tenantId}/uploads/${randomUUID()}`;
  const put = (key: string, bytes: Buffer) => store.put(key, Readable.from([bytes]), limit);
  const read = async (key: string) => {
    const found = await store.get(key);
    if (found === undefined) return undefined;
    const content = await buffer(found.content);
    expect(found.bytes).toBe(content.length);
    return content;
  };

  test('what was put is got, byte by byte, with its length and hash', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 5_000 }), { maxLength: 5 }), async (chunks) => {
        const whole = Buffer.concat(chunks);
        const key = newKey();
        const stored = await store.put(key, Readable.from(chunks), limit);
        const sha256 = createHash('sha256').update(whole).digest('hex');
        expect(stored).toEqual({ key, bytes: whole.length, sha256 });
        expect((await read(key))?.equals(whole)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  test('what is larger than one piece of an upload is whole too', async () => {
    const key = newKey();
    const chunk = randomBytes(1_000_003);
    const [chunks, whole] = [Array.from({ length: 19 }, () => chunk), createHash('sha256')];
    for (const one of chunks) whole.update(one);
    const stored = await store.put(key, Readable.from(chunks), { maxBytes: 19_000_057 });
    expect(stored).toEqual({ key, bytes: 19_000_057, sha256: whole.digest('hex') });
    const got = createHash('sha256')
      .update((await read(key)) ?? '')
      .digest('hex');
    expect(got).toBe(stored.sha256);
    await store.delete(key);
  });

  test('what is known of an object is told without reading it', async () => {
    const [plain, typed] = [newKey(), newKey()];
    const before = Date.now();
    await put(plain, Buffer.from('x'));
    const { sha256 } = await store.put(typed, Readable.from(['hello']), { ...limit, contentType: 'audio/mpeg' });
    expect(await store.head(typed)).toMatchObject({ bytes: 5, contentType: 'audio/mpeg', sha256 });
    expect(await store.head(plain)).toMatchObject({ bytes: 1, contentType: 'application/octet-stream' });
    const age = Math.abs(((await store.head(plain))?.modifiedAt.getTime() ?? 0) - before);
    expect(age).toBeLessThan(60_000);
    expect(await store.head(newKey())).toBeUndefined();
    await store.put(typed, Readable.from(['bye']), { ...limit, contentType: 'text/csv' });
    expect(await store.head(typed)).toMatchObject({ bytes: 3, contentType: 'text/csv' });
  });

  test('puts to one key at once leave one of them whole, with what is known of it', async () => {
    const key = newKey();
    const versions = ['a', 'b', 'c', 'd'].map((letter, index) => Buffer.from(letter.repeat(200_000 + index)));
    await Promise.all(versions.map((version) => put(key, version)));
    const left = await read(key);
    expect(versions.some((version) => left?.equals(version) === true)).toBe(true);
    const sha256 = createHash('sha256')
      .update(left ?? '')
      .digest('hex');
    expect(await store.head(key)).toMatchObject({ bytes: left?.length, sha256 });
  });

  test('a second put replaces the first, and who reads meanwhile gets one of them whole', async () => {
    const key = newKey();
    const versions = ['a', 'b'].map((letter) => Buffer.from(letter.repeat(300_000)));
    await put(key, versions[0] ?? Buffer.alloc(0));
    const [seen] = await Promise.all([read(key), put(key, versions[1] ?? Buffer.alloc(0))]);
    expect(versions.some((version) => seen?.equals(version) === true)).toBe(true);
    expect((await read(key))?.equals(versions[1] ?? Buffer.alloc(0))).toBe(true);
  });

  test('what is not there is undefined, and can be deleted all the same', async () => {
    const key = newKey();
    expect(await store.get(key)).toBeUndefined();
    await store.delete(key);
    await put(key, Buffer.from('x'));
    await store.delete(key);
    expect(await store.get(key)).toBeUndefined();
  });

  describe('a put that fails leaves what was there', () => {
    test('when there is more than permitted', async () => {
      const key = newKey();
      await put(key, Buffer.from('old'));
      const large = Readable.from([Buffer.alloc(60), Buffer.alloc(60)]);
      await expect(store.put(key, large, { maxBytes: 119 })).rejects.toMatchObject({ code: 'file_too_large' });
      expect(large.destroyed).toBe(true);
      expect(String(await read(key))).toBe('old');
      await store.put(key, Readable.from([Buffer.alloc(120)]), { maxBytes: 120 });
      expect((await read(key))?.length).toBe(120);
    });

    test('when the source breaks, or ends before its time', async () => {
      const key = newKey();
      async function* broken() {
        yield Buffer.from('half');
        throw new Error('the line broke');
      }
      await expect(store.put(key, Readable.from(broken()), limit)).rejects.toThrow('the line broke');
      const cut = new Readable({ read: () => undefined });
      cut.push('half');
      const putting = store.put(key, cut, limit);
      cut.destroy();
      await expect(putting).rejects.toThrow();
      expect(await store.get(key)).toBeUndefined();
    });
  });

  test.each([
    '',
    '/',
    'tenant',
    'uploads/1',
    `tenant/${tenantId}`,
    `tenant/${tenantId}/uploads`,
    `tenant/${tenantId}/uploads/`,
    `tenant/${tenantId}/uploads/.`,
    `tenant/${tenantId}/uploads/..`,
    `tenant/${tenantId}/../../../etc/passwd`,
    `tenant/${tenantId}/uploads/../../../../etc/passwd`,
    `tenant/${tenantId}/uploads/..%2f..%2fpasswd`,
    `tenant/${tenantId}/uploads/a/b`,
    `tenant/${tenantId}//a`,
    `tenant/${tenantId}/uploads/a\0.csv`,
    `tenant/${tenantId}/uploads/a\nb`,
    `tenant/${tenantId}/uploads/a\\b`,
    `tenant/${tenantId}/uploads/${'a'.repeat(300)}`,
    `tenant/${tenantId}/uploads/中文`,
    `tenant/${tenantId}/Uploads/a`,
    `/tenant/${tenantId}/uploads/a`,
    `tenant/../uploads/uploads/a`,
    `tenant/${tenantId.toUpperCase()}A/uploads/a`,
  ])('the key %j is refused by every verb', async (key) => {
    const source = Readable.from(['x']);
    await expect(store.put(key, source, limit)).rejects.toThrow('not an object key');
    expect(source.destroyed).toBe(true);
    await expect(Promise.resolve().then(() => store.get(key))).rejects.toThrow('not an object key');
    await expect(Promise.resolve().then(() => store.head(key))).rejects.toThrow('not an object key');
    await expect(Promise.resolve().then(() => store.delete(key))).rejects.toThrow('not an object key');
    await expect(Promise.resolve().then(() => store.presignGet(key, download))).rejects.toThrow('not an object key');
    await expect(Promise.resolve().then(() => store.presignPut(key, upload))).rejects.toThrow('not an object key');
    await expect(store.list('tenant/', { after: key })).rejects.toThrow('not an object key');
  });

  test.each([
    '',
    'tenant',
    '/',
    '../',
    'tenant/..',
    'tenant/../',
    `tenant/${tenantId}`,
    `tenant/${tenantId}/../`,
    'tenant/%',
  ])('nothing is listed below %j', async (prefix) => expect(store.list(prefix)).rejects.toThrow('not a prefix'));

  test('keys are listed in the order of their bytes, page by page, and no others', async () => {
    const [mine, other] = [randomUUID(), randomUUID()];
    const keyOf = (tenant: string, rest: string) => `tenant/${tenant}/${rest}`;
    const rests = ['audio/a', 'audio/a.b', 'audio/a-b', 'audio/B', 'audio-draft/z', 'jobs/0', 'jobs/00', 'logo/x'];
    for (const rest of rests) await put(keyOf(mine, rest), Buffer.from(rest));
    await put(keyOf(other, 'audio/a'), Buffer.from('other'));
    const expected = rests
      .map((rest) => keyOf(mine, rest))
      .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    const found: string[] = [];
    for (let after: string | undefined; ; after = found.at(-1)) {
      const page = await store.list(`tenant/${mine}/`, { limit: 3, ...(after === undefined ? {} : { after }) });
      expect(page.objects.length).toBeLessThanOrEqual(3);
      for (const { key, bytes } of page.objects) expect([key, bytes]).toEqual([key, key.length - mine.length - 8]);
      found.push(...page.objects.map(({ key }) => key));
      if (!page.more) break;
    }
    expect(found).toEqual(expected);
    const below = await store.list(`tenant/${mine}/audio/`);
    expect(below.objects.map(({ key }) => key)).toEqual(expected.filter((key) => key.includes('/audio/')));
    expect((await store.list(`tenant/${randomUUID()}/`)).objects).toEqual([]);
    const everybody = (await store.list('tenant/')).objects.map(({ key }) => key);
    expect(everybody).toEqual([...everybody].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
  });

  describe('an address', () => {
    test('of a download gives the object to whoever has it, named and typed as it was signed', async () => {
      const key = newKey();
      await put(key, Buffer.from('hello'));
      const fileName = '云呼 "a"\u202E;.mp3';
      const url = await store.presignGet(key, { ...download, fileName });
      const answer = await peer.send(url);
      expect([answer.status, String(answer.body)]).toEqual([200, 'hello']);
      expect(answer.headers.get('content-type')).toBe('audio/mpeg');
      expect(answer.headers.get('content-disposition')).toBe(dispositionOf(fileName));
      expect(answer.headers.get('content-disposition')).toMatch(
        /^attachment; filename="[ -~]*"; filename\*=UTF-8''[!-~]*$/,
      );
      const shown = await peer.send(await store.presignGet(key, { ...download, disposition: 'inline' }));
      expect(shown.headers.get('content-disposition')).toMatch(/^inline;/);
    });

    test('of a download gives a range of it', async () => {
      const key = newKey();
      await put(key, Buffer.from('0123456789'));
      const url = await store.presignGet(key, download);
      const answer = await peer.send(url, { headers: { range: 'bytes=2-4' } });
      expect([answer.status, String(answer.body)]).toEqual([206, '234']);
      expect(answer.headers.get('content-range')).toBe('bytes 2-4/10');
    });

    test('of what is not there answers 404', async () => {
      expect((await peer.send(await store.presignGet(newKey(), download))).status).toBe(404);
    });

    test('of an upload takes just the bytes that were agreed, of the type that was agreed', async () => {
      const key = newKey();
      const request = await store.presignPut(key, { ...upload, bytes: 5 });
      const { method, url, headers } = request;
      for (const body of ['', 'four', 'sixsix', 'x'.repeat(100_000)]) {
        const { status } = await peer.send(url, { method, headers, body: Buffer.from(body) });
        expect([body.length, status >= 400 && status < 500]).toEqual([body.length, true]);
      }
      const html = { 'content-type': 'text/html' };
      expect((await peer.send(url, { method, headers: html, body: Buffer.from('hello') })).status).toBe(403);
      expect(await store.get(key)).toBeUndefined();
      expect((await peer.send(url, { method, headers, body: Buffer.from('hello') })).status).toBeLessThan(300);
      expect(String(await read(key))).toBe('hello');
      expect(await store.head(key)).toMatchObject({ bytes: 5, contentType: upload.contentType });
    });

    test('is good for its own method alone, and only as it was signed', async () => {
      const [key, other] = [newKey(), newKey()];
      await put(key, Buffer.from('mine'));
      await put(other, Buffer.from('other'));
      const get = await store.presignGet(key, download);
      const putting = await store.presignPut(key, { ...upload, bytes: 4 });
      const statuses = [
        await peer.send(get, { method: 'PUT', headers: putting.headers, body: Buffer.from('evil') }),
        await peer.send(putting.url),
        ...(await Promise.all(tampered(get, key, other).map((url) => peer.send(url)))),
        ...(await Promise.all(
          tampered(putting.url, key, other).map((url) =>
            peer.send(url, { method: 'PUT', headers: putting.headers, body: Buffer.from('evil') }),
          ),
        )),
      ].map(({ status }) => status);
      expect(statuses.length).toBeGreaterThan(8);
      expect([...new Set(statuses)].filter((status) => ![400, 403, 404].includes(status))).toEqual([]);
      expect([String(await read(key)), String(await read(other))]).toEqual(['mine', 'other']);
    });

    test('is good until it expires, and not a moment longer', async () => {
      const key = newKey();
      await put(key, Buffer.from('x'));
      const [get, { url, method, headers }] = [
        await store.presignGet(key, { ...download, expiresSeconds: 1 }),
        await store.presignPut(key, { ...upload, bytes: 1, expiresSeconds: 1 }),
      ];
      await peer.outlive(get);
      expect((await peer.send(get)).status).toBe(403);
      expect((await peer.send(url, { method, headers, body: Buffer.from('y') })).status).toBe(403);
      expect(String(await read(key))).toBe('x');
    });
  });
}
