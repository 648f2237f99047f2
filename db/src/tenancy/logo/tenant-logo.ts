import type { TenantTx } from '../../connect/index.ts';
import type { AuditAction } from '../audit/audit-actions.ts';
import { readOwnBranding, type StoredPicture } from '../branding/read-branding.ts';
import type { logoVariants } from '../branding/tables.ts';
import { recordAudit } from '../record-audit.ts';

export type LogoVariant = (typeof logoVariants)[number];

/** Both keys are in the object store: `tenant/<tenant id>/logo/<uuid>`, new ones each time. */
export type NewLogo = Omit<StoredPicture, 'picture'>;

export interface Logo extends StoredPicture {
  /** false where it is the one of who stands above. */
  readonly own: boolean;
}

/** The current tenant's logo: its own, or the nearest above it. undefined where nobody has one. */
export async function findLogo(tx: TenantTx): Promise<Logo | undefined> {
  const { logo, own } = await readOwnBranding(tx);
  return logo === undefined ? undefined : { ...logo, own: own.has('logo') };
}

/** Sets a picture of the current tenant's own, which is stored already. Answers the keys of what it replaces. */
export async function setLogo(tx: TenantTx, variant: LogoVariant, logo: NewLogo): Promise<string[]> {
  const { sql, actor } = tx;
  const before = await sql<Keys[]>`
    select object_key as "objectKey", raster_object_key as "rasterKey" from tenant_logos
    where (tenant_id, variant) = (${actor.tenantId}, ${variant}) for update`;
  await sql`
    insert into tenant_logos (tenant_id, variant, object_key, raster_object_key, content_type, bytes, width, height, staff_id)
    values (${actor.tenantId}, ${variant}, ${logo.objectKey}, ${logo.rasterKey}, ${logo.contentType}, ${logo.bytes}, ${logo.width},
      ${logo.height}, ${actor.staffId ?? null})
    on conflict (tenant_id, variant) do update set object_key = excluded.object_key, raster_object_key = excluded.raster_object_key,
      picture = excluded.picture, content_type = excluded.content_type, bytes = excluded.bytes, width = excluded.width,
      height = excluded.height, staff_id = excluded.staff_id, changed_at = now()`;
  await audit(tx, `${variant}.set`);
  return before.flatMap(keysOf);
}

/** Takes a picture of the current tenant's own away; answers its keys, none where there was none. */
export async function removeLogo(tx: TenantTx, variant: LogoVariant): Promise<string[]> {
  const removed = await tx.sql<Keys[]>`
    delete from tenant_logos where (tenant_id, variant) = (${tx.actor.tenantId}, ${variant})
    returning object_key as "objectKey", raster_object_key as "rasterKey"`;
  if (removed.length > 0) await audit(tx, `${variant}.removed`);
  return removed.flatMap(keysOf);
}

type Keys = Pick<StoredPicture, 'objectKey' | 'rasterKey'>;

function keysOf({ objectKey, rasterKey }: Keys): string[] {
  return rasterKey === null ? [objectKey] : [objectKey, rasterKey];
}

function audit(tx: TenantTx, action: AuditAction): Promise<void> {
  const { tenantId } = tx.actor;
  return recordAudit(tx, { tenantId, action, subjectType: 'tenant', subjectId: tenantId });
}
