// What the pages of support sessions ask the API. Whoever goes in or out is somebody else for the API: everything is asked anew.
import type { OpenSupportBody, SupportSession, SupportSessionDetail, SupportSessionPage } from '@yunhu/api/schemas';
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/solid-query';
import { request, withQuery } from '../../session/request.ts';

const perPage = 50;
const refreshMs = 10_000;

export const supportSessionsQuery = (filter: { state: string; tenantId: string }) =>
  infiniteQueryOptions({
    queryKey: ['support-sessions', filter],
    queryFn: ({ pageParam, signal }) =>
      request<SupportSessionPage>(
        'GET',
        withQuery('/v1/support-sessions', { ...filter, cursor: pageParam, limit: perPage }),
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: refreshMs,
  });

export const supportSessionQuery = (id: string) =>
  queryOptions({
    queryKey: ['support-session', id],
    queryFn: ({ signal }) => request<SupportSessionDetail>('GET', `/v1/support-sessions/${id}`, { signal }),
    refetchInterval: refreshMs,
    enabled: id !== '',
  });

/** The page begins anew, as nothing that it holds belongs to whom it now acts for. */
function beginAnew(path: string): void {
  location.assign(path);
}

export function useOpenSupport() {
  return useMutation(() => ({
    mutationFn: ({ tenantId, ...body }: OpenSupportBody & { tenantId: string }) =>
      request<SupportSession>('POST', `/v1/tenants/${tenantId}/support-sessions`, { body }),
    onSuccess: () => beginAnew('/'),
  }));
}

/** Out of the session that one is in; where it is over already, out all the same. */
export function useLeaveSupport() {
  return useMutation(() => ({
    mutationFn: () => request<undefined>('DELETE', '/v1/support-session'),
    onSettled: () => beginAnew('/support-sessions'),
  }));
}

export function useEndSupport() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: (id: string) => request<SupportSession>('POST', `/v1/support-sessions/${id}/end`),
    onSettled: () =>
      Promise.all(
        ['support-sessions', 'support-session', 'alerts', 'audit'].map((key) =>
          client.invalidateQueries({ queryKey: [key] }),
        ),
      ),
  }));
}
