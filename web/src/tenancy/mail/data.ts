import { queryOptions, useMutation, useQueryClient } from '@tanstack/solid-query';
import type { MailLocale, Mails, OwnMail } from '@yunhu/api/schemas';
import { request } from '../../session/request.ts';

const ownPath = '/v1/session/mail';
const waitingMs = 5_000;

export const ownMailQuery = queryOptions({
  queryKey: ['own-mail'],
  queryFn: ({ signal }) => request<OwnMail>('GET', ownPath, { signal }),
  // The link is followed elsewhere.
  refetchInterval: (query) => (query.state.data?.pending ? waitingMs : false),
});

export const mailsQuery = queryOptions({
  queryKey: ['mails'],
  queryFn: ({ signal }) => request<Mails>('GET', '/v1/mails', { signal }),
  refetchInterval: (query) =>
    query.state.data?.items.some(({ state }) => state === 'waiting' || state === 'sending') === true
      ? waitingMs
      : false,
});

function useOwnChange<Input>(ask: (input: Input) => Promise<OwnMail>) {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: ask,
    onSuccess: (own: OwnMail) => client.setQueryData(ownMailQuery.queryKey, own),
  }));
}

export const useChangeOwnMail = () =>
  useOwnChange((body: { locale?: MailLocale; wantsMail?: boolean }) => request<OwnMail>('PATCH', ownPath, { body }));
export const useAskForAddress = () =>
  useOwnChange((email: string) => request<OwnMail>('PUT', `${ownPath}/address`, { body: { email } }));
export const useRemoveAddress = () => useOwnChange(() => request<OwnMail>('DELETE', `${ownPath}/address`));

export function useSendTest() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: (body: { email: string; locale: MailLocale }) => request<undefined>('POST', '/v1/mails/test', { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: mailsQuery.queryKey }),
  }));
}
