import type { ListedMoneyRequest } from '@yunhu/db/billing';
import type { TransferRequest } from './schemas.ts';

/** A request that needed a second person, as JSON carries it. */
export function viewRequest({ upward, ...request }: ListedMoneyRequest): TransferRequest {
  return {
    ...request,
    direction: upward ? 'from_child' : 'to_child',
    amountMicros: String(request.amountMicros),
    requestedAt: request.requestedAt.toISOString(),
    expiresAt: request.expiresAt.toISOString(),
    decidedAt: request.decidedAt?.toISOString() ?? null,
  };
}
