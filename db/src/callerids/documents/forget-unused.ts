import type { PlatformTx } from '../../connect/index.ts';
import { keepUnusedDays } from './keep-document.ts';

/** Forgets documents that no submission used for a month; the sweep of objects removes what they named. Answers how many. */
export async function forgetUnusedDocuments(tx: PlatformTx, at: Date, limit: number): Promise<number> {
  const gone = await tx.sql`
    delete from caller_id_documents d where (d.tenant_id, d.id) in (
      select u.tenant_id, u.id from caller_id_documents u where u.created_at < ${at}::timestamptz - make_interval(days => ${keepUnusedDays})
        and not exists (select from caller_id_papers l where (l.tenant_id, l.document_id) = (u.tenant_id, u.id)) limit ${limit})
    returning d.id`;
  return gone.length;
}
