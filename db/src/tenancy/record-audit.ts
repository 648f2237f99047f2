import type { PlatformTx, TenantTx } from '../connect/index.ts';

export interface AuditInput {
  /** Whose row was changed; that tenant and its ancestors read the entry. */
  readonly tenantId: string;
  /** `noun.verb` */
  readonly action: string;
  readonly subjectType: string;
  readonly subjectId: string;
  /** What is worth knowing beside it. Never secrets, never phone numbers. */
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
}

/** Writes who did what, in the transaction of the change itself, so that neither exists without the other. */
export async function recordAudit(tx: TenantTx, input: AuditInput): Promise<void> {
  await writeAudit(tx, tx.actor, input);
}

/** As `recordAudit`, where the change goes through the platform's door. */
export async function writeAudit(
  tx: TenantTx | PlatformTx,
  actor: TenantTx['actor'],
  { tenantId, action, subjectType, subjectId, details = {} }: AuditInput,
): Promise<void> {
  await tx.sql`
    insert into audit_entries (tenant_id, actor_tenant_id, actor_staff_id, action, subject_type, subject_id, details, address, request_id)
    values (${tenantId}, ${actor.tenantId}, ${actor.staffId ?? null}, ${action}, ${subjectType}, ${subjectId},
      ${JSON.stringify(details)}::jsonb, ${actor.address ?? null}, ${actor.requestId ?? null})`;
}
