// Who is signed in. One query holds it; every page below the guard may rely on it being there.
import { type QueryClient, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/solid-query';
import { createContext, useContext } from 'solid-js';
import type { Permission, Session } from '@yunhu/api/schemas';
import { Problem } from './problem.ts';
import { request } from './request.ts';

const refreshMs = 15_000;

/** The session, or null when nobody is signed in. */
const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      return await request<Session>('GET', '/v1/session', { signal });
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return null;
      throw error;
    }
  },
  // Balance and the state of the switch move while a page is open.
  refetchInterval: (query) => (query.state.data ? refreshMs : false),
  staleTime: refreshMs,
});

/** The session query for the guard at the root. */
export function useSessionQuery() {
  return useQuery(() => sessionQuery);
}

/** Says that the API no longer accepts the cookie: the guard then shows the login page. */
export function endSession(client: QueryClient): void {
  client.setQueryData(sessionQuery.queryKey, null);
}

/** Signs in; every cached answer of whoever was here before is dropped first. */
export function useSignIn() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: (credentials: { loginName: string; password: string }) =>
      request<Session>('POST', '/v1/session', { body: credentials }),
    onSuccess: (session) => {
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== 'session' });
      client.setQueryData(sessionQuery.queryKey, session);
    },
  }));
}

/** Signs out, also when the API cannot be told: the page must not keep showing another person's data. */
export function useSignOut() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: () => request<undefined>('DELETE', '/v1/session'),
    onSettled: () => {
      endSession(client);
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== 'session' });
    },
  }));
}

/** The session below the guard, as a signal. */
export const SessionContext = createContext<() => Session>();

/** The signed-in session; throws outside the guard, which is a bug of the page and not of its person. */
export function useSession(): () => Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error('useSession stands outside the session guard');
  return session;
}

/** Whether the signed-in person may do something; read it inside JSX or a memo. */
export function usePermission(): (permission: Permission) => boolean {
  const session = useSession();
  return (permission) => session().permissions.includes(permission);
}
