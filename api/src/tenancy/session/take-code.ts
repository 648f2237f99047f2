import { createHash, randomBytes } from 'node:crypto';
import { DomainError } from '@yunhu/db';
import type { PlatformTx } from '@yunhu/db/connect';
import { openSecret, type SecretContext, sealSecret } from '@yunhu/db/secrets';
import { lockSecondFactor, type Person, takeRecoveryCode, takeStep } from '@yunhu/db/tenancy';
import { Secret, TOTP } from 'otpauth';
import type { Services } from '../../http/services.ts';

/** RFC 6238 as every authenticator does it: SHA-1, six digits, thirty seconds. */
const totp = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** Steps before and after that are taken too, as clocks differ (RFC 6238, 5.2). */
const drift = 1;
/** RFC 4226, 4: at least 128 bits, better 160. */
const seedBytes = 20;

const recoveryCodeCount = 10;
/** Crockford's Base32: no letters that look alike. */
const recoveryLetters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 80 bits each: too many to try, and enough to be kept by a plain hash. */
const recoveryCodeLength = 16;

const placeOf = ({ tenantId, staffId }: Person): SecretContext => ({
  table: 'second_factors',
  tenantId,
  rowId: staffId,
});

/** A new seed, sealed for its person, with what an authenticator wants to know. Throws `SecretError` where no key is set. */
export function makeSeed(
  { secretKeys }: Services,
  person: Person,
  { issuer, label }: { readonly issuer: string; readonly label: string },
): { readonly sealedSeed: string; readonly seed: string; readonly uri: string } {
  const secret = new Secret({ size: seedBytes });
  const uri = new TOTP({ ...totp, secret, issuer, label }).toString();
  return { sealedSeed: sealSecret(secretKeys, secret.base32, placeOf(person)), seed: secret.base32, uri };
}

/**
 * Takes a code of the authenticator (each step once, RFC 6238, 5.2) or a recovery code, in the caller's transaction. Throws `invalid_code`
 * for anything else, which rolls back nothing that counts: attempts are counted outside.
 */
export async function takeCode(services: Services, tx: PlatformTx, person: Person, code: string): Promise<void> {
  const factor = await lockSecondFactor(tx, person);
  if (factor === undefined || factor.confirmedAt === null) throw new DomainError('invalid_code');
  const digits = code.replaceAll(/\s/g, '');
  if (/^\d{6}$/.test(digits)) return takeDigits(services, tx, person, digits);
  const taken = await takeRecoveryCode(tx, person, hashRecoveryCode(person, code), services.clock.now());
  if (!taken) throw new DomainError('invalid_code');
}

/** As `takeCode`, of the authenticator alone, also while it is not confirmed yet. */
export async function takeDigits(
  { secretKeys, clock }: Services,
  tx: PlatformTx,
  person: Person,
  digits: string,
): Promise<void> {
  const factor = await lockSecondFactor(tx, person);
  if (factor === undefined) throw new DomainError('invalid_code');
  const secret = Secret.fromBase32(openSecret(secretKeys, factor.sealedSeed, placeOf(person)));
  const nowMs = clock.nowMs();
  const delta = new TOTP({ ...totp, secret }).validate({ token: digits, timestamp: nowMs, window: drift });
  if (delta === null) throw new DomainError('invalid_code');
  const step = BigInt(Math.floor(nowMs / 1000 / totp.period) + delta);
  if (step <= factor.lastStep) throw new DomainError('invalid_code');
  await takeStep(tx, person, step);
}

/** Ten codes to be written down, with the hashes that the record keeps. */
export function makeRecoveryCodes(person: Person): { readonly codes: string[]; readonly hashes: Buffer[] } {
  const codes = Array.from({ length: recoveryCodeCount }, () => {
    // 32 letters divide 256: every one is equally likely.
    const letters = Array.from(
      randomBytes(recoveryCodeLength),
      (byte) => recoveryLetters[byte % recoveryLetters.length],
    );
    return letters.join('').replaceAll(/(.{4})(?=.)/g, '$1-');
  });
  return { codes, hashes: codes.map((code) => hashRecoveryCode(person, code)) };
}

/** However it was typed: small letters, other dashes, an O for a zero. */
function hashRecoveryCode({ tenantId, staffId }: Person, code: string): Buffer {
  const plain = code
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
  return createHash('sha256').update(`${tenantId}:${staffId}:${plain}`).digest();
}
