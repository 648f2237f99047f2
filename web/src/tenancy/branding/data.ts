// Every question the branding page asks the API, and every change it makes.
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/solid-query';
import type { Accent, BrandDomain, BrandSettings, ChangeBrandBody, ClaimedDomain } from '@yunhu/api/schemas';
import { brandKey } from '../../session/brand.ts';
import { request, withQuery } from '../../session/request.ts';
import { uploadFile } from '../../ui/upload.ts';

const settingsPath = '/v1/branding/settings';
const domainPath = '/v1/branding/domain';
const waitingMs = 5_000;

export const settingsQuery = queryOptions({
  queryKey: ['brand-settings'],
  queryFn: ({ signal }) => request<BrandSettings>('GET', settingsPath, { signal }),
  // A domain is verified while one looks at the page.
  refetchInterval: (query) => (query.state.data?.domain?.state === 'waiting' ? waitingMs : false),
});

/** What would follow from a colour that is being chosen. */
export const accentQuery = (colour: string | null) =>
  queryOptions({
    queryKey: ['accent', colour],
    queryFn: ({ signal }) => request<Accent>('GET', withQuery('/v1/branding/accent', { colour }), { signal }),
    enabled: colour !== null,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });

export const claimsQuery = queryOptions({
  queryKey: ['brand-domains'],
  queryFn: ({ signal }) => request<{ items: ClaimedDomain[] }>('GET', '/v1/branding/domains', { signal }),
});

/** After each change: the answer is the new state, and the pages wear it at once. */
function useTaken() {
  const client = useQueryClient();
  return async (settings: BrandSettings) => {
    // A first answer that is still on its way was asked for before the change, and would be taken for the new one.
    await Promise.all([settingsQuery.queryKey, brandKey].map((queryKey) => client.cancelQueries({ queryKey })));
    client.setQueryData(settingsQuery.queryKey, settings);
    await client.invalidateQueries({ queryKey: brandKey });
  };
}

export function useChangeBrand() {
  const take = useTaken();
  return useMutation(() => ({
    mutationFn: (body: ChangeBrandBody) => request<BrandSettings>('PATCH', settingsPath, { body }),
    onSuccess: take,
  }));
}

export type PictureVariant = 'logo' | 'mark';

export function useSetPicture(variant: () => PictureVariant) {
  const take = useTaken();
  return useMutation(() => ({
    mutationFn: async (file: File) => {
      const uploadId = await uploadFile(file, 'logo');
      return request<BrandSettings>('PUT', `/v1/branding/${variant()}`, { body: { uploadId } });
    },
    onSuccess: take,
  }));
}

export function useRemovePicture(variant: () => PictureVariant) {
  const take = useTaken();
  return useMutation(() => ({
    mutationFn: () => request<BrandSettings>('DELETE', `/v1/branding/${variant()}`),
    onSuccess: take,
  }));
}

function useDomainChange<Input>(ask: (input: Input) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: ask,
    onSuccess: () =>
      Promise.all(
        [settingsQuery.queryKey, claimsQuery.queryKey].map((queryKey) => client.invalidateQueries({ queryKey })),
      ),
  }));
}

export const useClaimDomain = () =>
  useDomainChange((domain: string) => request<BrandDomain>('PUT', domainPath, { body: { domain } }));
export const useCheckDomain = () => useDomainChange(() => request<BrandDomain>('POST', `${domainPath}/check`));
export const useReleaseDomain = () => useDomainChange(() => request<undefined>('DELETE', domainPath));
export const useConfirmDomain = () =>
  useDomainChange((tenantId: string) => request<undefined>('POST', `/v1/branding/domains/${tenantId}/confirm`));
export const useTakeDomainAway = () =>
  useDomainChange((tenantId: string) => request<undefined>('DELETE', `/v1/branding/domains/${tenantId}`));
