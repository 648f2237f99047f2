// Every question the account pages ask the API, and every change they make.
import type { AssignRateGroupBody, CreateTenantBody, Tenant, UpdateTenantBody } from '@yunhu/api/schemas';
import { type QueryClient, queryOptions, useMutation, useQueryClient } from '@tanstack/solid-query';
import { request } from '../session/request.ts';

const refreshMs = 30_000;

/** The whole subtree; the page filters and searches what is at hand. */
export const tenantsQuery = queryOptions({
  queryKey: ['tenants'],
  queryFn: ({ signal }) => request<{ items: Tenant[] }>('GET', '/v1/tenants', { signal }),
  refetchInterval: refreshMs,
});

/** Money and accounts hang together: after either moved, all that shows them is asked again. */
export async function refreshAccounts(client: QueryClient): Promise<void> {
  await Promise.all(
    ['tenants', 'session', 'ledger', 'rate-groups', 'transfer-requests', 'alerts'].map((key) =>
      client.invalidateQueries({ queryKey: [key] }),
    ),
  );
}

export function useCreateTenant() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: (body: CreateTenantBody) => request<Tenant>('POST', '/v1/tenants', { body }),
    onSuccess: () => refreshAccounts(client),
  }));
}

export function useUpdateTenant() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: (change: UpdateTenantBody & { id: string }) => {
      const { id, ...body } = change;
      return request<Tenant>('PATCH', `/v1/tenants/${id}`, { body });
    },
    onSuccess: () => refreshAccounts(client),
  }));
}

export function useAssignRateGroup() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: ({ id, ...body }: AssignRateGroupBody & { id: string }) =>
      request<Tenant>('PUT', `/v1/tenants/${id}/rate-group`, { body }),
    onSuccess: () => refreshAccounts(client),
  }));
}
