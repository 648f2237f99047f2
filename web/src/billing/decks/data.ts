// Every question about decks and versions that the pages ask the API, and every change they make.
import type {
  ApplyDeckBody,
  ChangeRatesBody,
  Deck,
  DeckLoss,
  DeckRow,
  DeckRowKind,
  ExportRatesBody,
  PreviewDeckBody,
  RateGroupVersion,
  UndoneVersion,
} from '@yunhu/api/schemas';
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/solid-query';
import { request, withQuery } from '../../session/request.ts';

type Page<T> = { items: T[]; nextCursor: string | null };

const rowsPerPage = 100;

const groupPath = (rateGroupId: string) => `/v1/rate-groups/${rateGroupId}`;

export type DeckRef = { rateGroupId: string; deckId: string };
const deckPath = ({ rateGroupId, deckId }: DeckRef) => `${groupPath(rateGroupId)}/decks/${deckId}`;

export const deckQuery = (deck: DeckRef) =>
  queryOptions({
    queryKey: ['decks', deck.deckId],
    queryFn: ({ signal }) => request<Deck>('GET', deckPath(deck), { signal }),
  });

const pagesOf = <T>(queryKey: readonly unknown[], path: (cursor: string) => string) =>
  infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam, signal }) => request<Page<T>>('GET', path(pageParam), { signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  });

/** The rows of one kind; `previewedAt` tells one preview of the deck from the next. */
export const deckRowsQuery = (deck: DeckRef, kind: DeckRowKind, previewedAt: string | null) =>
  pagesOf<DeckRow>(['decks', deck.deckId, 'rows', kind, previewedAt], (cursor) =>
    withQuery(`${deckPath(deck)}/rows`, { kind, cursor, limit: rowsPerPage }),
  );

export const deckLossesQuery = (deck: DeckRef, previewedAt: string | null) =>
  pagesOf<DeckLoss>(['decks', deck.deckId, 'losses', previewedAt], (cursor) =>
    withQuery(`${deckPath(deck)}/losses`, { cursor, limit: rowsPerPage }),
  );

export const versionsQuery = (rateGroupId: string) =>
  pagesOf<RateGroupVersion>(['rate-versions', rateGroupId], (cursor) =>
    withQuery(`${groupPath(rateGroupId)}/versions`, { cursor, limit: rowsPerPage }),
  );

/** Everything that shows rates is asked again. */
export function useForgetRates() {
  const client = useQueryClient();
  return async (): Promise<void> => {
    const keys = [['rates'], ['rate-groups'], ['rate-versions'], ['decks'], ['prices']];
    await Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey })));
  };
}

export function useUploadDeck(rateGroupId: () => string) {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: (file: File) =>
      request<Deck>('POST', withQuery(`${groupPath(rateGroupId())}/decks`, { fileName: file.name.slice(-200) }), {
        file,
      }),
    onSuccess: (deck) =>
      client.setQueryData(deckQuery({ rateGroupId: deck.rateGroupId, deckId: deck.id }).queryKey, deck),
  }));
}

type Asked = { jobId: string };

export function usePreviewDeck(deck: () => DeckRef) {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: (body: PreviewDeckBody) => request<Asked>('POST', `${deckPath(deck())}/preview`, { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['decks', deck().deckId] }),
  }));
}

export function useApplyDeck(deck: () => DeckRef) {
  return useMutation(() => ({
    mutationFn: (body: ApplyDeckBody) => request<Asked>('POST', `${deckPath(deck())}/apply`, { body }),
  }));
}

export function useUndoVersion(rateGroupId: () => string) {
  const forget = useForgetRates();
  return useMutation(() => ({
    mutationFn: ({ versionId, belowCostAllowed }: { versionId: string; belowCostAllowed: boolean }) =>
      request<UndoneVersion>('POST', `${groupPath(rateGroupId())}/versions/${versionId}/undo`, {
        body: { belowCostAllowed },
      }),
    onSuccess: () => forget(),
  }));
}

export function useChangeRates(rateGroupId: () => string) {
  const forget = useForgetRates();
  return useMutation(() => ({
    mutationFn: (body: ChangeRatesBody) =>
      request<RateGroupVersion>('POST', `${groupPath(rateGroupId())}/changes`, { body }),
    onSuccess: () => forget(),
  }));
}

export function useExportRates(rateGroupId: () => string) {
  return useMutation(() => ({
    mutationFn: (body: ExportRatesBody) => request<Asked>('POST', `${groupPath(rateGroupId())}/exports`, { body }),
  }));
}
