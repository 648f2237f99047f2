import type { TenantTx } from '../../connect/index.ts';

/** Ends every session of one of the current tenant's people, so that none comes back to life when the person is enabled again. */
export async function endSessions({ sql, actor }: TenantTx, staffId: string, at: Date): Promise<void> {
  await sql`
    update sessions set revoked_at = ${at} where tenant_id = ${actor.tenantId} and staff_id = ${staffId} and revoked_at is null`;
}
