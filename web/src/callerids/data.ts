// Every question the pages of numbers ask the API, and every change they make.
import type {
  CallerId,
  CallerIdBulkReport,
  CallerIdDetail,
  CallerIdDocument,
  CallerIdPage,
  CallerIdPool,
  CallerIdReviewDetail,
  CallerIdReviewPage,
  CallerIdState,
  DecisionReport,
  DocumentKind,
  PoolBody,
  ReviewView,
} from '@yunhu/api/schemas';
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/solid-query';
import { request, withQuery } from '../session/request.ts';
import { uploadFile, type UploadOptions } from '../ui/upload.ts';

const perPage = 100;
const queueRefreshMs = 15_000;
type Items<T> = { items: T[] };

export const callerIdsPageQuery = (filter: { state: CallerIdState | ''; q: string }) =>
  infiniteQueryOptions({
    queryKey: ['caller-ids', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      request<CallerIdPage>('GET', withQuery('/v1/caller-ids', { ...filter, cursor: pageParam, limit: perPage }), {
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  });

export const callerIdQuery = (id: string) =>
  queryOptions({
    queryKey: ['caller-ids', 'one', id],
    queryFn: ({ signal }) => request<CallerIdDetail>('GET', `/v1/caller-ids/${id}`, { signal }),
    enabled: id !== '',
  });

export const poolsQuery = queryOptions({
  queryKey: ['caller-ids', 'pools'],
  queryFn: ({ signal }) => request<Items<CallerIdPool>>('GET', '/v1/caller-id-pools', { signal }),
});

export const callerIdsQuery = queryOptions({
  queryKey: ['caller-ids'],
  queryFn: ({ signal }) => request<Items<CallerId>>('GET', '/v1/telephony/caller-ids', { signal }),
});

export const documentsQuery = queryOptions({
  queryKey: ['caller-ids', 'documents'],
  queryFn: ({ signal }) => request<Items<CallerIdDocument>>('GET', '/v1/caller-id-documents', { signal }),
});

/** Uploads a file, and has it read and drawn. */
export async function bringDocument(file: File, kind: DocumentKind, options: UploadOptions): Promise<CallerIdDocument> {
  const uploadId = await uploadFile(file, 'caller-id-document', options);
  return request<CallerIdDocument>('POST', '/v1/caller-id-documents', {
    body: { uploadId, kind },
    ...(options.signal && { signal: options.signal }),
  });
}

type Submission = { number: string; documentIds: string[]; note: string };

function useChange<Input, Output>(change: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: change,
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ['caller-ids'] });
      void client.invalidateQueries({ queryKey: ['telephony'] });
    },
  }));
}

export const useSubmitCallerId = () =>
  useChange((body: Submission) => request<CallerIdDetail>('POST', '/v1/caller-ids', { body }));

export const useResubmitCallerId = () =>
  useChange(({ id, ...body }: Omit<Submission, 'number'> & { id: string }) =>
    request<CallerIdDetail>('POST', `/v1/caller-ids/${id}/submissions`, { body }),
  );

export const useWithdrawCallerId = () =>
  useChange((id: string) => request<CallerIdDetail>('POST', `/v1/caller-ids/${id}/withdraw`));

/** Says of each line of a list what it is; nothing is submitted. */
export const readNumbers = (list: Blob) => request<CallerIdBulkReport>('POST', '/v1/caller-id-lists', { file: list });

export const useSubmitMany = () =>
  useChange((body: { numbers: string[]; documentIds: string[]; note: string }) =>
    request<CallerIdBulkReport>('POST', '/v1/caller-id-submissions', { body }),
  );

export const useSavePool = () =>
  useChange(({ id, ...body }: PoolBody & { id: string | null }) =>
    id === null
      ? request<CallerIdPool>('POST', '/v1/caller-id-pools', { body })
      : request<CallerIdPool>('PUT', `/v1/caller-id-pools/${id}`, { body }),
  );

export const useDeletePool = () => useChange((id: string) => request<undefined>('DELETE', `/v1/caller-id-pools/${id}`));

export const reviewsQuery = (filter: { view: ReviewView; q: string }) =>
  infiniteQueryOptions({
    queryKey: ['caller-ids', 'reviews', filter],
    queryFn: ({ pageParam, signal }) =>
      request<CallerIdReviewPage>(
        'GET',
        withQuery('/v1/caller-id-reviews', { ...filter, cursor: pageParam, limit: perPage }),
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: queueRefreshMs,
  });

export const reviewQuery = (id: string) =>
  queryOptions({
    queryKey: ['caller-ids', 'review', id],
    queryFn: ({ signal }) => request<CallerIdReviewDetail>('GET', `/v1/caller-id-reviews/${id}`, { signal }),
    enabled: id !== '',
  });

export type DecisionInput = {
  items: { reviewId: string; submission: number }[];
  decision: 'approve' | 'reject';
  reason: string;
  approvedUntil?: string;
  evenIfShared?: boolean;
};

export const useDecide = () =>
  useChange((body: DecisionInput) => request<DecisionReport>('POST', '/v1/caller-id-decisions', { body }));

export const useUndo = () =>
  useChange((reviewIds: string[]) =>
    request<DecisionReport>('POST', '/v1/caller-id-decisions/undo', { body: { reviewIds } }),
  );

export const useRevoke = () =>
  useChange(({ id, reason }: { id: string; reason: string }) =>
    request<CallerIdReviewDetail>('POST', `/v1/caller-id-reviews/${id}/revocation`, { body: { reason } }),
  );
