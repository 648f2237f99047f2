// What every ObjectStore does, whatever stands behind it; run by each implementation's test.
import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ObjectStore } from './object-store.ts';

const limit = { maxBytes: 10_000_000 };

/** Declares the suite for the store that `open` answers. */
export function objectStoreContract(open: () => Promise<ObjectStore>): void {
  let store: ObjectStore;
  beforeAll(async () => {
    store = await open();
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
    await expect(Promise.resolve().then(() => store.delete(key))).rejects.toThrow('not an object key');
  });
}
