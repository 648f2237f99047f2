import { randomUUID } from 'node:crypto';
import { open, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DomainError } from '../errors.ts';
import type { Clock } from '../time/index.ts';
import { fileOf, type FolderPlaces, putFile, undefinedWhenMissing } from './folder-files.ts';
import { checkKey } from './object-key.ts';
import type { LinkedUpload, ObjectLinks, ObjectStore } from './object-store.ts';
import { type Granted, readLink, signLink } from './sign-link.ts';

export interface LinkOptions {
  /** At least 32 bytes. */
  readonly signingKey: Uint8Array;
  readonly clock: Clock;
  /** Where the API serves `links`, with a slash at its end. */
  readonly linkPath: string;
}

type PutGrant = Extract<Granted, { method: 'PUT' }>;

/** Addresses of files, and what stands behind them. */
export function folderLinks(
  places: FolderPlaces,
  { signingKey, clock, linkPath }: LinkOptions,
): Pick<ObjectStore, 'presignGet' | 'presignPut'> & { readonly links: ObjectLinks } {
  const addressOf = (what: Granted): string => {
    checkKey(what.key);
    return linkPath + signLink(what, signingKey);
  };
  const untilMs = (seconds: number): number => clock.nowMs() + seconds * 1000;
  return {
    presignGet: async (key, { expiresSeconds, ...given }) =>
      addressOf({ method: 'GET', key, untilMs: untilMs(expiresSeconds), ...given }),
    presignPut: async (key, { expiresSeconds, bytes, contentType }) => ({
      method: 'PUT',
      url: addressOf({
        ...{ method: 'PUT', key, untilMs: untilMs(expiresSeconds) },
        ...{ bytes, contentType, nonce: randomUUID() },
      }),
      headers: { 'content-type': contentType },
    }),
    links: {
      read: async (token) => {
        const granted = readLink(token, { method: 'GET', signingKey, nowMs: clock.nowMs() });
        const { contentType, disposition, fileName } = granted;
        const file = fileOf(places, granted.key);
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
          const granted = readLink(token, { method: 'PUT', signingKey, nowMs: clock.nowMs() });
          const { key, bytes, contentType } = granted;
          await refuseBefore(places, granted, sent);
          const beforeMove = (written: number) => spend(places, granted, written);
          await putFile(places, { key, content, beforeMove }, { maxBytes: bytes, contentType });
        } finally {
          content.destroy();
        }
      },
    },
  };
}

/** What can be refused before a byte of it has come. */
async function refuseBefore({ spent }: FolderPlaces, granted: PutGrant, sent: LinkedUpload): Promise<void> {
  const used = await stat(path.join(spent, granted.nonce)).catch(undefinedWhenMissing);
  if (used !== undefined || sent.contentType !== granted.contentType) throw new DomainError('link_invalid');
  const { bytes = granted.bytes } = sent;
  if (bytes > granted.bytes) throw new DomainError('file_too_large', `${granted.bytes} bytes were agreed`);
  refuseFewer(granted, bytes);
}

/** Marks an address as used. Of two uploads to it at once, one makes the mark. */
async function spend({ spent }: FolderPlaces, granted: PutGrant, written: number): Promise<void> {
  refuseFewer(granted, written);
  await writeFile(path.join(spent, granted.nonce), '', { flag: 'wx', mode: 0o600 }).catch(
    (error: NodeJS.ErrnoException) => {
      throw error.code === 'EEXIST' ? new DomainError('link_invalid') : error;
    },
  );
}

function refuseFewer(granted: PutGrant, bytes: number): void {
  if (bytes < granted.bytes) throw new DomainError('upload_incomplete', `${bytes} of ${granted.bytes} bytes came`);
}
