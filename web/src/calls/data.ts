// What the pages of calls and charges ask the API.
import type { CdrPage, Cdr, ChargePage } from '@yunhu/api/schemas';
import { infiniteQueryOptions, queryOptions } from '@tanstack/solid-query';
import { request, withQuery } from '../session/request.ts';

const rowsPerPage = 100;

/** Values of a filter as the API's query knows them; empty ones are left out. */
export type CallFilter = Readonly<Record<string, string>>;

export const cdrsQuery = (filter: CallFilter) =>
  infiniteQueryOptions({
    queryKey: ['cdrs', filter],
    queryFn: ({ pageParam, signal }) =>
      request<CdrPage>('GET', withQuery('/v1/cdrs', { ...filter, cursor: pageParam, limit: rowsPerPage }), { signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  });

export const cdrQuery = (cdrId: string) =>
  queryOptions({
    queryKey: ['cdr', cdrId],
    queryFn: ({ signal }) => request<Cdr>('GET', `/v1/cdrs/${cdrId}`, { signal }),
  });

export const chargesQuery = (filter: CallFilter) =>
  infiniteQueryOptions({
    queryKey: ['charges', filter],
    queryFn: ({ pageParam, signal }) =>
      request<ChargePage>('GET', withQuery('/v1/charges', { ...filter, cursor: pageParam, limit: rowsPerPage }), {
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  });

/** The body of an export: figures as figures, lists as lists, and what is not set left out. */
export function exportBody(filter: CallFilter): object {
  const figures = new Set(['leastSeconds', 'mostSeconds']);
  const set = Object.entries(filter)
    .filter(([, value]) => value !== '')
    .map(([key, value]): [string, unknown] => {
      if (key === 'result') return ['results', value.split(',')];
      return [key, figures.has(key) ? Number(value) : value];
    });
  return Object.fromEntries(set);
}
