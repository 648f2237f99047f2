import type { TenantTx } from '../../connect/index.ts';
import { recordAudit } from '../../tenancy/index.ts';
import { formatMicros, type Micros } from '../micros.ts';
import type { MoneyRequestKind, RecordedAnswer } from './money-request.ts';

export interface Movement {
  readonly tenantId: string;
  readonly kind: MoneyRequestKind;
  readonly upward: boolean;
  readonly amountMicros: Micros;
  readonly note: string | null;
  readonly correctsId: string | null;
}

const actions = {
  top_up: 'wallet.top-up',
  withdrawal: 'wallet.withdraw',
  correction: 'wallet.correct',
  credit_limit: 'wallet.credit-limit',
} as const satisfies Record<MoneyRequestKind, string>;

/** Writes into the audit of whose wallet it is what was moved; of a request that waits, into the own one that it was asked for. */
export async function recordMovement(tx: TenantTx, movement: Movement, answer: RecordedAnswer): Promise<void> {
  const { tenantId, kind, upward, amountMicros, note, correctsId } = movement;
  const details = {
    amount: formatMicros(amountMicros),
    ...(kind === 'correction' ? { direction: upward ? 'from_child' : 'to_child', correctsId } : {}),
    ...(note === null ? {} : { note }),
  };
  if (answer.requestId === undefined) {
    const [subjectType, subjectId] =
      answer.transferId === null ? (['tenant', tenantId] as const) : (['transfer', answer.transferId] as const);
    await recordAudit(tx, { tenantId, action: actions[kind], subjectType, subjectId, details });
    return;
  }
  await recordAudit(tx, {
    tenantId: tx.actor.tenantId,
    action: 'transfer-request.create',
    subjectType: 'transfer-request',
    subjectId: answer.requestId,
    details: { ...details, kind, tenantId },
  });
}
