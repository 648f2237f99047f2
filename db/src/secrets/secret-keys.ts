import { createSecretKey, type KeyObject } from 'node:crypto';

/** The keys of the secrets box: the first seals, all open. Empty where none is set: then nothing can be sealed. */
export interface SecretKeys {
  readonly sealing: { readonly id: string; readonly key: KeyObject } | undefined;
  readonly byId: ReadonlyMap<string, KeyObject>;
}

/** AES-256. */
const keyBytes = 32;
const keyForm = /^([A-Za-z0-9_-]{1,20}):([A-Za-z0-9+/]+={0,2})$/;

/**
 * Reads a key ring as settings hold it, `id:base64` separated by commas, newest first: a new key is put in front, and the old one is taken
 * away when everything is sealed anew. Throws an Error with a sentence that repeats no key.
 */
export function parseSecretKeys(text: string): SecretKeys {
  const byId = new Map<string, KeyObject>();
  const parts = text.split(',').map((part) => part.trim());
  for (const [at, part] of parts.entries()) {
    if (part === '' && parts.length === 1) break;
    const [, id = '', encoded = ''] = keyForm.exec(part) ?? [];
    const bytes = Buffer.from(encoded, 'base64');
    if (bytes.length !== keyBytes) {
      throw new Error(
        `key ${at + 1} must be id:base64 with an id of letters and digits and ${keyBytes} bytes in base64`,
      );
    }
    if (byId.has(id)) throw new Error(`the key id "${id}" stands there twice`);
    byId.set(id, createSecretKey(bytes));
  }
  const [first] = byId;
  return { sealing: first === undefined ? undefined : { id: first[0], key: first[1] }, byId };
}
