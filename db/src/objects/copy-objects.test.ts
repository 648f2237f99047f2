import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { copyObjects } from './copy-objects.ts';
import { openFolderStore } from './folder-store.ts';
import type { ObjectStore } from './object-store.ts';

let folder: string;
let from: ObjectStore;
let to: ObjectStore;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'yunhu-copy-'));
  [from, to] = [await openFolderStore(path.join(folder, 'from')), await openFolderStore(path.join(folder, 'to'))];
});

afterEach(() => rm(folder, { recursive: true }));

const put = async (store: ObjectStore, text: string, contentType = 'audio/mpeg') => {
  const key = `tenant/${randomUUID()}/audio/${randomUUID()}`;
  await store.put(key, Readable.from([text]), { maxBytes: 100, contentType });
  return key;
};
const read = async (store: ObjectStore, key: string) => {
  const found = await store.get(key);
  return found && String(await buffer(found.content));
};

test('all is copied with its type, what is there already only once, and what differs again', async () => {
  const keys = await Promise.all(['one', 'two', 'three', 'four', 'five', 'six'].map((text) => put(from, text)));
  expect(await copyObjects(from, to)).toEqual({ copied: 6, kept: 0, bytes: 22 });
  expect(await Promise.all(keys.map((key) => read(to, key)))).toEqual(['one', 'two', 'three', 'four', 'five', 'six']);
  expect(await to.head(keys[0] ?? '')).toMatchObject({ contentType: 'audio/mpeg', bytes: 3 });
  await put(from, 'seven');
  await writeFile(path.join(folder, 'to', keys[1] ?? ''), 'owt');
  expect(await copyObjects(from, to)).toEqual({ copied: 2, kept: 5, bytes: 8 });
  expect(await read(to, keys[1] ?? '')).toBe('two');
  expect(await copyObjects(from, to)).toEqual({ copied: 0, kept: 7, bytes: 0 });
});

test('bytes that change on their way stop it', async () => {
  await put(from, 'whole');
  const lying: ObjectStore = {
    ...to,
    put: (key, content, options) => {
      content.destroy();
      return to.put(key, Readable.from(['wrong']), options);
    },
  };
  await expect(copyObjects(from, lying)).rejects.toThrow('is not the same after it was copied');
});
