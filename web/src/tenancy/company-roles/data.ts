// Every question about company roles, and every change of them.
import type {
  CompanyRole,
  CompanyRoleBook,
  CompanyRoleHolder,
  CreateCompanyRoleBody,
  UpdateCompanyRoleBody,
} from '@yunhu/api/schemas';
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/solid-query';
import { request } from '../../session/request.ts';

export const companyRolesQuery = queryOptions({
  queryKey: ['company-roles'],
  queryFn: ({ signal }) => request<CompanyRoleBook>('GET', '/v1/company-roles', { signal }),
});

export const holdersQuery = (companyRoleId: string) =>
  infiniteQueryOptions({
    queryKey: ['company-roles', companyRoleId, 'tenants'],
    queryFn: ({ pageParam, signal }) =>
      request<{ items: CompanyRoleHolder[]; nextCursor: string | null }>(
        'GET',
        `/v1/company-roles/${companyRoleId}/tenants?limit=100${pageParam === null ? '' : `&cursor=${encodeURIComponent(pageParam)}`}`,
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });

export const heldQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ['company-roles', 'of', tenantId],
    queryFn: ({ signal }) => request<CompanyRole>('GET', `/v1/tenants/${tenantId}/company-role`, { signal }),
  });

function useRefresh() {
  const client = useQueryClient();
  // One's own company may be among those that it bounds.
  return () =>
    Promise.all(['company-roles', 'roles', 'session'].map((key) => client.invalidateQueries({ queryKey: [key] })));
}

export function useCreateCompanyRole() {
  const refresh = useRefresh();
  return useMutation(() => ({
    mutationFn: (body: CreateCompanyRoleBody) => request<CompanyRole>('POST', '/v1/company-roles', { body }),
    onSuccess: refresh,
  }));
}

export function useUpdateCompanyRole() {
  const refresh = useRefresh();
  return useMutation(() => ({
    mutationFn: ({ id, ...body }: UpdateCompanyRoleBody & { id: string }) =>
      request<CompanyRole>('PATCH', `/v1/company-roles/${id}`, { body }),
    onSettled: refresh,
  }));
}

export function useResetCompanyRole() {
  const refresh = useRefresh();
  return useMutation(() => ({
    mutationFn: (id: string) => request<CompanyRole>('POST', `/v1/company-roles/${id}/reset`),
    onSuccess: refresh,
  }));
}

export function useDeleteCompanyRole() {
  const refresh = useRefresh();
  return useMutation(() => ({
    mutationFn: ({ id, moveTo }: { id: string; moveTo?: string | undefined }) =>
      request<undefined>(
        'DELETE',
        `/v1/company-roles/${id}${moveTo === undefined ? '' : `?moveToCompanyRoleId=${moveTo}`}`,
      ),
    onSuccess: refresh,
  }));
}

export function useAssignCompanyRole() {
  const refresh = useRefresh();
  return useMutation(() => ({
    mutationFn: ({ tenantId, companyRoleId }: { tenantId: string; companyRoleId: string }) =>
      request<CompanyRole>('PUT', `/v1/tenants/${tenantId}/company-role`, { body: { companyRoleId } }),
    onSuccess: refresh,
  }));
}
