// What the ledger, the statements and the explanation of a charge ask the API.
import type { ChargeExplanation, EntryPage, EntrySums, StatementMonth } from '@yunhu/api/schemas';
import { infiniteQueryOptions, queryOptions } from '@tanstack/solid-query';
import { request, withQuery } from '../../session/request.ts';
import type { LedgerFilter } from './ledger-address.ts';

const entriesPerPage = 100;

const queryOf = ({ kinds, ...filter }: LedgerFilter) => ({ ...filter, kind: kinds.join(',') });

/** The body of an export: what is not set is left out. */
export function exportOf({ kinds, ...filter }: LedgerFilter): object {
  const set = Object.entries(filter).filter(([, value]) => value !== '');
  return { ...Object.fromEntries(set), ...(kinds.length === 0 ? {} : { kinds }) };
}

/** The movements of a filter, latest booked first. */
export const entriesQuery = (filter: LedgerFilter) =>
  infiniteQueryOptions({
    queryKey: ['ledger', 'entries', filter],
    queryFn: ({ pageParam, signal }) =>
      request<EntryPage>(
        'GET',
        withQuery('/v1/ledger/entries', { ...queryOf(filter), cursor: pageParam, limit: entriesPerPage }),
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  });

export const sumsQuery = (filter: LedgerFilter) =>
  queryOptions({
    queryKey: ['ledger', 'sums', filter],
    queryFn: ({ signal }) => request<EntrySums>('GET', withQuery('/v1/ledger/sums', queryOf(filter)), { signal }),
  });

export const monthsQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ['ledger', 'statements', tenantId],
    queryFn: ({ signal }) =>
      request<{ items: StatementMonth[] }>('GET', withQuery('/v1/ledger/statements', { tenantId }), { signal }),
  });

/** It never changes: a call is charged once. */
export const explanationQuery = (attemptId: string) =>
  queryOptions({
    queryKey: ['explanation', attemptId],
    queryFn: ({ signal }) => request<ChargeExplanation>('GET', `/v1/charges/${attemptId}/explanation`, { signal }),
    staleTime: Infinity,
  });
