// Every question the roles page asks the API, and every change it makes.
import type { CreateRoleBody, Role, RoleBook, UpdateRoleBody } from '@yunhu/api/schemas';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/solid-query';
import { request } from '../../session/request.ts';

export const rolesQuery = queryOptions({
  queryKey: ['roles'],
  queryFn: ({ signal }) => request<RoleBook>('GET', '/v1/roles', { signal }),
});

/** A change of roles shows in the list, beside people, and in what oneself may do. */
function useRefresh() {
  const client = useQueryClient();
  return () =>
    Promise.all(
      ['roles', 'staff', 'staff-roles', 'session'].map((key) => client.invalidateQueries({ queryKey: [key] })),
    );
}

export function useCreateRole() {
  const refresh = useRefresh();
  return useMutation(() => ({
    mutationFn: (body: CreateRoleBody) => request<Role>('POST', '/v1/roles', { body }),
    onSuccess: refresh,
  }));
}

export function useUpdateRole() {
  const refresh = useRefresh();
  return useMutation(() => ({
    mutationFn: ({ id, ...body }: UpdateRoleBody & { id: string }) =>
      request<Role>('PATCH', `/v1/roles/${id}`, { body }),
    // Also where somebody was first: the page then shows what that one left.
    onSettled: refresh,
  }));
}

export function useResetRole() {
  const refresh = useRefresh();
  return useMutation(() => ({
    mutationFn: (id: string) => request<Role>('POST', `/v1/roles/${id}/reset`),
    onSuccess: refresh,
  }));
}

export function useDeleteRole() {
  const refresh = useRefresh();
  return useMutation(() => ({
    mutationFn: ({ id, moveToRoleId }: { id: string; moveToRoleId?: string | undefined }) =>
      request<undefined>(
        'DELETE',
        `/v1/roles/${id}${moveToRoleId === undefined ? '' : `?moveToRoleId=${moveToRoleId}`}`,
      ),
    onSuccess: refresh,
  }));
}
