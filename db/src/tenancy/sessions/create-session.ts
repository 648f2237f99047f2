import type { PlatformTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { writeAudit } from '../record-audit.ts';
import type { Login } from './find-login.ts';

export interface NewSession {
  /** Who was proved to be there, as the record had it then. */
  readonly login: Pick<Login, 'tenantId' | 'staffId' | 'passwordHash' | 'secondFactor'>;
  readonly expiresAt: Date;
  /** SHA-256 of the first refresh token. */
  readonly refreshHash: Buffer;
  readonly at: Date;
  readonly address?: string | undefined;
  readonly userAgent?: string | undefined;
  readonly requestId?: string | undefined;
}

const userAgentLength = 300;

/**
 * Opens a session for a person who proved who he is; answers its id. Throws `invalid_credentials` where that holds no more: the password
 * that was verified is another one by now, the second factor came or went, or the person or somebody in the line above was disabled.
 */
export async function createSession(tx: PlatformTx, input: NewSession): Promise<string> {
  const { login, address, at } = input;
  const { tenantId, staffId } = login;
  await holdLogin(tx, login);
  const [session] = await tx.sql<[{ id: string }]>`
    insert into sessions (tenant_id, staff_id, created_at, last_used_at, expires_at, address, user_agent)
    values (${tenantId}, ${staffId}, ${at}, ${at}, ${input.expiresAt}, ${address ?? null}, ${input.userAgent?.slice(0, userAgentLength) ?? null})
    returning id`;
  await tx.sql`
    insert into refresh_tokens (tenant_id, session_id, hash, issued_at) values (${tenantId}, ${session.id}, ${input.refreshHash}, ${at})`;
  await writeAudit(
    tx,
    { tenantId, staffId, address, requestId: input.requestId },
    {
      tenantId,
      action: 'session.create',
      subjectType: 'session',
      subjectId: session.id,
    },
  );
  return session.id;
}

/**
 * Keeps what was proved as it is until the session is there. Whoever changes it ends the sessions that he finds, so a login in between
 * would outlive the change: here it either waits and is refused, or is there to be ended. In the order in which those who change it take
 * these rows: the password, the person, the line of tenants.
 */
async function holdLogin(
  { sql }: PlatformTx,
  { tenantId, staffId, passwordHash, secondFactor }: NewSession['login'],
): Promise<void> {
  const [password] = await sql`
    select from staff_credentials
    where (tenant_id, staff_id) = (${tenantId}, ${staffId}) and password_hash = ${passwordHash} for share`;
  const [person] = await sql`
    select from staff
    where (tenant_id, id) = (${tenantId}, ${staffId}) and state = 'enabled' and (second_factor_at is not null) = ${secondFactor} for share`;
  const line = await sql<{ state: string }[]>`
    select t.state from tenant_closure c join tenants t on t.id = c.ancestor where c.descendant = ${tenantId}
    order by c.depth for share of t`;
  const isActive = line.every(({ state }) => state === 'enabled');
  if (password === undefined || person === undefined || !isActive) throw new DomainError('invalid_credentials');
}
