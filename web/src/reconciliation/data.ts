// Every question the reconciliation pages ask the API, and every change they make.
import type {
  CarrierDifference,
  CarrierFile,
  CarrierFilePreview,
  CarrierMatchSettings,
  DifferenceKind,
  ProofRun,
  Reconciliation,
} from '@yunhu/api/schemas';
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/solid-query';
import { request, withQuery } from '../session/request.ts';

type Page<T> = { items: T[]; nextCursor: string | null };

const differencesPerPage = 100;
/** Of the newest: two hours of proofs, a run each minute. */
const runsShown = 120;

export const reconciliationQuery = queryOptions({
  queryKey: ['reconciliation', 'state'],
  queryFn: ({ signal }) => request<Reconciliation>('GET', '/v1/reconciliation', { signal }),
  refetchInterval: 15_000,
});

export const proofRunsQuery = queryOptions({
  queryKey: ['reconciliation', 'runs'],
  queryFn: ({ signal }) =>
    request<Page<ProofRun>>('GET', withQuery('/v1/reconciliation/runs', { limit: runsShown }), { signal }),
  refetchInterval: 30_000,
});

export const carrierFilesQuery = queryOptions({
  queryKey: ['reconciliation', 'files'],
  queryFn: ({ signal }) => request<{ items: CarrierFile[] }>('GET', '/v1/carrier-files', { signal }),
});

export const carrierFileQuery = (fileId: string) =>
  queryOptions({
    queryKey: ['reconciliation', 'file', fileId],
    queryFn: ({ signal }) => request<CarrierFile>('GET', `/v1/carrier-files/${fileId}`, { signal }),
  });

export const carrierPreviewQuery = (fileId: string) =>
  queryOptions({
    queryKey: ['reconciliation', 'preview', fileId],
    queryFn: ({ signal }) => request<CarrierFilePreview>('GET', `/v1/carrier-files/${fileId}/preview`, { signal }),
    staleTime: Infinity,
  });

export const differencesQuery = (fileId: string, kind: DifferenceKind | '') =>
  infiniteQueryOptions({
    queryKey: ['reconciliation', 'differences', fileId, kind],
    queryFn: ({ pageParam, signal }) =>
      request<Page<CarrierDifference>>(
        'GET',
        withQuery(`/v1/carrier-files/${fileId}/differences`, { kind, cursor: pageParam, limit: differencesPerPage }),
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  });

/** Asks for a proof now; answers the job to watch. */
export function useProve() {
  return useMutation(() => ({
    mutationFn: (mode: ProofRun['mode']) =>
      request<{ jobId: string }>('POST', '/v1/reconciliation/runs', { body: { mode } }),
  }));
}

/** Sends a carrier's file as it is. */
export function useUploadCarrierFile() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: (file: File) =>
      request<CarrierFile>('POST', withQuery('/v1/carrier-files', { fileName: file.name.slice(0, 200) }), { file }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['reconciliation', 'files'] }),
  }));
}

export function useMatchCarrierFile(fileId: () => string) {
  return useMutation(() => ({
    mutationFn: (settings: CarrierMatchSettings) =>
      request<{ jobId: string }>('POST', `/v1/carrier-files/${fileId()}/match`, { body: settings }),
  }));
}

export function useDeleteCarrierFile() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: (fileId: string) => request<undefined>('DELETE', `/v1/carrier-files/${fileId}`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['reconciliation', 'files'] }),
  }));
}
