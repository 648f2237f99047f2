import type { TenantTx } from '../connect/index.ts';
import { invalidField } from '../errors.ts';
import type { documentKinds } from './tables.ts';

/** Documents beside one submission. */
export const maxPapers = 10;

/**
 * Throws `invalid_input` on the field `documentIds` where the documents are not the current tenant's, are too many, or where a business
 * licence or a receipt of the number's payment is missing.
 */
export async function checkPapers(tx: TenantTx, documentIds: readonly string[]): Promise<void> {
  const wanted = [...new Set(documentIds)];
  if (wanted.length > maxPapers)
    throw invalidField('documentIds', 'too_many_documents', `at most ${maxPapers} documents`);
  const found = await tx.sql<{ kind: (typeof documentKinds)[number] }[]>`
    select kind from caller_id_documents where tenant_id = ${tx.actor.tenantId} and id = any (${wanted}::uuid[])`;
  if (found.length < wanted.length)
    throw invalidField('documentIds', 'unknown_document', 'a document is not one of yours');
  const has = (kind: string) => found.some((document) => document.kind === kind);
  if (!has('licence')) throw invalidField('documentIds', 'licence_missing', 'the business licence is missing');
  if (!has('receipt'))
    throw invalidField('documentIds', 'receipt_missing', "the receipt of the number's payment is missing");
}

/** Lays checked documents beside submissions, in their order. */
export async function layPapers(
  tx: TenantTx,
  callerIdIds: readonly string[],
  { submission, documentIds }: { readonly submission: number; readonly documentIds: readonly string[] },
): Promise<void> {
  const distinct = [...new Set(documentIds)];
  await tx.sql`
    insert into caller_id_papers (tenant_id, caller_id_id, submission, document_id, position)
    select ${tx.actor.tenantId}, c.id, ${submission}, d.id, d.position
    from unnest(${callerIdIds}::uuid[]) c (id), unnest(${distinct}::uuid[]) with ordinality d (id, position)`;
}
