import type { PlatformTx } from '../connect/index.ts';
import { writeAudit } from './record-audit.ts';

export interface NewSession {
  readonly tenantId: string;
  readonly staffId: string;
  readonly expiresAt: Date;
  /** SHA-256 of the first refresh token. */
  readonly refreshHash: Buffer;
  readonly at: Date;
  readonly address?: string | undefined;
  readonly userAgent?: string | undefined;
  readonly requestId?: string | undefined;
}

const userAgentLength = 300;

/** Opens a session for a person whose password was verified; answers its id. */
export async function createSession(tx: PlatformTx, input: NewSession): Promise<string> {
  const { tenantId, staffId, address, at } = input;
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
