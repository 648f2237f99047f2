import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { findTenant } from '../../tenancy/index.ts';
import type { Micros } from '../micros.ts';
import type { MoneyRequest, RecordedAnswer } from './money-request.ts';
import { recordMovement } from './record-movement.ts';

export interface CarriedOut {
  /** null for a credit limit, which moves nothing. */
  readonly transferId: string | null;
  /** The child's, right after. */
  readonly balanceMicros: Micros;
  readonly availableMicros: Micros;
  readonly creditLimitMicros: Micros;
  /** Of the current tenant's main wallet, right after. */
  readonly ownBalanceMicros: Micros;
}

export type MoneyAnswer =
  | ({ readonly state: 'done' } & CarriedOut)
  /** It is above the limit that the tenant set, and waits for a second person of its staff. */
  | { readonly state: 'waiting'; readonly requestId: string };

/**
 * Moves money between the current tenant and a direct child, or changes the child's credit. An agent moves its own money, the operator
 * that of the world outside. Nothing leaves a blocked wallet, and no wallet gives more than it has available; credit that is in use is
 * not taken away. Throws `not_found`, `invalid_input` for a tenant that stands elsewhere below, `invalid_amount`, `insufficient_funds`,
 * `wallet_blocked`, `credit_in_use`, `currency_mismatch`, and `idempotency_conflict` for a key that was used for something else.
 */
export async function requestMoney(tx: TenantTx, request: MoneyRequest): Promise<MoneyAnswer> {
  await refuseOthers(tx, request);
  const { tenantId, kind, amountMicros, note = null, correctsId = null, idempotencyKey } = request;
  const upward = kind === 'correction' ? request.upward === true : kind === 'withdrawal';
  const [{ answer }] = await tx.sql<[{ answer: RecordedAnswer & { replayed: boolean } }]>`
    select request_money(${tenantId}, ${kind}, ${upward}, ${amountMicros}, ${note}, ${correctsId}, ${idempotencyKey},
      ${tx.actor.staffId ?? null}) as answer`;
  if (!answer.replayed) {
    await recordMovement(tx, { tenantId, kind, upward, amountMicros, note, correctsId }, answer);
  }
  if (answer.requestId !== undefined) return { state: 'waiting', requestId: answer.requestId };
  return { state: 'done', ...readCarriedOut(answer) };
}

/** The figures of an answer as amounts. */
function readCarriedOut(answer: RecordedAnswer): CarriedOut {
  return {
    transferId: answer.transferId,
    balanceMicros: BigInt(answer.balanceMicros) as Micros,
    availableMicros: BigInt(answer.availableMicros) as Micros,
    creditLimitMicros: BigInt(answer.creditLimitMicros) as Micros,
    ownBalanceMicros: BigInt(answer.ownBalanceMicros) as Micros,
  };
}

async function refuseOthers(tx: TenantTx, { tenantId, kind }: MoneyRequest): Promise<void> {
  const { depth, kind: tenantKind } = await findTenant(tx, tenantId);
  const isOwn = depth === 0 && tenantKind === 'operator' && (kind === 'top_up' || kind === 'withdrawal');
  if (depth === 1 || isOwn) return;
  throw new DomainError('invalid_input', 'money moves between a tenant and who stands right below it', [
    { field: 'tenantId', code: 'not_a_direct_child', message: 'the tenant right above it does this' },
  ]);
}
