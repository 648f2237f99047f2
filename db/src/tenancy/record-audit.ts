import type { PlatformTx, TenantTx } from '../connect/index.ts';
import type { AuditAction, AuditSubject } from './audit/audit-actions.ts';
import { type AuditFields, changedFields } from './audit/changed-fields.ts';
import { isPrivateAction } from './audit/private-nouns.ts';
import { findSecretKey } from './audit/secret-keys.ts';

export interface AuditInput {
  /** Whose row was changed; that tenant and its ancestors read the entry. */
  readonly tenantId: string;
  readonly action: AuditAction;
  readonly subjectType: AuditSubject;
  readonly subjectId: string;
  /** What is worth knowing beside it. Never secrets, never phone numbers. */
  readonly details?: AuditFields;
  /** The row as it was: of both, only the fields that differ are kept. Absent where it was made. */
  readonly before?: AuditFields | undefined;
  /** The row as it is. Absent where it was removed. */
  readonly after?: AuditFields | undefined;
}

/**
 * Writes who did what, in the transaction of the change itself, so that neither exists without the other. Throws for a field whose name
 * says that it is a secret, which is a mistake of the caller.
 */
export async function recordAudit(tx: TenantTx, input: AuditInput): Promise<void> {
  await writeAudit(tx, tx.actor, input);
}

/** As `recordAudit`, where the change goes through the platform's door. */
export async function writeAudit(
  tx: TenantTx | PlatformTx,
  actor: TenantTx['actor'],
  { tenantId, action, subjectType, subjectId, details = {}, ...row }: AuditInput,
): Promise<void> {
  const secret = findSecretKey({ details, ...row });
  if (secret !== undefined) throw new Error(`the audit keeps no secrets: "${secret}" of ${action}`);
  const { before, after } = changedFields(row.before, row.after);
  const content = { details: JSON.stringify(details), before: jsonOf(before), after: jsonOf(after) };
  const isPrivate = isPrivateAction(action);
  const open = isPrivate ? { details: '{}', before: null, after: null } : content;
  const { staffId = null, address = null, requestId = null, client = null } = actor;
  const [{ id }] = await tx.sql<[{ id: string }]>`
    insert into audit_entries (tenant_id, actor_tenant_id, actor_staff_id, action, subject_type, subject_id, details, before, after, address,
      request_id, client, support_session_id)
    values (${tenantId}, ${actor.staffTenantId ?? actor.tenantId}, ${staffId}, ${action}, ${subjectType}, ${subjectId},
      ${open.details}::jsonb, ${open.before}::jsonb, ${open.after}::jsonb, ${address}, ${requestId}, ${client},
      ${actor.supportSessionId ?? null})
    returning id`;
  if (!isPrivate || (content.details === '{}' && before === null && after === null)) return;
  await tx.sql`
    insert into audit_contents (tenant_id, id, details, before, after)
    values (${tenantId}, ${id}, ${content.details}::jsonb, ${content.before}::jsonb, ${content.after}::jsonb)`;
}

function jsonOf(fields: AuditFields | null): string | null {
  return fields === null ? null : JSON.stringify(fields);
}
