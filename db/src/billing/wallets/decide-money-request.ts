import type { TenantTx } from '../../connect/index.ts';
import { recordAudit } from '../../tenancy/index.ts';
import { getMoneyRequest, type ListedMoneyRequest } from './find-money-requests.ts';
import { recordNewLimit } from './money-settings.ts';
import { recordMovement } from './record-movement.ts';
import type { RecordedAnswer } from './money-request.ts';

export interface MoneyDecision {
  readonly requestId: string;
  /** withdrawn: by who asked; the others by somebody else of the staff who may move money. */
  readonly decision: 'approved' | 'rejected' | 'withdrawn';
  readonly reason?: string | undefined;
}

const actions = {
  approved: 'transfer-request.approve',
  rejected: 'transfer-request.reject',
  withdrawn: 'transfer-request.withdraw',
} as const;

/**
 * Decides a request that waits; an approved one is carried out in the same transaction. Throws `not_found`, `request_decided` when
 * somebody was quicker or it has expired, `approver_too_new` for whose access came or changed since, `second_person_needed` for who asked (and for withdrawing what somebody else asked), and on
 * approval whatever `requestMoney` throws: then it goes on waiting.
 */
export async function decideMoneyRequest(tx: TenantTx, input: MoneyDecision): Promise<ListedMoneyRequest> {
  const { requestId, decision, reason = null } = input;
  const [{ answer }] = await tx.sql<[{ answer: RecordedAnswer }]>`
    select decide_money_request(${requestId}, ${decision}, ${reason}, ${tx.actor.staffId ?? null}) as answer`;
  const decided = await getMoneyRequest(tx, requestId);
  await recordAudit(tx, {
    tenantId: tx.actor.tenantId,
    action: actions[decision],
    subjectType: 'transfer-request',
    subjectId: requestId,
    details: { kind: decided.kind, tenantId: decided.tenant.id, reason },
  });
  if (decision !== 'approved') return decided;
  const { kind } = decided;
  if (kind === 'approval_limit') await recordNewLimit(tx, decided);
  else await recordMovement(tx, { ...decided, kind, tenantId: decided.tenant.id }, answer);
  return decided;
}
