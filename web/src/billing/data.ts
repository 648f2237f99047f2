// Every question the money pages ask the API, and every change they make.
import type { CreateRateGroupBody, Rate, RateGroup, Wallet } from '@yunhu/api/schemas';
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/solid-query';
import { request, withQuery } from '../session/request.ts';

type Page<T> = { items: T[]; nextCursor: string | null };

export const walletQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ['ledger', 'wallet', tenantId],
    queryFn: ({ signal }) => request<Wallet>('GET', withQuery('/v1/ledger/wallet', { tenantId }), { signal }),
    refetchInterval: 15_000,
  });

export const rateGroupsQuery = queryOptions({
  queryKey: ['rate-groups'],
  queryFn: ({ signal }) => request<{ items: RateGroup[] }>('GET', '/v1/rate-groups', { signal }),
});

export type RatesFilter = { q: string; show: 'current' | 'all' };

export const ratesQuery = (rateGroupId: string, filter: RatesFilter) =>
  infiniteQueryOptions({
    queryKey: ['rates', rateGroupId, filter],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Rate>>(
        'GET',
        withQuery(`/v1/rate-groups/${rateGroupId}/rates`, { ...filter, cursor: pageParam, limit: 200 }),
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  });

export function useCreateRateGroup() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: (body: CreateRateGroupBody) => request<RateGroup>('POST', '/v1/rate-groups', { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['rate-groups'] }),
  }));
}
