import { z } from 'zod';
import { id, instant } from '../../http/schemas.ts';

/** Characters as people count them, after Unicode has settled on one spelling (NIST SP 800-63B, 5.1.1.2). */
export const passwordLength = { least: 10, most: 128 } as const;

/** How many characters a password has. */
export function passwordLengthOf(password: string): number {
  return Array.from(password.normalize('NFKC')).length;
}

/** A password that somebody chooses. What else is asked of it is answered as a field error `password_too_…`. */
export const newPassword = z
  .string()
  .min(1)
  .max(passwordLength.most * 4)
  .meta({
    description: `${passwordLength.least} to ${passwordLength.most} characters of any kind; not one of those that are tried first, and more than a name.`,
  });

/** The password that somebody has. */
const currentPassword = z.string().min(1).max(512);

const code = z
  .string()
  .trim()
  .min(1)
  .max(40)
  .meta({ description: 'Six digits of the authenticator, or a recovery code.' });

/** What stands between a password and its second factor. It is no session. */
export const secondFactorChallenge = z
  .object({ challenge: z.string(), expiresAt: instant })
  .meta({ id: 'SecondFactorChallenge' });

export const answerChallengeBody = z.strictObject({ challenge: z.string().min(1).max(1024), code });

export const refreshed = z.object({ accessEndsAt: instant }).meta({ id: 'RefreshedSession' });

export const openSession = z
  .object({
    id,
    createdAt: instant,
    lastUsedAt: instant.meta({ description: 'When it was renewed last: to within a few minutes.' }),
    expiresAt: instant,
    address: z.string().nullable(),
    userAgent: z.string().nullable(),
    isThisOne: z.boolean(),
  })
  .meta({ id: 'OpenSession' });

export const changePasswordBody = z.strictObject({ currentPassword, password: newPassword });

export const secondFactor = z
  .object({
    since: instant.nullable().meta({ description: 'null where none is set up.' }),
    recoveryCodesLeft: z.int(),
    required: z.boolean().meta({ description: 'Everybody of the tenant has to use one.' }),
  })
  .meta({ id: 'SecondFactor' });

export const beginSecondFactorBody = z.strictObject({ currentPassword });

export const secondFactorSeed = z
  .object({
    seed: z.string().meta({ description: 'In Base32, for who types it.' }),
    uri: z.string().meta({ description: 'otpauth://, to be drawn as a QR code.' }),
  })
  .meta({ id: 'SecondFactorSeed' });

export const confirmSecondFactorBody = z.strictObject({ code });

export const recoveryCodes = z
  .object({ codes: z.array(z.string()).meta({ description: 'Shown this once.' }) })
  .meta({ id: 'RecoveryCodes' });

export const proveSecondFactorBody = z.strictObject({ currentPassword, code });

export const signInPolicy = z
  .object({
    secondFactorRequired: z.boolean(),
    peopleWithout: z.int().meta({ description: 'Enabled people without a second factor.' }),
  })
  .meta({ id: 'SignInPolicy' });

export const signInPolicyBody = z.strictObject({ secondFactorRequired: z.boolean() });

export type SecondFactorChallenge = z.infer<typeof secondFactorChallenge>;
export type RefreshedSession = z.infer<typeof refreshed>;
export type OpenSession = z.infer<typeof openSession>;
export type ChangePasswordBody = z.infer<typeof changePasswordBody>;
export type SecondFactor = z.infer<typeof secondFactor>;
export type SecondFactorSeed = z.infer<typeof secondFactorSeed>;
export type RecoveryCodes = z.infer<typeof recoveryCodes>;
export type SignInPolicy = z.infer<typeof signInPolicy>;
