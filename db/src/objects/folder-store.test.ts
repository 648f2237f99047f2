import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { objectStoreContract } from './contract-store.ts';
import { openFolderStore } from './folder-store.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'yunhu-objects-'));
});

afterAll(() => rm(folder, { recursive: true }));

describe('a folder', () => {
  objectStoreContract(() => openFolderStore(path.join(folder, 'contract')));

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
