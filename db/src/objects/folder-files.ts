// Files below a root by their keys. A file is written aside and moved into place, so that nobody ever reads a half one, and a process
// that dies leaves nothing but something to sweep. What is known of a file stands in a note beside the tree; one that does not fit its
// file, because somebody changed that by hand, counts for nothing.
import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { hashOf, readNote, writeNote } from './folder-notes.ts';
import { measure } from './measure.ts';
import { checkKey, defaultContentType } from './object-key.ts';
import { type ObjectContent, type ObjectFacts, type PutOptions, type StoredObject } from './object-store.ts';

/** Where everything stands. No key begins with a dot. */
export interface FolderPlaces {
  readonly root: string;
  readonly aside: string;
  readonly notes: string;
  /** Marks of addresses that were used. */
  readonly spent: string;
}

export function placesIn(folder: string): FolderPlaces {
  const root = path.resolve(folder);
  const inner = (name: string) => path.join(root, name);
  return { root, aside: inner('.aside'), notes: inner('.about'), spent: inner('.spent') };
}

/** Throws for what is no key. */
export function fileOf({ root }: FolderPlaces, key: string): string {
  checkKey(key);
  return path.join(root, key);
}

/** Called when all is written and nothing is in its place yet: what it throws leaves nothing behind. */
type BeforeMove = (bytes: number) => Promise<void>;

/** Throws `file_too_large` beyond `maxBytes`. */
export async function putFile(
  places: FolderPlaces,
  { key, content, beforeMove }: { readonly key: string; readonly content: Readable; readonly beforeMove?: BeforeMove },
  { maxBytes, contentType = defaultContentType }: PutOptions,
): Promise<StoredObject> {
  // A stream that is given to us is ended by us, also where the key is refused.
  try {
    const file = fileOf(places, key);
    const written = path.join(places.aside, randomUUID());
    try {
      const said = await writeWhole(written, content, maxBytes);
      await beforeMove?.(said.bytes);
      const mtimeNs = String((await stat(written, { bigint: true })).mtimeNs);
      await writeNote({ ...places, key }, { ...said, contentType, mtimeNs });
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

export async function getFile(places: FolderPlaces, key: string): Promise<ObjectContent | undefined> {
  const handle = await open(fileOf(places, key), 'r').catch(undefinedWhenMissing);
  if (handle === undefined) return undefined;
  const { size } = await handle.stat();
  // Closes itself with the stream's end, or when that is destroyed.
  return { content: handle.createReadStream(), bytes: size };
}

export async function headFile(places: FolderPlaces, key: string): Promise<ObjectFacts | undefined> {
  const file = fileOf(places, key);
  const found = await stat(file, { bigint: true }).catch(undefinedWhenMissing);
  if (found === undefined) return undefined;
  const bytes = Number(found.size);
  const note = await readNote(path.join(places.notes, key));
  const fits = note?.bytes === bytes && note.mtimeNs === String(found.mtimeNs);
  const { contentType, sha256 } = fits ? note : { contentType: defaultContentType, sha256: await hashOf(file) };
  return { bytes, modifiedAt: found.mtime, contentType, sha256 };
}

export async function deleteFile(places: FolderPlaces, key: string): Promise<void> {
  await rm(fileOf(places, key), { force: true });
  await rm(path.join(places.notes, key), { force: true });
}

/** Writes a stream to a new file and to the disk. */
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

export function undefinedWhenMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
