// The sounds of the switch on this machine: a folder of files named by the SHA-256 of their bytes, filled from the object store when they
// are wanted. A file counts only after its bytes were hashed here, and only while it is untouched: the same inode, size, and times of
// change to the nanosecond. The kernel sets the time of change (ctime), so that putting back a modified time hides nothing. What is left:
// who may write into the folder can change a file between our look and the switch's reading of it, for the length of one play; the
// next look sees it. Whoever can set the machine's clock or writes to the disk below the file system is seen by the full hash only.
import { createHash, randomUUID } from 'node:crypto';
import { type BigIntStats, closeSync, fstatSync, lstatSync, openSync, readFileSync } from 'node:fs';
import { constants, mkdir, open, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ObjectStore } from '@yunhu/db/objects';

/** Bytes that were approved. */
export interface WantedSound {
  /** Lower-case hex SHA-256. */
  readonly sha256: string;
  /** In the object store; null where there is no file, and somebody has put one into the folder. */
  readonly objectKey: string | null;
}

/** missing, changed: what the record names is not in the store, or is something else. */
export type SoundCheck = 'ready' | 'repaired' | 'missing' | 'changed';

export interface SoundFolderOptions {
  readonly folder: string;
  readonly objects: Pick<ObjectStore, 'get'>;
  /** What is kept of files that came from the store; what was not wanted for longest goes first. */
  readonly maxBytes: number;
}

/** Ten minutes of 8 kHz µ-law, and a little more. */
const maxSoundBytes = 5 * 1024 * 1024;
/** A file is not swept while anybody wanted it within this time: it may be playing. Milliseconds. */
const keepMs = 24 * 60 * 60 * 1000;
const aside = '.aside-';
/** Beside a file that came from the store; its time says when it was wanted last, for every process of this machine. */
const note = '.wanted';

export class SoundFolder {
  readonly #options: SoundFolderOptions;
  readonly #folder: string;
  /** What a file looked like when its bytes were right. */
  readonly #seen = new Map<string, string>();

  constructor(options: SoundFolderOptions) {
    this.#options = options;
    this.#folder = path.resolve(options.folder);
  }

