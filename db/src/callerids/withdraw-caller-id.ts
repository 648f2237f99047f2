import type { TenantTx } from '../connect/index.ts';
import { DomainError } from '../errors.ts';
import { recordAudit } from '../tenancy/index.ts';
import { recordEvent } from './record-event.ts';

/**
 * Takes a number of the current tenant back from the reviewers: it is withdrawn, or stays approved where the time after was asked for.
 * Throws `not_found`, and `invalid_transition` for one that does not wait (any more).
 */
export async function withdrawCallerId(tx: TenantTx, callerIdId: string, at: Date): Promise<void> {
  const { tenantId } = tx.actor;
  const [known] = await tx.sql`select id from caller_ids where tenant_id = ${tenantId} and id = ${callerIdId}`;
  if (known === undefined) throw new DomainError('not_found');
  const [{ submission }] = await tx.sql<[{ submission: number | null }]>`
    select withdraw_caller_id(${callerIdId}) as submission`;
  if (submission === null) throw new DomainError('invalid_transition', 'it does not wait for a decision');
  await recordEvent(tx, { tenantId, callerIdId, submission, kind: 'withdrawn', at, actor: tx.actor });
  await recordAudit(tx, {
    ...{ tenantId, action: 'caller-id.withdraw', subjectType: 'caller-id', subjectId: callerIdId },
    details: { submission },
  });
}
