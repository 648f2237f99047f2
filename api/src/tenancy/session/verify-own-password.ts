import { DomainError } from '@yunhu/db';
import { type Credentials, findCredentials } from '@yunhu/db/tenancy';
import type { Context } from 'hono';
import { askingOf } from '../../http/password-queue.ts';
import { type AppEnv, sessionOf } from '../../http/request.ts';
import type { Services } from '../../http/services.ts';

/**
 * Has who is signed in show the password once more, for what a borrowed browser must not do. Throws `invalid_credentials`, `throttled`.
 * Answers what stood in the record when it was checked.
 */
export async function verifyOwnPassword(
  { database, passwords, loginThrottle }: Services,
  c: Context<AppEnv>,
  password: string,
): Promise<Credentials> {
  const { tenant, staff } = sessionOf(c);
  await loginThrottle.beginProof('password', staff.id);
  const person = { tenantId: tenant.id, staffId: staff.id };
  const found = await database.withPlatform('read credentials', (tx) => findCredentials(tx, person));
  const matches = await passwords.verify(found.passwordHash, password, askingOf(c)).catch(async (error: unknown) => {
    await loginThrottle.takeProofBack('password', staff.id);
    throw error;
  });
  if (!matches)
    throw new DomainError('invalid_credentials', 'the password is wrong', [
      { field: 'currentPassword', code: 'wrong_password', message: 'this is not your password' },
    ]);
  await loginThrottle.proved('password', staff.id);
  return found;
}
