// What the audit asks the API.
import { infiniteQueryOptions, queryOptions } from '@tanstack/solid-query';
import type { AuditPage } from '@yunhu/api/schemas';
import { request, withQuery } from '../session/request.ts';
import type { AuditFilter } from './audit-address.ts';

const entriesPerPage = 100;

const queryOf = ({ actions, ...filter }: AuditFilter) => ({ ...filter, action: actions.join(',') });

/** The body of an export: what is not set is left out. */
export function exportOf({ actions, ...filter }: AuditFilter): object {
  const set = Object.entries(filter).filter(([, value]) => value !== '');
  return { ...Object.fromEntries(set), ...(actions.length === 0 ? {} : { actions }) };
}

/** The entries of a filter, latest first. */
export const auditQuery = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam, signal }) =>
      request<AuditPage>(
        'GET',
        withQuery('/v1/audit', { ...queryOf(filter), cursor: pageParam, limit: entriesPerPage }),
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  });

/** The actions that a company's audit has, for the menu that narrows it. */
export const auditActionsQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ['audit-actions', tenantId],
    queryFn: ({ signal }) =>
      request<{ items: string[] }>('GET', withQuery('/v1/audit/actions', { tenantId }), { signal }),
  });
