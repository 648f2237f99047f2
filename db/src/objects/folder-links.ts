import { randomUUID } from 'node:crypto';
import { open, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DomainError } from '../errors.ts';
import type { Clock } from '../time/index.ts';
import { fileOf, type FolderPlaces, putFile, undefinedWhenMissing } from './folder-files.ts';
import { checkKey } from './object-key.ts';
import type { LinkedUpload, ObjectLinks, ObjectStore } from './object-store.ts';
import { type Granted, readLink, signLink } from './sign-link.ts';

export interface LinkOptions {
  /** At least 32 bytes each; the first signs, all are accepted, so that one can take another's place. */
  readonly signingKeys: readonly [Uint8Array, ...Uint8Array[]];
  readonly clock: Clock;
  /** Where the API serves `links`, with a slash at its end. */
  readonly linkPath: string;
}

type PutGrant = Extract<Granted, { method: 'PUT' }>;

/** Addresses of files, and what stands behind them. */
export function folderLinks(
  places: FolderPlaces,
  { signingKeys, clock, linkPath }: LinkOptions,
): Pick<ObjectStore, 'presignGet' | 'presignPut'> & { readonly links: ObjectLinks } {
  const addressOf = (what: Granted): string => {
    checkKey(what.key);
    return linkPath + signLink(what, signingKeys[0]);
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
        const granted = readLink(token, { method: 'GET', signingKeys, nowMs: clock.nowMs() });
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
          const granted = readLink(token, { method: 'PUT', signingKeys, nowMs: clock.nowMs() });
          const { key, bytes, contentType } = granted;
          refuseBefore(granted, sent);
          const giveBack = await spend(places, granted);
          const beforeMove = async (written: number) => refuseFewer(granted, written);
          await putFile(places, { key, content, beforeMove }, { maxBytes: bytes, contentType }).catch(
            async (error: unknown) => {
              await giveBack();
              throw error;
            },
          );
        } finally {
          content.destroy();
        }
      },
    },
  };
}

/** What can be refused before a byte of it has come. */
function refuseBefore(granted: PutGrant, sent: LinkedUpload): void {
  if (sent.contentType !== granted.contentType) throw new DomainError('link_invalid');
  const { bytes = granted.bytes } = sent;
  if (bytes > granted.bytes) throw new DomainError('file_too_large', `${granted.bytes} bytes were agreed`);
  refuseFewer(granted, bytes);
}

/**
 * Marks an address as used before anything is written, so that of uploads to it at once one alone takes space on the disk. Answers how to
 * take the mark back, for who brought nothing whole.
 */
async function spend({ spent }: FolderPlaces, { nonce }: PutGrant): Promise<() => Promise<void>> {
  const mark = path.join(spent, nonce);
  await writeFile(mark, '', { flag: 'wx', mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EEXIST' ? new DomainError('link_invalid') : error;
  });
  return () => rm(mark, { force: true });
}

function refuseFewer(granted: PutGrant, bytes: number): void {
  if (bytes < granted.bytes) throw new DomainError('upload_incomplete', `${bytes} of ${granted.bytes} bytes came`);
}
