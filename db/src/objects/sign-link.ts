// Addresses that are good by themselves: what is permitted, until when, and a signature over both. RFC 2104 with SHA-256.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { DomainError } from '../errors.ts';
import { isKey } from './object-key.ts';

const granted = z.discriminatedUnion('method', [
  z.strictObject({
    method: z.literal('GET'),
    key: z.string().refine(isKey),
    untilMs: z.int(),
    contentType: z.string(),
    disposition: z.enum(['attachment', 'inline']),
    fileName: z.string().optional(),
  }),
  z.strictObject({
    method: z.literal('PUT'),
    key: z.string().refine(isKey),
    untilMs: z.int(),
    contentType: z.string(),
    bytes: z.int().min(0),
    /** Names this one address, so that it is used once. */
    nonce: z.uuid(),
  }),
]);

export type Granted = z.infer<typeof granted>;

/** Longer ones are not ours. */
const maxTokenLength = 2_000;

const signatureOf = (payload: string, key: Uint8Array): Buffer => createHmac('sha256', key).update(payload).digest();

/** What was granted and its signature, in letters that fit into a path. */
export function signLink(what: Granted, signingKey: Uint8Array): string {
  const payload = Buffer.from(JSON.stringify(what)).toString('base64url');
  return `${payload}.${signatureOf(payload, signingKey).toString('base64url')}`;
}

/**
 * What an address grants to this method, signed with any of the keys. Throws `link_invalid` for any that we did not sign, not for this
 * method, or not for now.
 */
export function readLink<Method extends Granted['method']>(
  token: string,
  asked: { readonly method: Method; readonly signingKeys: readonly Uint8Array[]; readonly nowMs: number },
): Extract<Granted, { method: Method }> {
  const [payload = '', signature = '', ...more] = token.length > maxTokenLength ? [] : token.split('.');
  const given = Buffer.from(signature, 'base64url');
  const isSignedWith = (key: Uint8Array): boolean => {
    const wanted = signatureOf(payload, key);
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  };
  // Two spellings of one signature would be two addresses: the text is compared as well as its bytes.
  const isOurs =
    more.length === 0 &&
    given.toString('base64url') === signature &&
    asked.signingKeys.some((key) => isSignedWith(key));
  if (!isOurs) throw new DomainError('link_invalid');
  const what = granted.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
  if (what.method !== asked.method || asked.nowMs >= what.untilMs) throw new DomainError('link_invalid');
  return what as Extract<Granted, { method: Method }>;
}
