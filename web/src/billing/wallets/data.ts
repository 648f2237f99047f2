// Every question about wallets, credit and requests that wait, and every change to them.
import type {
  CreditLimitResult,
  MoneySettings,
  MoneySettingsBody,
  TransferRequest,
  TransferRequestState,
  TransferResult,
  WaitingResult,
  Wallet,
} from '@yunhu/api/schemas';
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/solid-query';
import { request, withQuery } from '../../session/request.ts';
import { refreshAccounts } from '../../tenancy/data.ts';

/** What a person may ask for; each is a route of its own. */
export type MoneyKind = 'topUp' | 'withdrawal' | 'correction' | 'credit';

export type MoneyAsk = {
  readonly kind: MoneyKind;
  readonly id: string;
  /** Belongs to one intention: sending it again after a lost answer moves nothing twice. */
  readonly idempotencyKey: string;
  readonly body: Readonly<Record<string, string>>;
};

const routes: Record<MoneyKind, { method: 'POST' | 'PUT'; path: string }> = {
  topUp: { method: 'POST', path: 'top-ups' },
  withdrawal: { method: 'POST', path: 'withdrawals' },
  correction: { method: 'POST', path: 'corrections' },
  credit: { method: 'PUT', path: 'credit-limit' },
};

/** Moves money or changes credit; what is above the limit comes back as a request that waits. */
export function useMoneyAsk() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: ({ kind, id, idempotencyKey, body }: MoneyAsk) =>
      request<TransferResult | CreditLimitResult | WaitingResult>(
        routes[kind].method,
        `/v1/tenants/${id}/${routes[kind].path}`,
        { body, headers: { 'Idempotency-Key': idempotencyKey } },
      ),
    onSuccess: () => refreshAccounts(client),
  }));
}

export function useBlockWallet() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: ({ id, block, reason }: { id: string; block: boolean; reason: string }) =>
      request<Wallet>('POST', `/v1/tenants/${id}/wallet/${block ? 'block' : 'unblock'}`, {
        body: reason === '' ? {} : { reason },
      }),
    onSuccess: () => refreshAccounts(client),
  }));
}

const requestsPerPage = 50;
const refreshMs = 15_000;

/** Requests above the limit, newest first. */
export const transferRequestsQuery = (state: TransferRequestState | '') =>
  infiniteQueryOptions({
    queryKey: ['transfer-requests', 'list', state],
    queryFn: ({ pageParam, signal }) =>
      request<{ items: TransferRequest[]; nextCursor: string | null }>(
        'GET',
        withQuery('/v1/transfer-requests', { state, cursor: pageParam, limit: requestsPerPage }),
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: refreshMs,
  });

export const waitingCountQuery = queryOptions({
  queryKey: ['transfer-requests', 'count'],
  queryFn: ({ signal }) => request<{ waiting: number }>('GET', '/v1/transfer-requests/count', { signal }),
  refetchInterval: refreshMs,
});

export type Decision = { id: string; verb: 'approve' | 'reject' | 'withdraw'; reason: string };

export function useDecide() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: ({ id, verb, reason }: Decision) =>
      request<TransferRequest>('POST', `/v1/transfer-requests/${id}/${verb}`, {
        body: reason === '' || verb === 'withdraw' ? {} : { reason },
      }),
    // Also when somebody else was quicker: the list then shows how it was decided.
    onSettled: () => refreshAccounts(client),
  }));
}

export const moneySettingsQuery = queryOptions({
  queryKey: ['money-settings'],
  queryFn: ({ signal }) => request<MoneySettings>('GET', '/v1/money-settings', { signal }),
});

export function useSaveMoneySettings() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: (body: MoneySettingsBody) => request<MoneySettings>('PUT', '/v1/money-settings', { body }),
    onSuccess: async (settings) => {
      client.setQueryData(moneySettingsQuery.queryKey, settings);
      await client.invalidateQueries({ queryKey: ['transfer-requests'] });
    },
  }));
}
