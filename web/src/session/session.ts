// Who is signed in. One query holds it; every page below the guard may rely on it being there.
import { type QueryClient, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/solid-query';
import { createContext, useContext } from 'solid-js';
import type { Permission, SecondFactorChallenge, Session } from '@yunhu/api/schemas';
import { Problem } from './problem.ts';
import { renewSession, tellOver, whenOverElsewhere } from './renew.ts';
import { request } from './request.ts';

const refreshMs = 15_000;
const renewAheadSeconds = 120;

/** The session, or null when nobody is signed in. */
const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      const session = await request<Session>('GET', '/v1/session', { signal });
      // Ahead of its end, so that links to files, which cannot be asked for twice, find it renewed.
      if (session.accessSecondsLeft !== null && session.accessSecondsLeft < renewAheadSeconds)
        await renewSession().catch(() => false);
      return session;
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

/** Says that the API no longer accepts the cookies: the guard then shows the login page, at the address that was open. */
export function endSession(client: QueryClient): void {
  client.setQueryData(sessionQuery.queryKey, null);
}

/** Looks again when another tab has left the session. */
export function followOtherTabs(client: QueryClient): void {
  whenOverElsewhere(() => void client.invalidateQueries(sessionQuery));
}

/** Begins the session of who signed in; every cached answer of whoever was here before is dropped first. */
function useBegin() {
  const client = useQueryClient();
  return (session: Session) => {
    client.removeQueries({ predicate: (query) => query.queryKey[0] !== 'session' });
    client.setQueryData(sessionQuery.queryKey, session);
  };
}

/** Signs in with name and password; answers the challenge where a second factor is asked for. */
export function useSignIn() {
  const begin = useBegin();
  return useMutation(() => ({
    mutationFn: (credentials: { loginName: string; password: string }) =>
      request<Session | SecondFactorChallenge>('POST', '/v1/session', { body: credentials }),
    onSuccess: (answer: Session | SecondFactorChallenge) => {
      if (!('challenge' in answer)) begin(answer);
    },
  }));
}

/** Signs in with the code that a challenge asks for. */
export function useSecondStep() {
  const begin = useBegin();
  return useMutation(() => ({
    mutationFn: (answer: { challenge: string; code: string }) =>
      request<Session>('POST', '/v1/session/second-factor', { body: answer }),
    onSuccess: begin,
  }));
}

/** Signs out, also when the API cannot be told: the page must not keep showing another person's data. */
export function useSignOut() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: () => request<undefined>('DELETE', '/v1/session'),
    onSettled: () => {
      tellOver();
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
