// Objects as files below one folder: the default of a single machine. A file is written aside and moved into place, so that nobody
// ever reads a half one, and a process that dies leaves nothing but something to sweep. What is known of a file stands in a note
// beside the tree; one that does not fit its file, because somebody changed that by hand, counts for nothing.
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { DomainError } from '../errors.ts';
import { type Clock, systemClock } from '../time/index.ts';
import { hashOf, readNote, writeNote } from './folder-notes.ts';
import { clearFolder, listFolder } from './folder-walk.ts';
import { measure } from './measure.ts';
import { checkKey, checkPrefix } from './object-key.ts';
import { maxListed, type ObjectStore, type PutOptions, type StoredObject } from './object-store.ts';
import { readLink, signLink } from './sign-link.ts';

export interface FolderOptions {
  /** Signs addresses; at least 32 bytes. Made up when absent: they then end with the process. */
  readonly signingKey?: Uint8Array;
  readonly clock?: Clock;
  /** Where the API serves `links`, with a slash at its end. */
  readonly linkPath?: string;
}

/** No key begins with a dot. */
const folders = { aside: '.aside', notes: '.about', spent: '.spent' } as const;
/** What is still aside after this long was left by a process that died. Milliseconds. */
const asideLimitMs = 24 * 60 * 60 * 1000;

export const defaultContentType = 'application/octet-stream';

/** Opens the store of a folder, made where it is missing; several processes may share it. Clears what killed ones left behind. */
export async function openFolderStore(folder: string, options: FolderOptions = {}): Promise<ObjectStore> {
  const { signingKey = randomBytes(32), clock = systemClock, linkPath = '/v1/objects/' } = options;
  const root = path.resolve(folder);
  const [aside, notes, spent] = [folders.aside, folders.notes, folders.spent].map((name) => path.join(root, name)) as [
    string,
    string,
    string,
  ];
  for (const inner of [aside, spent]) await mkdir(inner, { recursive: true, mode: 0o700 });
  const clearUnfinished = async (before: Date) => {
    const [found] = await Promise.all([clearFolder(aside, before), clearFolder(spent, before)]);
    return found;
  };
  await clearUnfinished(new Date(Date.now() - asideLimitMs));
  const fileOf = (key: string): string => {
    checkKey(key);
    return path.join(root, key);
  };

  /** `beforeMove` may refuse what is written, or say that its place is taken. */
  async function put(
    key: string,
    content: Readable,
    { maxBytes, contentType = defaultContentType }: PutOptions,
    beforeMove: (bytes: number) => Promise<void> = () => Promise.resolve(),
  ): Promise<StoredObject> {
    // A stream that is given to us is ended by us, also where the key is refused.
    try {
      const file = fileOf(key);
      const written = path.join(aside, randomUUID());
      try {
        const said = await writeWhole(written, content, maxBytes);
        await beforeMove(said.bytes);
        await writeNote({ notes, aside, key }, { ...said, contentType, mtimeNs: await mtimeOf(written) });
        await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
        await rename(written, file);
        return { key, ...said };
      } catch (error) {
        await rm(written, { force: true });
        throw error;
      }
    } finally {
      content.destroy();
    }
  }

  const get: ObjectStore['get'] = async (key) => {
    const handle = await open(fileOf(key), 'r').catch(undefinedWhenMissing);
    if (handle === undefined) return undefined;
    const { size } = await handle.stat();
    // Closes itself with the stream's end, or when that is destroyed.
    return { content: handle.createReadStream(), bytes: size };
  };

  return {
    put: (key, content, given) => put(key, content, given),
    get,
    head: async (key) => {
      const file = fileOf(key);
      const found = await stat(file, { bigint: true }).catch(undefinedWhenMissing);
      if (found === undefined) return undefined;
      const bytes = Number(found.size);
      const note = await readNote(path.join(notes, key));
      const fits = note?.bytes === bytes && note.mtimeNs === String(found.mtimeNs);
      const known = fits ? note : { contentType: defaultContentType, sha256: await hashOf(file) };
      return { bytes, modifiedAt: found.mtime, contentType: known.contentType, sha256: known.sha256 };
    },
    delete: async (key) => {
      await rm(fileOf(key), { force: true });
      await rm(path.join(notes, key), { force: true });
    },
    list: (prefix, { after, limit = maxListed } = {}) => {
      checkPrefix(prefix);
      if (after !== undefined) checkKey(after);
      return listFolder(root, { prefix, after, limit: Math.min(limit, maxListed) });
    },
    presignGet: (key, { expiresSeconds, ...given }) => {
      checkKey(key);
      const untilMs = clock.nowMs() + expiresSeconds * 1000;
      return Promise.resolve(linkPath + signLink({ method: 'GET', key, untilMs, ...given }, signingKey));
    },
    presignPut: (key, { expiresSeconds, bytes, contentType }) => {
      checkKey(key);
      const untilMs = clock.nowMs() + expiresSeconds * 1000;
      const what = { method: 'PUT', key, untilMs, bytes, contentType, nonce: randomUUID() } as const;
      const headers = { 'content-type': contentType };
      return Promise.resolve({ method: 'PUT', url: linkPath + signLink(what, signingKey), headers });
    },
    clearUnfinished,
    links: {
      read: async (token) => {
        const link = readLink(token, { method: 'GET', signingKey, nowMs: clock.nowMs() });
        const { key, contentType, disposition, fileName } = link;
        const file = fileOf(key);
        const found = await stat(file).catch(undefinedWhenMissing);
        if (found === undefined) throw new DomainError('not_found');
        return {
          ...{ bytes: found.size, contentType, disposition },
          ...(fileName === undefined ? {} : { fileName }),
          open: async (range) => (await open(file, 'r')).createReadStream(range),
        };
      },
      write: async (token, content, sent) => {
        try {
          const link = readLink(token, { method: 'PUT', signingKey, nowMs: clock.nowMs() });
          const { key, bytes, contentType, nonce } = link;
          const mark = path.join(spent, nonce);
          const used = await stat(mark).catch(undefinedWhenMissing);
          if (used !== undefined || sent.contentType !== contentType) throw new DomainError('link_invalid');
          // Refused before it comes, where its sender says so himself.
          if ((sent.bytes ?? bytes) > bytes) throw new DomainError('file_too_large', `${bytes} bytes were agreed`);
          if ((sent.bytes ?? bytes) < bytes) throw new DomainError('upload_incomplete', `${bytes} bytes were agreed`);
          await put(key, content, { maxBytes: bytes, contentType }, async (written) => {
            if (written < bytes) throw new DomainError('upload_incomplete', 'the file ended before its time');
            await writeFile(mark, '', { flag: 'wx', mode: 0o600 }).catch(refuseWhenThere);
          });
        } finally {
          content.destroy();
        }
      },
    },
  };
}

/** Writes a stream to a new file and to the disk. Throws `file_too_large` beyond `maxBytes`. */
async function writeWhole(
  file: string,
  content: Readable,
  maxBytes: number,
): Promise<{ bytes: number; sha256: string }> {
  const handle = await open(file, 'wx', 0o600);
  const measured = measure(content, maxBytes);
  try {
    await writeFile(handle, measured.parts);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { bytes: measured.bytes(), sha256: measured.sha256() };
}

async function mtimeOf(file: string): Promise<string> {
  return String((await stat(file, { bigint: true })).mtimeNs);
}

function undefinedWhenMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

function refuseWhenThere(error: NodeJS.ErrnoException): never {
  throw error.code === 'EEXIST' ? new DomainError('link_invalid') : error;
}
