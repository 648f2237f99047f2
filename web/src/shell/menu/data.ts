// What the menu asks the API, and what its editor changes.
import type { Menu, MenuChanges, MenuEntry } from '@yunhu/api/schemas';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/solid-query';
import { request } from '../../session/request.ts';

const freshMs = 60_000;

/** The operator's changes of the menu, as far as they are for who is signed in. */
export const menuQuery = queryOptions({
  queryKey: ['menu'],
  queryFn: ({ signal }) => request<Menu>('GET', '/v1/menu', { signal }),
  staleTime: freshMs,
});

/** All of them, for the editor. */
export const menuChangesQuery = queryOptions({
  queryKey: ['menu-changes'],
  queryFn: ({ signal }) => request<MenuChanges>('GET', '/v1/menu-entries', { signal }),
});

/** Puts other changes in their place; whoever changed it meanwhile is not overwritten. */
export function useReplaceMenu() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: (body: { revision: string; items: MenuEntry[] }) =>
      request<MenuChanges>('PUT', '/v1/menu-entries', { body }),
    onSuccess: (changes) => client.setQueryData(menuChangesQuery.queryKey, changes),
    onSettled: () => Promise.all(['menu', 'menu-changes'].map((key) => client.invalidateQueries({ queryKey: [key] }))),
  }));
}
