import { createHash } from 'node:crypto';
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SoundFolder } from './sound-folder.ts';

const day = 24 * 60 * 60 * 1000;
let place: string;
let stored: Map<string, Buffer>;
let asked: string[];
let storeIsAway: boolean;

beforeEach(async () => {
  place = await mkdtemp(path.join(tmpdir(), 'yunhu-sound-folder-'));
  stored = new Map();
  asked = [];
  storeIsAway = false;
});
afterEach(() => rm(place, { recursive: true, force: true }));

const objects = {
  get: (key: string) => {
    asked.push(key);
    if (storeIsAway) return Promise.reject(new Error('no answer'));
    const bytes = stored.get(key);
    return Promise.resolve(bytes && { content: Readable.from([bytes]), bytes: bytes.length });
  },
};
const open = (maxBytes = 1e9) => new SoundFolder({ folder: path.join(place, 'audio'), objects, maxBytes });

/** A sound of the store, as the record names it. */
function sound(letter: string, bytes = 8000) {
  const content = Buffer.alloc(bytes, letter);
  const objectKey = `key-${letter}`;
  stored.set(objectKey, content);
  return { sha256: createHash('sha256').update(content).digest('hex'), objectKey, content };
}

describe('the sounds of a switch', () => {
  test('come from the store when they are wanted, once, and are read only', async () => {
    const folder = open();
    const wanted = sound('a');
    expect(folder.isUntouched(wanted.sha256)).toBe(false);
    expect(await folder.check(wanted)).toBe('ready');
    expect(folder.isUntouched(wanted.sha256)).toBe(true);
    expect(await readFile(folder.pathOf(wanted.sha256))).toEqual(wanted.content);
    expect((await stat(folder.pathOf(wanted.sha256))).mode & 0o777).toBe(0o444);
    expect(await folder.check(wanted)).toBe('ready');
    // Another process of this machine finds it there.
    expect(await open().check(wanted)).toBe('ready');
    expect(asked).toEqual([wanted.objectKey]);
  });

  test('are refused where the store holds something else, or nothing, and nothing of it reaches the switch', async () => {
    const folder = open();
    const wanted = sound('a');
    stored.set(wanted.objectKey, Buffer.alloc(8000, 'b'));
    expect(await folder.check(wanted)).toBe('changed');
    stored.set(wanted.objectKey, Buffer.alloc(20_000_000, 'a'));
    expect(await folder.check(wanted)).toBe('changed');
    stored.delete(wanted.objectKey);
    expect(await folder.check(wanted)).toBe('missing');
    expect(folder.isUntouched(wanted.sha256)).toBe(false);
    expect(await readdir(path.join(place, 'audio')).catch(() => [])).toEqual([]);
  });

  test('are not known while the store does not answer, and are as soon as it does', async () => {
    const folder = open();
    const wanted = sound('a');
    storeIsAway = true;
    await expect(folder.check(wanted)).rejects.toThrow('no answer');
    storeIsAway = false;
    expect(await folder.check(wanted)).toBe('ready');
  });

  const harms: Readonly<Record<string, (file: string, content: Buffer) => Promise<unknown>>> = {
    'written over with as many bytes, its times put back': async (file) => {
      const { atime, mtime } = await stat(file);
      await chmod(file, 0o644);
      await writeFile(file, Buffer.alloc(8000, 'x'));
      await utimes(file, atime, mtime);
    },
    'replaced by another': async (file) => {
      await writeFile(`${file}.new`, Buffer.alloc(8000, 'x'));
      await rename(`${file}.new`, file);
    },
    'cut off': async (file, content) => {
      await chmod(file, 0o644);
      await writeFile(file, content.subarray(0, 4000));
    },
    'replaced by a link to the right bytes': async (file, content) => {
      await writeFile(path.join(place, 'elsewhere'), content);
      await rm(file);
      await symlink(path.join(place, 'elsewhere'), file);
    },
    deleted: (file) => rm(file),
  };
  test.each(Object.entries(harms))(
    'one that was %s is noticed by a look, and made whole from the store',
    async (how, harm) => {
      const folder = open();
      const wanted = sound('a');
      await folder.check(wanted);
      await harm(folder.pathOf(wanted.sha256), wanted.content);
      expect(folder.isUntouched(wanted.sha256)).toBe(false);
      expect(folder.isRight(wanted.sha256)).toBe(false);
      expect(await folder.check(wanted)).toBe(how === 'deleted' ? 'ready' : 'repaired');
      expect(folder.isUntouched(wanted.sha256)).toBe(true);
      expect(await readFile(folder.pathOf(wanted.sha256))).toEqual(wanted.content);
    },
  );

  test('one that was touched and is still right goes on being played', async () => {
    const folder = open();
    const wanted = sound('a');
    await folder.check(wanted);
    await chmod(folder.pathOf(wanted.sha256), 0o400);
    expect(folder.isUntouched(wanted.sha256)).toBe(false);
    expect(folder.isRight(wanted.sha256)).toBe(true);
    expect(folder.isUntouched(wanted.sha256)).toBe(true);
  });

  test('one that was put there by hand counts by its bytes alone, and is never fetched', async () => {
    const folder = open();
    const { sha256, content } = sound('a');
    const wanted = { sha256, objectKey: null };
    expect(await folder.check(wanted)).toBe('missing');
    await mkdir(path.join(place, 'audio'), { recursive: true });
    await writeFile(folder.pathOf(sha256), content);
    expect(await folder.check(wanted)).toBe('ready');
    await writeFile(folder.pathOf(sha256), 'something else');
    expect(await folder.check(wanted)).toBe('changed');
    expect(asked).toEqual([]);
  });

  test('what was not wanted for longest goes first, but nothing of today and nothing that was put there by hand', async () => {
    const folder = open(20_000);
    const [a, b, c] = [sound('a'), sound('b'), sound('c')];
    for (const one of [a, b, c]) await folder.check(one);
    const byHand = folder.pathOf('0'.repeat(64));
    await writeFile(byHand, Buffer.alloc(100_000));
    expect(await folder.sweep(Date.now())).toBe(0);
    const old = new Date(Date.now() - day);
    await utimes(path.join(place, 'audio', `${b.sha256}.wanted`), old, old);
    expect(await folder.sweep(Date.now() + day)).toBe(1);
    expect((await readdir(path.join(place, 'audio'))).filter((name) => name.endsWith('.ulaw')).sort()).toEqual(
      [a, c]
        .map(({ sha256 }) => `${sha256}.ulaw`)
        .concat('0'.repeat(64) + '.ulaw')
        .sort(),
    );
    expect(folder.isUntouched(b.sha256)).toBe(false);
    expect(await folder.check(b)).toBe('ready');
  });
});
