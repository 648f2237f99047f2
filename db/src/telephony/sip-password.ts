import { createHash, randomInt } from 'node:crypto';

/** The realm that the switch names when it challenges; part of every HA1. */
const realm = 'yunhu';

/** RFC 8760's HA1, which is all that the record keeps of a SIP account's password. */
export function hashSipPassword(sipId: string, password: string): string {
  return createHash('md5').update(`${sipId}:${realm}:${password}`).digest('hex');
}

/** Without what people take for each other when they read it aloud. */
const signs = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const length = 20;

/** A password for a SIP account, 115 bits: nobody has to remember it, and its hash is md5. */
export function makeSipPassword(): string {
  return Array.from({ length }, () => signs[randomInt(signs.length)]).join('');
}
