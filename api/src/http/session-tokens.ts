// The tokens that we sign: the access token, which names a session for a few minutes, the challenge between a password and its second
// factor, which is no session, and the one that names a support session. Each has an audience of its own, so that none passes for another.
import type { Clock } from '@yunhu/db/time';
import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';

export interface AccessClaims {
  readonly tenantId: string;
  readonly sessionId: string;
  readonly expiresAt: Date;
}

export interface ChallengeClaims {
  readonly tenantId: string;
  readonly staffId: string;
  /** Of the password that was right; another one since makes the challenge worthless. Milliseconds. */
  readonly passwordChangedMs: number;
}

export interface SupportClaims {
  /** The support session, and the customer whose it is. */
  readonly id: string;
  readonly tenantId: string;
  /** Who looks, and the session that it was opened in. */
  readonly staffId: string;
  readonly sessionId: string;
}

export interface SessionTokens {
  signAccess(claims: AccessClaims): Promise<string>;
  /** undefined for what we did not sign, or not for this, or not for now. */
  verifyAccess(token: string): Promise<AccessClaims | undefined>;
  signChallenge(claims: ChallengeClaims, expiresAt: Date): Promise<string>;
  verifyChallenge(token: string): Promise<ChallengeClaims | undefined>;
  signSupport(claims: SupportClaims, until: Date): Promise<string>;
  verifySupport(token: string): Promise<SupportClaims | undefined>;
}

const algorithm = 'HS256';
const audiences = { access: 'yunhu-access', challenge: 'yunhu-second-factor', support: 'yunhu-support' } as const;
/** Ours have some 300 characters; longer ones are not read at all. */
const maxTokenLength = 1024;
/** Signatures that were checked are not checked again while the token lives. */
const maxRemembered = 10_000;
const access = z.object({ tid: z.uuid(), sid: z.uuid(), exp: z.int() });
const challenge = z.object({ tid: z.uuid(), pid: z.uuid(), pca: z.int(), exp: z.int() });
const support = z.object({ sup: z.uuid(), cus: z.uuid(), per: z.uuid(), sid: z.uuid() });

/** `secrets`: at least 32 bytes each; the first signs, all are accepted, so that one can take another's place. */
export function sessionTokens(secrets: readonly Uint8Array[], clock: Clock): SessionTokens {
  const [signing] = secrets;
  if (signing === undefined) throw new Error('a secret is needed to sign sessions');
  const remembered = new Map<string, AccessClaims>();

  async function verify<Claims>(token: string, audience: string, form: z.ZodType<Claims>): Promise<Claims | undefined> {
    if (token.length > maxTokenLength) return undefined;
    for (const secret of secrets) {
      try {
        const options = { algorithms: [algorithm], audience, requiredClaims: ['exp'], currentDate: clock.now() };
        return form.parse((await jwtVerify(token, secret, options)).payload);
      } catch {
        // Perhaps the other secret signed it.
      }
    }
    return undefined;
  }

  const sign = (claims: Record<string, string | number>, audience: string, expiresAt: Date) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: algorithm })
      .setAudience(audience)
      .setIssuedAt(clock.now())
      .setExpirationTime(expiresAt)
      .sign(signing);

  return {
    signAccess: ({ tenantId, sessionId, expiresAt }) =>
      sign({ tid: tenantId, sid: sessionId }, audiences.access, expiresAt),
    verifyAccess: async (token) => {
      const known = remembered.get(token);
      if (known !== undefined) {
        if (known.expiresAt > clock.now()) return known;
        remembered.delete(token);
        return undefined;
      }
      const claims = await verify(token, audiences.access, access);
      if (claims === undefined) return undefined;
      const { tid, sid, exp } = claims;
      const found = { tenantId: tid, sessionId: sid, expiresAt: new Date(exp * 1000) };
      if (remembered.size >= maxRemembered) remembered.clear();
      remembered.set(token, found);
      return found;
    },
    signChallenge: ({ tenantId, staffId, passwordChangedMs }, expiresAt) =>
      sign({ tid: tenantId, pid: staffId, pca: passwordChangedMs }, audiences.challenge, expiresAt),
    verifyChallenge: async (token) => {
      const claims = await verify(token, audiences.challenge, challenge);
      return claims && { tenantId: claims.tid, staffId: claims.pid, passwordChangedMs: claims.pca };
    },
    signSupport: ({ id, tenantId, staffId, sessionId }, until) =>
      sign({ sup: id, cus: tenantId, per: staffId, sid: sessionId }, audiences.support, until),
    verifySupport: async (token) => {
      const claims = await verify(token, audiences.support, support);
      return claims && { id: claims.sup, tenantId: claims.cus, staffId: claims.per, sessionId: claims.sid };
    },
  };
}
