// What the limit pages ask the API, and the one change they make.
import type { Limits, LimitsBody } from '@yunhu/api/schemas';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/solid-query';
import { request } from '../../session/request.ts';

/** Calls begin and end all the time; figures of use are looked at anew this often. */
const refreshMs = 5_000;

export const limitsQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ['limits', tenantId],
    queryFn: ({ signal }) => request<Limits>('GET', `/v1/tenants/${tenantId}/limits`, { signal }),
    refetchInterval: refreshMs,
  });

export function useSetLimits(tenantId: string) {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: (body: LimitsBody) => request<Limits>('PUT', `/v1/tenants/${tenantId}/limits`, { body }),
    onSuccess: (limits) => client.setQueryData(limitsQuery(tenantId).queryKey, limits),
  }));
}
