import type { TenantTx } from '../../connect/index.ts';
import { recordAudit } from '../record-audit.ts';
import type { Support } from './read-branding.ts';

/** What is said; null takes it back, so that the nearest above holds again; what is absent stays. */
export interface BrandingChange {
  readonly name?: string | null | undefined;
  /** `#rrggbb` in lower case. */
  readonly accent?: string | null | undefined;
  readonly support?: Support | null | undefined;
}

interface Row {
  readonly name: string | null;
  readonly accent: string | null;
  readonly supportEmail: string | null;
  readonly supportPhone: string | null;
  readonly supportNote: string | null;
}

const nothing: Row = { name: null, accent: null, supportEmail: null, supportPhone: null, supportNote: null };

/** Changes what the current tenant says of its brand. */
export async function changeBranding(tx: TenantTx, change: BrandingChange): Promise<void> {
  const { sql, actor } = tx;
  const { tenantId } = actor;
  // Locked before it is read, also where there is no row yet, so that two changes of different fields both stay.
  await sql`insert into brandings (tenant_id) values (${tenantId}) on conflict do nothing`;
  const [before = nothing] = await sql<Row[]>`
    select name, accent, support_email as "supportEmail", support_phone as "supportPhone", support_note as "supportNote"
    from brandings where tenant_id = ${tenantId} for update`;
  const after = { ...before, ...rowOf(change) };
  await sql`
    update brandings set name = ${after.name}, accent = ${after.accent}, support_email = ${after.supportEmail},
      support_phone = ${after.supportPhone}, support_note = ${after.supportNote}, staff_id = ${actor.staffId ?? null}, changed_at = now()
    where tenant_id = ${tenantId}`;
  await recordAudit(tx, {
    tenantId,
    action: 'branding.change',
    subjectType: 'tenant',
    subjectId: tenantId,
    // Numbers of telephones do not stand in the audit.
    details: { phoneChanged: before.supportPhone !== after.supportPhone },
    before: { ...before, supportPhone: null },
    after: { ...after, supportPhone: null },
  });
}

function rowOf({ name, accent, support }: BrandingChange): Partial<Row> {
  return {
    ...(name === undefined ? {} : { name }),
    ...(accent === undefined ? {} : { accent }),
    ...(support === undefined
      ? {}
      : {
          supportEmail: support?.email ?? null,
          supportPhone: support?.phone ?? null,
          supportNote: support?.note ?? null,
        }),
  };
}
