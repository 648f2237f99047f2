import type { TenantTx } from '../../connect/index.ts';
import { recordAudit } from '../record-audit.ts';

export interface NewLogo {
  /** In the object store: `tenant/<tenant id>/logo/<uuid>`, a new one each time. */
  readonly objectKey: string;
  readonly contentType: 'image/png' | 'image/jpeg';
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
}

export interface Logo extends NewLogo {
  /** false where it is the one of who stands above. */
  readonly own: boolean;
}

/** The current tenant's logo: its own, or the nearest above it. undefined where nobody has one. */
export async function findLogo(tx: TenantTx): Promise<Logo | undefined> {
  const [logo] = await tx.sql<Logo[]>`
    select object_key as "objectKey", content_type as "contentType", bytes, width, height, own from nearest_logo()`;
  return logo;
}

/** Sets the current tenant's own logo, whose picture is stored already. Answers the key of the picture that it replaces. */
export async function setLogo(tx: TenantTx, logo: NewLogo): Promise<string | undefined> {
  const before = await lockLogo(tx);
  await tx.sql`
    insert into tenant_logos (tenant_id, object_key, content_type, bytes, width, height, staff_id)
    values (${tx.actor.tenantId}, ${logo.objectKey}, ${logo.contentType}, ${logo.bytes}, ${logo.width}, ${logo.height}, ${tx.actor.staffId ?? null})
    on conflict (tenant_id) do update set object_key = excluded.object_key, content_type = excluded.content_type, bytes = excluded.bytes,
      width = excluded.width, height = excluded.height, staff_id = excluded.staff_id, changed_at = now()`;
  await audit(tx, 'logo.set');
  return before;
}

/** Takes the current tenant's own logo away; answers the key of its picture, undefined where there was none. */
export async function removeLogo(tx: TenantTx): Promise<string | undefined> {
  const [removed] = await tx.sql<{ key: string }[]>`
    delete from tenant_logos where tenant_id = ${tx.actor.tenantId} returning object_key as key`;
  if (removed !== undefined) await audit(tx, 'logo.removed');
  return removed?.key;
}

async function lockLogo(tx: TenantTx): Promise<string | undefined> {
  const [found] = await tx.sql<{ key: string }[]>`
    select object_key as key from tenant_logos where tenant_id = ${tx.actor.tenantId} for update`;
  return found?.key;
}

function audit(tx: TenantTx, action: string): Promise<void> {
  const { tenantId } = tx.actor;
  return recordAudit(tx, { tenantId, action, subjectType: 'tenant', subjectId: tenantId });
}
