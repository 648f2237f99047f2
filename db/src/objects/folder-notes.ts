import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';

const note = z.object({
  bytes: z.int(),
  sha256: z.string(),
  contentType: z.string(),
  /** Of the file that it tells about. Nanoseconds in digits. */
  mtimeNs: z.string(),
});

export type FileNote = z.infer<typeof note>;

/** Writes a file's note; moved into place whole. */
export async function writeNote(
  { notes, aside, key }: { readonly notes: string; readonly aside: string; readonly key: string },
  about: FileNote,
): Promise<void> {
  const [place, written] = [path.join(notes, key), path.join(aside, randomUUID())];
  await mkdir(path.dirname(place), { recursive: true, mode: 0o700 });
  await writeFile(written, JSON.stringify(about), { mode: 0o600 });
  await rename(written, place);
}

/** undefined where there is none that can be read. */
export async function readNote(file: string): Promise<FileNote | undefined> {
  try {
    return note.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** The SHA-256 of a file. Lower-case hex. */
export async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
