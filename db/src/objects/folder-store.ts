// Objects as files below one folder: the default of a single machine. A file is written aside and moved into place, so that nobody
// ever reads a half one, and a process that dies leaves nothing but something to sweep.
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { DomainError } from '../errors.ts';
import { checkKey } from './object-key.ts';
import type { ObjectStore } from './object-store.ts';

/** No key begins with a dot. */
const asideFolder = '.aside';
/** What is still aside after this long was left by a process that died. Milliseconds. */
const asideLimitMs = 24 * 60 * 60 * 1000;

/** Opens the store of a folder, made where it is missing; several processes may share it. Clears what killed ones left behind. */
export async function openFolderStore(folder: string): Promise<ObjectStore> {
  const root = path.resolve(folder);
  const aside = path.join(root, asideFolder);
  await mkdir(aside, { recursive: true, mode: 0o700 });
  await clearAside(aside);
  const fileOf = (key: string): string => {
    checkKey(key);
    return path.join(root, key);
  };

  return {
    put: async (key, content, { maxBytes }) => {
      // A stream that is given to us is ended by us, also where the key is refused.
      try {
        const file = fileOf(key);
        const written = path.join(aside, randomUUID());
        try {
          const said = await writeWhole(written, content, maxBytes);
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
    },
    get: async (key) => {
      const handle = await open(fileOf(key), 'r').catch(undefinedWhenMissing);
      if (handle === undefined) return undefined;
      const { size } = await handle.stat();
      // Closes itself with the stream's end, or when that is destroyed.
      return { content: handle.createReadStream(), bytes: size };
    },
    delete: async (key) => rm(fileOf(key), { force: true }),
  };
}

/** Writes a stream to a new file and to the disk. Throws `file_too_large` beyond `maxBytes`. */
async function writeWhole(
  file: string,
  content: Readable,
  maxBytes: number,
): Promise<{ bytes: number; sha256: string }> {
  const handle = await open(file, 'wx', 0o600);
  const hash = createHash('sha256');
  let bytes = 0;
  async function* measured(): AsyncGenerator<Uint8Array> {
    for await (const part of content as AsyncIterable<Uint8Array | string>) {
      const chunk = typeof part === 'string' ? Buffer.from(part) : part;
      bytes += chunk.length;
      if (bytes > maxBytes) throw new DomainError('file_too_large', `the file has more than ${maxBytes} bytes`);
      hash.update(chunk);
      yield chunk;
    }
  }
  try {
    await writeFile(handle, measured());
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { bytes, sha256: hash.digest('hex') };
}

function undefinedWhenMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

async function clearAside(aside: string): Promise<void> {
  for (const name of await readdir(aside)) {
    const file = path.join(aside, name);
    const found = await stat(file).catch(undefinedWhenMissing);
    if (found !== undefined && Date.now() - found.mtimeMs > asideLimitMs) await rm(file, { force: true });
  }
}
