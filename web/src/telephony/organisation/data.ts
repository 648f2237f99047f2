// What the organisation page asks the API, and what it changes.
import type {
  CreateUnitBody,
  OrganisationMember,
  OrganisationUnit,
  PlaceMembersBody,
  UpdateUnitBody,
} from '@yunhu/api/schemas';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/solid-query';
import { request } from '../../session/request.ts';

const key = 'organisation';

export const unitsQuery = queryOptions({
  queryKey: [key, 'units'],
  queryFn: ({ signal }) => request<{ items: OrganisationUnit[] }>('GET', '/v1/organisation/units', { signal }),
});

export const membersQuery = queryOptions({
  queryKey: [key, 'members'],
  queryFn: ({ signal }) => request<{ items: OrganisationMember[] }>('GET', '/v1/organisation/members', { signal }),
});

function useChange<Input, Answer>(send: (input: Input) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: send,
    onSettled: () => client.invalidateQueries({ queryKey: [key] }),
  }));
}

export const useCreateUnit = () =>
  useChange((body: CreateUnitBody) => request<OrganisationUnit>('POST', '/v1/organisation/units', { body }));

export const useUpdateUnit = () =>
  useChange(({ id, ...body }: UpdateUnitBody & { id: string }) =>
    request<OrganisationUnit>('PATCH', `/v1/organisation/units/${id}`, { body }),
  );

export const useDeleteUnit = () =>
  useChange((id: string) => request<undefined>('DELETE', `/v1/organisation/units/${id}`));

/** Places in one request after another: an undo gives several members several places back. */
export const usePlaceMembers = () =>
  useChange(async (bodies: readonly PlaceMembersBody[]) => {
    for (const body of bodies) await request<unknown>('PUT', '/v1/organisation/members', { body });
  });
