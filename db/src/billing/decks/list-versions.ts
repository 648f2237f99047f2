import type { TenantTx } from '../../connect/index.ts';
import { cursorForms, type Page, type PageRequest, readCursor, toPage } from '../../cursor.ts';
import type { versionKinds } from './tables.ts';
import { findOwnRateGroup } from '../find-own-rate-group.ts';

export interface RateGroupVersion {
  readonly id: string;
  readonly seq: number;
  readonly kind: (typeof versionKinds)[number];
  readonly fileName: string | null;
  /** The seq of what it takes back. */
  readonly undoesSeq: number | null;
  /** The seq of what took it back. */
  readonly undoneBySeq: number | null;
  readonly effectiveAt: Date;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly staffName: string | null;
  readonly createdAt: Date;
}

/** The changes of one's own list, newest first. Throws `not_found`. */
export async function listVersions(
  tx: TenantTx,
  rateGroupId: string,
  page: PageRequest,
): Promise<Page<RateGroupVersion>> {
  await findOwnRateGroup(tx, rateGroupId);
  const [before] = page.cursor === undefined ? [] : readCursor(page.cursor, [cursorForms.integer]);
  const rows = await selectVersions(
    tx,
    tx.sql`v.rate_group_id = ${rateGroupId}
    ${before === undefined ? tx.sql`` : tx.sql`and v.seq < ${before}::bigint`} order by v.seq desc limit ${page.limit + 1}`,
  );
  return toPage(rows, page.limit, { item: (row) => row, key: (row) => [String(row.seq)] });
}

/** One change of one's own. */
export async function findVersion(tx: TenantTx, versionId: string): Promise<RateGroupVersion | undefined> {
  return (await selectVersions(tx, tx.sql`v.id = ${versionId}`))[0];
}

async function selectVersions(tx: TenantTx, where: ReturnType<TenantTx['sql']>): Promise<RateGroupVersion[]> {
  const { tenantId } = tx.actor;
  return tx.sql<RateGroupVersion[]>`
    select v.id, v.seq, v.kind, v.file_name as "fileName", v.effective_at as "effectiveAt", v.added, v.changed, v.removed,
      v.created_at as "createdAt", s.name as "staffName",
      (select u.seq from rate_group_versions u where u.tenant_id = ${tenantId} and u.id = v.undoes_version_id) as "undoesSeq",
      (select max(u.seq) from rate_group_versions u where u.tenant_id = ${tenantId} and u.undoes_version_id = v.id) as "undoneBySeq"
    from rate_group_versions v left join staff s on (s.tenant_id, s.id) = (v.tenant_id, v.staff_id)
    where v.tenant_id = ${tenantId} and ${where}`;
}
