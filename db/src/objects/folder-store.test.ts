import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { problemTable } from '../../../api/src/http/problem-table.ts';
import { linkRoutes } from '../../../api/src/objects/links-http.ts';
import { DomainError } from '../errors.ts';
import { VirtualClock } from '../time/index.ts';
import { eventually } from '../../../tests/setup/eventually.ts';
import { objectStoreContract, type StorePeer } from './contract-store.ts';
import { openFolderStore } from './folder-store.ts';
import type { ObjectStore } from './object-store.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'yunhu-objects-'));
});

afterAll(() => rm(folder, { recursive: true }));

const keyOf = (seed: string) => createHash('sha256').update(seed).digest();

/** The routes that stand behind a folder's addresses, without a socket. */
function serveLinks(objects: ObjectStore): StorePeer['send'] {
  const app = linkRoutes({ objects }).onError((error, c) => {
    if (!(error instanceof DomainError)) throw error;
    return c.json({ code: error.code }, problemTable[error.code].status);
  });
  return async (url, init = {}) => {
    const { method = 'GET', headers = {}, body } = init;
    const response = await app.request(url, { method, headers, ...(body && { body: Uint8Array.from(body) }) });
    const { status, headers: answered } = response;
    return { status, headers: answered, body: Buffer.from(await response.arrayBuffer()) };
  };
}

describe('a folder', () => {
  objectStoreContract(async () => {
    const clock = new VirtualClock();
    const store = await openFolderStore(path.join(folder, 'contract'), { clock });
    return { store, send: serveLinks(store), outlive: () => clock.advance(1000) };
  });

  test('holds nothing but whole files after puts that failed, and nothing outside itself', async () => {
    const inside = path.join(folder, 'inside');
    const store = await openFolderStore(inside);
    const key = `tenant/${randomUUID()}/uploads/a`;
    await expect(store.put(key, Readable.from(['too much']), { maxBytes: 3 })).rejects.toThrow();
    await expect(store.put('../../a', Readable.from(['x']), { maxBytes: 3 })).rejects.toThrow();
    const files = (await readdir(inside, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    expect(files).toEqual([]);
    expect((await readdir(folder)).sort((a, b) => a.localeCompare(b))).toEqual(['contract', 'inside']);
  });

  test('takes one upload an address, however many come at once, and a failed one does not count', async () => {
    const store = await openFolderStore(path.join(folder, 'once'));
    const send = serveLinks(store);
    const key = `tenant/${randomUUID()}/incoming/a`;
    const { url, method, headers } = await store.presignPut(key, { expiresSeconds: 60, bytes: 2, contentType: 'a/b' });
    expect((await send(url, { method, headers, body: Buffer.from('x') })).status).toBe(409);
    expect((await send(url, { method, headers, body: Buffer.from('xxx') })).status).toBe(413);
    const bodies = ['aa', 'bb', 'cc', 'dd', 'ee'].map((body) => Buffer.from(body));
    const answers = await Promise.all(bodies.map((body) => send(url, { method, headers, body })));
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([204, 403, 403, 403, 403]);
    const winner = bodies[answers.findIndex(({ status }) => status === 204)];
    const stored = await store.get(key);
    expect(stored && (await buffer(stored.content)).equals(winner ?? Buffer.alloc(0))).toBe(true);
    await store.delete(key);
    expect((await send(url, { method, headers, body: Buffer.from('zz') })).status).toBe(403);
  });

  test('of uploads to one address at once, one takes space on the disk', async () => {
    const place = path.join(folder, 'at-once');
    const store = await openFolderStore(place);
    const key = `tenant/${randomUUID()}/incoming/a`;
    const given = await store.presignPut(key, { expiresSeconds: 60, bytes: 4, contentType: 'a/b' });
    const token = given.url.slice(given.url.lastIndexOf('/') + 1);
    const write = (content: Readable) => store.links?.write(token, content, { contentType: 'a/b', bytes: undefined });
    const slow = new PassThrough();
    slow.write('ha');
    const first = write(slow);
    await eventually(
      () => readdir(path.join(place, '.aside')),
      (files) => files.length === 1,
    );
    await expect(write(Readable.from(['evil']))).rejects.toMatchObject({ code: 'link_invalid' });
    expect(await readdir(path.join(place, '.aside'))).toHaveLength(1);
    // Whoever's line breaks may try again.
    slow.destroy(new Error('hung up'));
    await expect(first).rejects.toThrow('hung up');
    await write(Readable.from(['half']));
    expect((await store.get(key))?.bytes).toBe(4);
  });

  test('knows of a file that was changed by hand what stands in it, and that its note is void', async () => {
    const place = path.join(folder, 'hand');
    const store = await openFolderStore(place);
    const key = `tenant/${randomUUID()}/audio/a`;
    await store.put(key, Readable.from(['hello']), { maxBytes: 9, contentType: 'audio/mpeg' });
    await writeFile(path.join(place, key), 'h3llo');
    const sha256 = createHash('sha256').update('h3llo').digest('hex');
    expect(await store.head(key)).toMatchObject({ bytes: 5, sha256, contentType: 'application/octet-stream' });
  });

  test('takes addresses that another process has signed with the same key or the one before, and none signed with another', async () => {
    const place = path.join(folder, 'keys');
    const open = (...signingKeys: [Buffer, ...Buffer[]]) => openFolderStore(place, { signingKeys });
    const [a, b] = [keyOf('a'), keyOf('b')];
    const [one, same, next, other] = await Promise.all([open(a), open(a), open(b, a), open(b)]);
    const key = `tenant/${randomUUID()}/audio/a`;
    await one.put(key, Readable.from(['x']), { maxBytes: 1 });
    const url = await one.presignGet(key, { expiresSeconds: 60, contentType: 'a/b', disposition: 'inline' });
    const statuses = [];
    for (const store of [same, next, other]) statuses.push((await serveLinks(store)(url)).status);
    expect(statuses).toEqual([200, 200, 403]);
    const ofNext = await next.presignGet(key, { expiresSeconds: 60, contentType: 'a/b', disposition: 'inline' });
    expect([(await serveLinks(other)(ofNext)).status, (await serveLinks(same)(ofNext)).status]).toEqual([200, 403]);
  });

  test('is cleared of what killed processes left half written, but not of what one writes now', async () => {
    const place = path.join(folder, 'killed');
    await openFolderStore(place);
    const [old, fresh] = [path.join(place, '.aside/old'), path.join(place, '.aside/fresh')];
    await writeFile(old, 'half');
    await writeFile(fresh, 'half');
    const yesterday = Date.now() / 1000 - 25 * 3600;
    await utimes(old, yesterday, yesterday);
    await openFolderStore(place);
    expect(await readdir(path.join(place, '.aside'))).toEqual(['fresh']);
  });
});
