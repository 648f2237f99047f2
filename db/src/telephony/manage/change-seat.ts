import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { recordAudit } from '../../tenancy/index.ts';

export interface SeatChange {
  readonly name?: string | undefined;
  /** null: none. */
  readonly extensionId?: string | null | undefined;
}

/** Renames one of the current tenant's seats, or gives it another extension. Throws `not_found`, also for an extension that is not its own. */
export async function changeSeat(tx: TenantTx, id: string, change: SeatChange): Promise<void> {
  const { sql } = tx;
  const { tenantId } = tx.actor;
  const [seat] = await sql<{ name: string; extensionId: string | null }[]>`
    select name, extension_id as "extensionId" from seats where (tenant_id, id) = (${tenantId}, ${id}) and retired_at is null for no key update`;
  if (seat === undefined) throw new DomainError('not_found');
  const after = {
    name: change.name ?? seat.name,
    extensionId: change.extensionId === undefined ? seat.extensionId : change.extensionId,
  };
  await sql`
    update seats set name = ${after.name}, extension_id = ${after.extensionId} where (tenant_id, id) = (${tenantId}, ${id})`;
  await recordAudit(tx, {
    tenantId,
    action: 'seat.update',
    subjectType: 'seat',
    subjectId: id,
    before: { ...seat },
    after,
  });
}
