import type { TenantTx } from '../../connect/index.ts';
import type { versionKinds } from './tables.ts';

export interface NewVersion {
  readonly rateGroupId: string;
  readonly kind: (typeof versionKinds)[number];
  readonly fileName?: string;
  readonly undoesVersionId?: string;
  readonly effectiveAt: Date;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

/** Records a change of a price list that the transaction has locked; answers its id. */
export async function writeVersion(tx: TenantTx, version: NewVersion): Promise<string> {
  const { tenantId, staffId } = tx.actor;
  const [row] = await tx.sql<[{ id: string }]>`
    insert into rate_group_versions (tenant_id, rate_group_id, seq, kind, file_name, undoes_version_id, effective_at, added, changed, removed,
      staff_id)
    select ${tenantId}, ${version.rateGroupId}, coalesce(max(seq), 0) + 1, ${version.kind}, ${version.fileName ?? null},
      ${version.undoesVersionId ?? null}::uuid, ${version.effectiveAt}, ${version.added}, ${version.changed}, ${version.removed},
      ${staffId ?? null}::uuid
    from rate_group_versions where tenant_id = ${tenantId} and rate_group_id = ${version.rateGroupId}
    returning id`;
  return row.id;
}

/** The columns of a price, for copying rows. */
export const priceColumns = ({ sql }: TenantTx) => sql`
  prefix, destination, block_seconds, price_per_block_micros, first_block_seconds, first_block_price_micros, connection_fee_micros,
  grace_seconds, minimum_charge_micros`;
