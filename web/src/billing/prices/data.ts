// Every question the pages of prices ask the API, and every change they make.
import type {
  AssignedTaskType,
  BoughtRateGroup,
  ChangeRuleBody,
  CopyRateGroupBody,
  MarginLosses,
  Quote,
  RateBuyer,
  RateGroup,
  RateRules,
  RulePreview,
  SetExceptionBody,
  Tenant,
} from '@yunhu/api/schemas';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/solid-query';
import { request, withQuery } from '../../session/request.ts';

const path = (rateGroupId: string) => `/v1/rate-groups/${rateGroupId}`;

export const rulesQuery = (rateGroupId: string) =>
  queryOptions({
    queryKey: ['rate-groups', rateGroupId, 'rule'],
    queryFn: ({ signal }) => request<RateRules>('GET', `${path(rateGroupId)}/rule`, { signal }),
  });

export const lossesQuery = (rateGroupId: string) =>
  queryOptions({
    queryKey: ['rate-groups', rateGroupId, 'losses'],
    queryFn: ({ signal }) => request<MarginLosses>('GET', `${path(rateGroupId)}/losses`, { signal }),
  });

export const buyersQuery = (rateGroupId: string) =>
  queryOptions({
    queryKey: ['rate-groups', rateGroupId, 'buyers'],
    queryFn: ({ signal }) => request<{ items: RateBuyer[] }>('GET', `${path(rateGroupId)}/buyers`, { signal }),
  });

/** What an account pays, by what a task is. */
export const boughtQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ['rate-groups', 'bought', tenantId],
    queryFn: ({ signal }) =>
      request<{ items: BoughtRateGroup[] }>('GET', `/v1/tenants/${tenantId}/rate-groups`, { signal }),
  });

export type PreviewInput = {
  readonly rateGroupId?: string | undefined;
  readonly costTaskType?: AssignedTaskType | undefined;
  readonly exception?: string | undefined;
  readonly prefixes?: string | undefined;
  readonly percent: string;
  readonly per: 'block' | 'minute';
  readonly fixed: string;
  readonly step: string;
  readonly floor: string;
};

export const previewQuery = (input: PreviewInput) =>
  queryOptions({
    queryKey: ['rule-preview', input],
    queryFn: ({ signal }) => request<RulePreview>('GET', withQuery('/v1/rate-rule-previews', { ...input }), { signal }),
  });

export type QuoteInput = {
  readonly number: string;
  readonly seconds: string;
  /** ISO 8601, or empty for now. */
  readonly at: string;
  readonly taskType: string;
  readonly tenantId: string;
};

export const quoteQuery = (input: QuoteInput) =>
  queryOptions({
    queryKey: ['quote', input],
    queryFn: ({ signal }) => request<Quote>('GET', withQuery('/v1/quotes', { ...input }), { signal }),
  });

/** A change of prices: what is derived from them is asked for again. */
function usePriceChange<Input, Answer>(change: (input: Input) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: change,
    onSuccess: () =>
      Promise.all(
        ['rate-groups', 'rates', 'tenants', 'quote'].map((key) => client.invalidateQueries({ queryKey: [key] })),
      ),
  }));
}

const acceptance = (said: { downstreamLossesAccepted: boolean }) => ({
  downstreamLossesAccepted: String(said.downstreamLossesAccepted),
});

export const useCopyRateGroup = () =>
  usePriceChange(({ id, ...body }: CopyRateGroupBody & { id: string }) =>
    request<RateGroup>('POST', `${path(id)}/copies`, { body }),
  );

export const useChangeRule = () =>
  usePriceChange(({ id, ...body }: ChangeRuleBody & { id: string }) =>
    request<RateRules>('PUT', `${path(id)}/rule`, { body }),
  );

export const useSetException = () =>
  usePriceChange(({ id, prefix, ...body }: SetExceptionBody & { id: string; prefix: string }) =>
    request<RateRules>('PUT', `${path(id)}/exceptions/${prefix}`, { body }),
  );

export const useEndException = () =>
  usePriceChange(({ id, prefix, ...query }: { id: string; prefix: string; downstreamLossesAccepted: boolean }) =>
    request<RateRules>('DELETE', withQuery(`${path(id)}/exceptions/${prefix}`, acceptance(query))),
  );

export const useAllowBelowCost = () =>
  usePriceChange(({ id, prefixes }: { id: string; prefixes: string[] }) =>
    request<MarginLosses>('POST', `${path(id)}/below-cost-allowances`, { body: { prefixes } }),
  );

type RemovedAssignment = { tenantId: string; taskType: AssignedTaskType; downstreamLossesAccepted: boolean };

export const useRemoveAssignment = () =>
  usePriceChange(({ tenantId, taskType, ...query }: RemovedAssignment) =>
    request<Tenant>('DELETE', withQuery(`/v1/tenants/${tenantId}/rate-group`, { taskType, ...acceptance(query) })),
  );
