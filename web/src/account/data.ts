// Every question the account page asks the API, and every change it makes.
import type {
  ChangePasswordBody,
  OpenSession,
  RecoveryCodes,
  SecondFactor,
  SecondFactorSeed,
  SignInPolicy,
} from '@yunhu/api/schemas';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/solid-query';
import { request } from '../session/request.ts';

const path = '/v1/session/second-factor';

export const secondFactorQuery = queryOptions({
  queryKey: ['second-factor'],
  queryFn: ({ signal }) => request<SecondFactor>('GET', path, { signal }),
});

export const ownSessionsQuery = queryOptions({
  queryKey: ['sessions', 'own'],
  queryFn: ({ signal }) => request<{ items: OpenSession[] }>('GET', '/v1/sessions', { signal }),
});

/** Where one of one's people is signed in. */
export const staffSessionsQuery = (staffId: string) =>
  queryOptions({
    queryKey: ['sessions', staffId],
    queryFn: ({ signal }) => request<{ items: OpenSession[] }>('GET', `/v1/staff/${staffId}/sessions`, { signal }),
  });

export const signInPolicyQuery = queryOptions({
  queryKey: ['sign-in-policy'],
  queryFn: ({ signal }) => request<SignInPolicy>('GET', '/v1/sign-in-policy', { signal }),
});

/** A change, after which what is cached under these keys is asked for again. */
function useChange<Input, Output>(change: (input: Input) => Promise<Output>, keys: readonly string[]) {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: change,
    onSuccess: () => Promise.all(keys.map((key) => client.invalidateQueries({ queryKey: [key] }))),
  }));
}

export const useChangePassword = () =>
  useChange(
    (body: ChangePasswordBody) => request<undefined>('PUT', '/v1/session/password', { body }),
    ['session', 'sessions'],
  );

export const useBeginSecondFactor = () =>
  useChange((body: { currentPassword: string }) => request<SecondFactorSeed>('POST', `${path}/seed`, { body }), []);

/** What follows is told by its caller, when the recovery codes have been read. */
export const useConfirmSecondFactor = () =>
  useChange((body: { code: string }) => request<RecoveryCodes>('POST', `${path}/confirmation`, { body }), []);

type Proof = { currentPassword: string; code: string };

export const useNewRecoveryCodes = () =>
  useChange((body: Proof) => request<RecoveryCodes>('POST', `${path}/recovery-codes`, { body }), ['second-factor']);

export const useRemoveSecondFactor = () =>
  useChange((body: Proof) => request<undefined>('POST', `${path}/removal`, { body }), ['second-factor', 'session']);

/** Ends one of one's own sessions, or of one of one's people where that is named. */
export const useEndSession = () =>
  useChange(
    ({ id, staffId }: { id: string; staffId?: string | undefined }) =>
      request<undefined>(
        'DELETE',
        staffId === undefined ? `/v1/sessions/${id}` : `/v1/staff/${staffId}/sessions/${id}`,
      ),
    ['sessions'],
  );

/** Ends all others of one's own, or all of one of one's people. */
export const useEndSessions = () =>
  useChange(
    ({ staffId }: { staffId?: string | undefined }) =>
      request<undefined>('DELETE', staffId === undefined ? '/v1/sessions' : `/v1/staff/${staffId}/sessions`),
    ['sessions'],
  );

export const useDismissReplay = () =>
  useChange(() => request<undefined>('POST', '/v1/session/replay-notice/dismissal'), ['session']);

export const useResetSecondFactor = () =>
  useChange(
    (staffId: string) => request<undefined>('DELETE', `/v1/staff/${staffId}/second-factor`),
    ['staff', 'sessions', 'sign-in-policy'],
  );

export const useSetSignInPolicy = () =>
  useChange(
    (body: { secondFactorRequired: boolean }) => request<SignInPolicy>('PUT', '/v1/sign-in-policy', { body }),
    ['sign-in-policy', 'session', 'second-factor'],
  );
