import { DomainError } from '@yunhu/db';
import { type CarriedOut, getMoneyRequest, type MoneyRequest, requestMoney } from '@yunhu/db/billing';
import type { Database } from '@yunhu/db/connect';
import type { Context } from 'hono';
import { type AppEnv, inTenant } from '../../http/request.ts';
import type { TransferRequest, TransferResult } from './schemas.ts';
import { viewRequest } from './view-request.ts';

/** What came of a money request: done, or the request that waits for a second person. */
export function askForMoney(
  c: Context<AppEnv>,
  database: Database,
  request: MoneyRequest,
): Promise<{ readonly done: CarriedOut } | { readonly waiting: { readonly request: TransferRequest } }> {
  return inTenant(c, database, async (tx) => {
    const answer = await requestMoney(tx, request);
    if (answer.state === 'done') return { done: answer };
    return { waiting: { request: viewRequest(await getMoneyRequest(tx, answer.requestId)) } };
  });
}

/** A transfer that was carried out, as JSON carries it. */
export function viewTransfer({ transferId, balanceMicros, ownBalanceMicros }: CarriedOut): TransferResult {
  if (transferId === null) throw new DomainError('invalid_transition', 'nothing was moved');
  return { transferId, balanceMicros: String(balanceMicros), ownBalanceMicros: String(ownBalanceMicros) };
}
