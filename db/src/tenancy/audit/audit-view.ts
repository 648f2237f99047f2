// What people read of the audit, and what they may ask of it.
import type { AuditFields } from './changed-fields.ts';
import type { clientKinds } from './tables.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

/** Who acted: somebody of the tenant that reads, of one below, of one above (not named, but in a support session), or nobody but the system. */
export interface AuditActor {
  readonly kind: 'self' | 'below' | 'above' | 'system';
  readonly tenant: Named | null;
  readonly staff: Named | null;
}

export interface AuditView {
  readonly id: string;
  /** Whose row it was. */
  readonly tenant: Named;
  readonly actor: AuditActor;
  readonly action: string;
  readonly subject: { readonly type: string; readonly id: string; readonly name: string | null };
  /** Empty for who reads from above what is the tenant's alone. */
  readonly details: AuditFields;
  readonly before: AuditFields | null;
  readonly after: AuditFields | null;
  /** There is more to it, which is the tenant's alone. */
  readonly hidden: boolean;
  readonly address: string | null;
  readonly requestId: string | null;
  readonly client: (typeof clientKinds)[number] | null;
  readonly supportSessionId: string | null;
  readonly occurredAt: Date;
}

export interface AuditFilter {
  /** Oneself, or one below; oneself when absent. */
  readonly tenantId?: string | undefined;
  /** `below`: all below as one, in place of one tenant. */
  readonly scope?: 'below' | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  /** Who acted. */
  readonly staffId?: string | undefined;
  /** Any of these. */
  readonly actions?: readonly string[] | undefined;
  readonly subjectId?: string | undefined;
  readonly supportSessionId?: string | undefined;
  /** Words that stand in the action, the subject, the address or what changed. */
  readonly q?: string | undefined;
}

export interface AuditPage {
  readonly items: AuditView[];
  readonly nextCursor: string | null;
  /** Where a page ends early because there was too much to look through: so far back it is complete. */
  readonly searchedTo: Date | null;
}
