import type { TenantTx } from '../connect/index.ts';
import { findTenant } from './find-tenant.ts';
import { recordAudit } from './record-audit.ts';

export interface TenantChange {
  readonly name?: string | undefined;
  /** Of the IANA database. Days of its figures begin by it from now on. */
  readonly timeZone?: string | undefined;
  /** Whom to ask for; null takes it away. */
  readonly contactName?: string | null | undefined;
  readonly contactPhone?: string | null | undefined;
  readonly contactEmail?: string | null | undefined;
}

type TenantFacts = { readonly [Field in keyof TenantChange]-?: string | null };

/** Changes what a tenant of one's subtree is called and how it is reached. Throws `not_found`. */
export async function updateTenant(tx: TenantTx, tenantId: string, change: TenantChange): Promise<void> {
  await findTenant(tx, tenantId);
  const [before] = await tx.sql<[TenantFacts]>`
    select name, time_zone as "timeZone", contact_name as "contactName", contact_phone as "contactPhone",
      contact_email as "contactEmail"
    from tenants where id = ${tenantId} for update`;
  const after = { ...before, ...onlySaid(change) };
  await tx.sql`
    update tenants set name = ${after.name}, time_zone = ${after.timeZone}, contact_name = ${after.contactName},
      contact_phone = ${after.contactPhone}, contact_email = ${after.contactEmail}
    where id = ${tenantId}`;
  await recordAudit(tx, {
    tenantId,
    action: 'tenant.update',
    subjectType: 'tenant',
    subjectId: tenantId,
    // Numbers of telephones do not stand in the audit.
    details: { contactPhoneChanged: before.contactPhone !== after.contactPhone },
    before: { ...before, contactPhone: null },
    after: { ...after, contactPhone: null },
  });
}

function onlySaid(change: TenantChange): Partial<TenantFacts> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}
