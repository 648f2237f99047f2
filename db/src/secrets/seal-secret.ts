// Secrets that must be kept readable (seeds of second factors, passwords of trunks) are sealed before they are written: AES-256-GCM, as
// NIST SP 800-38D has it, with a random 96-bit nonce. Who reads a copy of the record without the keys reads nothing of them, and who can
// write to it cannot pass one row's secret off as another's, as the place where it stands is authenticated with it.
import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';
import type { SecretKeys } from './secret-keys.ts';

/** Where a secret stands. One opens only where it was sealed for. */
export interface SecretContext {
  /** The table, and the column where it has several secrets: `trunks`, `trunks.password`. */
  readonly table: string;
  readonly tenantId: string;
  readonly rowId: string;
}

/**
 * Why a secret could not be sealed or opened: `no_key` none is set; `unknown_key` sealed with one that is not there (any more);
 * `malformed` no sealed secret; `refused` another key of this id, another context, or bytes that somebody changed. Says nothing of the
 * secret itself.
 */
export class SecretError extends Error {
  override readonly name = 'SecretError';
  constructor(readonly reason: 'no_key' | 'unknown_key' | 'malformed' | 'refused') {
    super(sentences[reason]);
  }
}

const sentences = {
  no_key: 'no key for secrets is set (SECRETS_KEYS)',
  unknown_key: 'a secret was sealed with a key that is not set (SECRETS_KEYS)',
  malformed: 'this is no sealed secret',
  refused: 'a sealed secret does not open here: it was changed, or belongs elsewhere',
};

const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;
/** Far above any secret that is kept. */
const maxPlainBytes = 64 * 1024;
/** `v1.<key id>.<base64url of nonce, ciphertext, tag>` */
const form = /^v1\.([A-Za-z0-9_-]{1,20})\.([A-Za-z0-9_-]{38,})$/;

/** Seals a text for its place, as text. Throws `SecretError` `no_key`; RangeError beyond 64 KiB. */
export function sealSecret(keys: SecretKeys, plain: string, context: SecretContext): string {
  if (keys.sealing === undefined) throw new SecretError('no_key');
  const bytes = Buffer.from(plain, 'utf8');
  if (bytes.length > maxPlainBytes) throw new RangeError('too long for a secret');
  const { id, key } = keys.sealing;
  const nonce = randomBytes(nonceBytes);
  const sealing = createCipheriv(cipher, key, nonce, { authTagLength: tagBytes });
  sealing.setAAD(placeOf(id, context));
  const sealed = Buffer.concat([nonce, sealing.update(bytes), sealing.final(), sealing.getAuthTag()]);
  return `v1.${id}.${sealed.toString('base64url')}`;
}

/** Opens what `sealSecret` sealed for the same place. Throws `SecretError`. */
export function openSecret(keys: SecretKeys, sealed: string, context: SecretContext): string {
  const { keyId, bytes } = partsOf(sealed);
  const key = keys.byId.get(keyId);
  if (key === undefined) throw new SecretError('unknown_key');
  return unseal(key, bytes, placeOf(keyId, context)).toString('utf8');
}

/** The id of the key that a secret is sealed with; for sealing anew what an old key holds. Throws `SecretError` `malformed`. */
export function sealingKeyOf(sealed: string): string {
  return partsOf(sealed).keyId;
}

function partsOf(sealed: string): { keyId: string; bytes: Buffer } {
  const [, keyId, encoded = ''] = form.exec(sealed) ?? [];
  const bytes = Buffer.from(encoded, 'base64url');
  // One text for each secret: other spellings of the same bytes are none of ours.
  if (keyId === undefined || bytes.toString('base64url') !== encoded) throw new SecretError('malformed');
  return { keyId, bytes };
}

function unseal(key: KeyObject, bytes: Buffer, place: Buffer): Buffer {
  const end = bytes.length - tagBytes;
  const opening = createDecipheriv(cipher, key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes });
  opening.setAAD(place);
  opening.setAuthTag(bytes.subarray(end));
  try {
    return Buffer.concat([opening.update(bytes.subarray(nonceBytes, end)), opening.final()]);
  } catch {
    throw new SecretError('refused');
  }
}

/** As JSON, so that no two places spell alike. */
function placeOf(keyId: string, { table, tenantId, rowId }: SecretContext): Buffer {
  return Buffer.from(JSON.stringify(['v1', keyId, table, tenantId.toLowerCase(), rowId.toLowerCase()]), 'utf8');
}
