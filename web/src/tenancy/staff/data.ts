// Every question the staff page asks the API, and every change it makes.
import type { CreateStaffBody, StaffMember, StaffRole, UpdateStaffBody } from '@yunhu/api/schemas';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/solid-query';
import { request } from '../../session/request.ts';

export const staffQuery = queryOptions({
  queryKey: ['staff'],
  queryFn: ({ signal }) => request<{ items: StaffMember[] }>('GET', '/v1/staff', { signal }),
});

/** The roles that one's people have and may be given; for who may look after people without looking after roles. */
export const staffRolesQuery = queryOptions({
  queryKey: ['staff-roles'],
  queryFn: ({ signal }) => request<{ items: StaffRole[] }>('GET', '/v1/staff/roles', { signal }),
});

export function useCreateStaff() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: (body: CreateStaffBody) => request<StaffMember>('POST', '/v1/staff', { body }),
    onSuccess: () =>
      Promise.all(['staff', 'staff-roles', 'roles'].map((key) => client.invalidateQueries({ queryKey: [key] }))),
  }));
}

export function useUpdateStaff() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: ({ id, ...body }: UpdateStaffBody & { id: string }) =>
      request<StaffMember>('PATCH', `/v1/staff/${id}`, { body }),
    onSuccess: () =>
      Promise.all(
        ['staff', 'staff-roles', 'roles', 'session'].map((key) => client.invalidateQueries({ queryKey: [key] })),
      ),
  }));
}

export function useResetPassword() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: ({ id, password }: { id: string; password: string }) =>
      request<StaffMember>('PUT', `/v1/staff/${id}/password`, { body: { password } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['staff'] }),
  }));
}
