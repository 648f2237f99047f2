// What the pages ask about one account and everybody below it, and how it moves.
import type {
  MovedTenant,
  MovePreview,
  MoveTenantBody,
  ResetAdministratorAnswer,
  ResetAdministratorBody,
  TenantDetails,
  TenantPerson,
} from '@yunhu/api/schemas';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/solid-query';
import { request } from '../../session/request.ts';
import { refreshAccounts } from '../data.ts';

/** While a dialog says what will stop, what it says should be true. */
const liveMs = 3_000;

/** How an account is reached, and what stands below it. */
export const tenantDetailsQuery = (id: string) =>
  queryOptions({
    queryKey: ['tenants', 'details', id],
    queryFn: ({ signal }) => request<TenantDetails>('GET', `/v1/tenants/${id}/details`, { signal }),
    enabled: id !== '',
    refetchInterval: liveMs,
  });

export const tenantPeopleQuery = (id: string) =>
  queryOptions({
    queryKey: ['tenants', 'people', id],
    queryFn: ({ signal }) => request<{ items: TenantPerson[] }>('GET', `/v1/tenants/${id}/people`, { signal }),
    enabled: id !== '',
  });

/** What a move would do now; asked again and again, as tasks and calls come to their end. */
export const movePreviewQuery = (id: string, parentId: string) =>
  queryOptions({
    queryKey: ['tenants', 'move-preview', id, parentId],
    queryFn: ({ signal }) =>
      request<MovePreview>('GET', `/v1/tenants/${id}/move-preview?parentId=${parentId}`, { signal }),
    enabled: parentId !== '',
    refetchInterval: liveMs,
  });

export function useMoveTenant() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: ({ id, ...body }: MoveTenantBody & { id: string }) =>
      request<MovedTenant>('POST', `/v1/tenants/${id}/move`, { body }),
    onSettled: () => refreshAccounts(client),
  }));
}

export function useResetAdministrator() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: ({ id, ...body }: ResetAdministratorBody & { id: string }) =>
      request<ResetAdministratorAnswer>('POST', `/v1/tenants/${id}/administrator/reset-password`, { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['tenants'] }),
  }));
}
