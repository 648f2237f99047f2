import type { TenantTx } from '../connect/index.ts';
import { recordAudit } from '../tenancy/index.ts';

/** Creates a seat of the current tenant, offline; answers its id. Throws `not_found` for an extension that is not its own. */
export async function createSeat(
  tx: TenantTx,
  { name, extensionId }: { readonly name: string; readonly extensionId?: string | undefined },
): Promise<string> {
  const { tenantId } = tx.actor;
  const [{ id }] = await tx.sql<[{ id: string }]>`
    insert into seats (tenant_id, name, extension_id) values (${tenantId}, ${name}, ${extensionId ?? null}) returning id`;
  await recordAudit(tx, { tenantId, action: 'seat.create', subjectType: 'seat', subjectId: id, details: { name } });
  return id;
}