  pathOf(sha256: string): string {
    return path.join(this.#folder, `${sha256}.ulaw`);
  }

  /** Its bytes were right when they were last hashed, and nobody has touched the file since. */
  isUntouched(sha256: string): boolean {
    const seen = this.#seen.get(sha256);
    if (seen === undefined) return false;
    try {
      return lookOf(lstatSync(this.pathOf(sha256), { bigint: true })) === seen;
    } catch {
      return false;
    }
  }

  /** Hashes the file at once, without the store: for who cannot wait. */
  isRight(sha256: string): boolean {
    try {
      const file = openSync(this.pathOf(sha256), constants.O_RDONLY | constants.O_NOFOLLOW);
      try {
        const before = lookOf(fstatSync(file, { bigint: true }));
        const isRight = createHash('sha256').update(readFileSync(file)).digest('hex') === sha256;
        if (isRight) this.#seen.set(sha256, before);
        return isRight;
      } finally {
        closeSync(file);
      }
    } catch {
      return false;
    }
  }

  /**
   * Hashes the file, and fetches it where it is not there or not right; what is fetched is hashed before it counts. Throws where the
   * store or the folder cannot be reached.
   */
  async check({ sha256, objectKey }: WantedSound): Promise<SoundCheck> {
    const before = await this.#hashFile(sha256);
    if (before !== 'right') this.#seen.delete(sha256);
    else {
      if (objectKey !== null) await this.#noteWanted(sha256, false);
      return 'ready';
    }
    if (objectKey === null) return before === 'absent' ? 'missing' : 'changed';
    const fetched = await this.#fetch(sha256, objectKey);
    if (fetched !== 'ready') return fetched;
    return before === 'absent' ? 'ready' : 'repaired';
  }

  /** Removes what came from the store and was not wanted for longest, above the size that is kept. Answers how many files. */
  async sweep(nowMs: number): Promise<number> {
    const kept: { sha256: string; bytes: number; wantedMs: number }[] = [];
    for (const name of await readdir(this.#folder).catch(nothingThere)) {
      const file = path.join(this.#folder, name);
      const found = lookAt(file);
      if (found === undefined) continue;
      if (name.startsWith(aside) && nowMs - Number(found.mtimeMs) > keepMs) await rm(file, { force: true });
      if (!name.endsWith(note)) continue;
      const sha256 = name.slice(0, -note.length);
      const bytes = Number(lookAt(this.pathOf(sha256))?.size ?? 0n);
      kept.push({ sha256, bytes, wantedMs: Number(found.mtimeMs) });
    }
    let total = kept.reduce((sum, { bytes }) => sum + bytes, 0);
    let removed = 0;
    for (const { sha256, bytes, wantedMs } of kept.toSorted((a, b) => a.wantedMs - b.wantedMs)) {
      if (total <= this.#options.maxBytes || nowMs - wantedMs < keepMs) break;
      this.#seen.delete(sha256);
      await rm(this.pathOf(sha256), { force: true });
      await rm(path.join(this.#folder, `${sha256}${note}`), { force: true });
      total -= bytes;
      removed += 1;
    }
    return removed;
  }

  async #hashFile(sha256: string): Promise<'right' | 'wrong' | 'absent'> {
    const file = this.pathOf(sha256);
    // Not through a link: it could be pointed elsewhere without the file itself ever changing.
    const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      if (error.code === 'ELOOP') return 'link' as const;
      throw error;
    });
    if (handle === undefined) return 'absent';
    if (handle === 'link') return 'wrong';
    try {
      const before = lookOf(await handle.stat({ bigint: true }));
      const hash = createHash('sha256');
      for await (const part of handle.createReadStream({ autoClose: false })) hash.update(part as Buffer);
      const after = lookOf(await handle.stat({ bigint: true }));
      if (before !== after || hash.digest('hex') !== sha256) return 'wrong';
      this.#seen.set(sha256, after);
      return 'right';
    } finally {
      await handle.close();
    }
  }

  async #fetch(sha256: string, objectKey: string): Promise<'ready' | 'missing' | 'changed'> {
    const stored = await this.#options.objects.get(objectKey);
    if (stored === undefined) return 'missing';
    if (stored.bytes > maxSoundBytes) {
      stored.content.destroy();
      return 'changed';
    }
    const parts: Buffer[] = [];
    for await (const part of stored.content as AsyncIterable<Buffer>) parts.push(part);
    const bytes = Buffer.concat(parts);
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) return 'changed';
    await mkdir(this.#folder, { recursive: true });
    const written = path.join(this.#folder, `${aside}${randomUUID()}`);
    // The switch may run as somebody else, who only reads.
    await writeFile(written, bytes, { mode: 0o444, flag: 'wx', flush: true });
    await rename(written, this.pathOf(sha256));
    await this.#noteWanted(sha256, true);
    // What was written is read back: a full disk or a race with another hand shows here.
    return (await this.#hashFile(sha256)) === 'right' ? 'ready' : 'changed';
  }

  async #noteWanted(sha256: string, isNew: boolean): Promise<void> {
    const file = path.join(this.#folder, `${sha256}${note}`);
    if (isNew) await writeFile(file, '');
    // What somebody else has put into the folder has none, and is never swept.
    else await utimes(file, new Date(), new Date()).catch(nothingThere);
  }
}

function lookOf({ dev, ino, size, mtimeNs, ctimeNs, nlink }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs, nlink].join(' ');
}

function lookAt(file: string): BigIntStats | undefined {
  return lstatSync(file, { bigint: true, throwIfNoEntry: false });
}

function nothingThere(error: NodeJS.ErrnoException): [] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
