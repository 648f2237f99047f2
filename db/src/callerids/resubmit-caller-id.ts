import type { TenantTx } from '../connect/index.ts';
import { DomainError } from '../errors.ts';
import { recordAudit } from '../tenancy/index.ts';
import { checkPapers, layPapers } from './papers.ts';
import { recordEvent } from './record-event.ts';

/**
 * Puts a number that was rejected or revoked, whose approval ended or will end, before the reviewers again; an approved one stays so
 * meanwhile. Throws `not_found`, `invalid_input` on `documentIds`, and `invalid_transition` for one that waits already.
 */
export async function resubmitCallerId(
  tx: TenantTx,
  callerIdId: string,
  input: { readonly documentIds: readonly string[]; readonly note: string },
  at: Date,
): Promise<void> {
  const { tenantId } = tx.actor;
  const [known] = await tx.sql`select id from caller_ids where tenant_id = ${tenantId} and id = ${callerIdId}`;
  if (known === undefined) throw new DomainError('not_found');
  await checkPapers(tx, input.documentIds);
  const [{ submission }] = await tx.sql<[{ submission: number | null }]>`
    select resubmit_caller_id(${callerIdId}, ${input.note}, ${at}) as submission`;
  if (submission === null) throw new DomainError('invalid_transition', 'it waits for a decision already');
  await layPapers(tx, [callerIdId], { submission, documentIds: input.documentIds });
  await recordEvent(tx, { tenantId, callerIdId, submission, kind: 'submitted', at, actor: tx.actor });
  const details = { submission };
  await recordAudit(tx, {
    tenantId,
    action: 'caller-id.resubmit',
    subjectType: 'caller-id',
    subjectId: callerIdId,
    details,
  });
}
