// Every question the pages of audio ask the API, and every change they make.
import type {
  Audio,
  AudioDetail,
  AudioKind,
  AudioPage,
  AudioReviewDetail,
  AudioReviewPage,
  AudioState,
  CreateAudioBody,
  DecideAudioBody,
  ReviewedAudioState,
  SoundLink,
} from '@yunhu/api/schemas';
import {
  infiniteQueryOptions,
  type QueryClient,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/solid-query';
import { request, withQuery } from '../session/request.ts';

const perPage = 50;
/** While something is converted its end is looked for, and otherwise now and then. */
const refreshMs = { converting: 1_500, quiet: 20_000 };

export type AudioFilter = {
  readonly state: AudioState | '';
  readonly kind: AudioKind | '';
  readonly search: string;
};

const isConverting = (audio: Pick<Audio, 'state'>) => audio.state === 'converting';

export const audioQuery = (filter: AudioFilter) =>
  infiniteQueryOptions({
    queryKey: ['audio', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      request<AudioPage>('GET', withQuery('/v1/audio', { ...filter, cursor: pageParam, limit: perPage }), { signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.items.some(isConverting)) === true ? refreshMs.converting : refreshMs.quiet,
  });

export const audioDetailQuery = (id: string) =>
  queryOptions({
    queryKey: ['audio', 'one', id],
    queryFn: ({ signal }) => request<AudioDetail>('GET', `/v1/audio/${id}`, { signal }),
    enabled: id !== '',
    refetchInterval: ({ state }) =>
      state.data !== undefined && isConverting(state.data) ? refreshMs.converting : refreshMs.quiet,
  });

export const findSound = (id: string) => request<SoundLink>('GET', `/v1/audio/${id}/sound`);
export const findReviewedSound = (id: string) => request<SoundLink>('GET', `/v1/audio-reviews/${id}/sound`);

function keep(client: QueryClient, audio: AudioDetail): Promise<void> {
  client.setQueryData(audioDetailQuery(audio.id).queryKey, audio);
  return client.invalidateQueries({ queryKey: ['audio', 'list'] });
}

export function useCreateAudio() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: (body: CreateAudioBody) => request<AudioDetail>('POST', '/v1/audio', { body }),
    onSuccess: (audio) => keep(client, audio),
  }));
}

export type AudioChange =
  | { readonly id: string; readonly verb: 'rename'; readonly name: string }
  | { readonly id: string; readonly verb: 'replace'; readonly uploadId: string }
  | { readonly id: string; readonly verb: 'submit'; readonly note: string }
  | { readonly id: string; readonly verb: 'withdraw' };

function send(change: AudioChange): Promise<AudioDetail> {
  const path = `/v1/audio/${change.id}`;
  if (change.verb === 'rename') return request('PATCH', path, { body: { name: change.name } });
  if (change.verb === 'replace') return request('PUT', `${path}/file`, { body: { uploadId: change.uploadId } });
  if (change.verb === 'withdraw') return request('POST', `${path}/withdraw`);
  return request('POST', `${path}/submit`, { body: change.note === '' ? {} : { note: change.note } });
}

export function useChangeAudio() {
  const client = useQueryClient();
  return useMutation(() => ({ mutationFn: send, onSuccess: (audio) => keep(client, audio) }));
}

export function useDeleteAudio() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: (id: string) => request<undefined>('DELETE', `/v1/audio/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['audio', 'list'] }),
  }));
}

export const reviewsQuery = (state: ReviewedAudioState) =>
  infiniteQueryOptions({
    queryKey: ['audio-reviews', 'list', state],
    queryFn: ({ pageParam, signal }) =>
      request<AudioReviewPage>('GET', withQuery('/v1/audio-reviews', { state, cursor: pageParam, limit: perPage }), {
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: refreshMs.quiet,
  });

export const reviewQuery = (id: string) =>
  queryOptions({
    queryKey: ['audio-reviews', 'one', id],
    queryFn: ({ signal }) => request<AudioReviewDetail>('GET', `/v1/audio-reviews/${id}`, { signal }),
    enabled: id !== '',
  });

export type Decision = { readonly id: string; readonly body: DecideAudioBody };

export function useDecideAudio() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: ({ id, body }: Decision) =>
      request<AudioReviewDetail>('POST', `/v1/audio-reviews/${id}/decision`, { body }),
    // Also when somebody else was quicker: the list then shows how it was decided.
    onSettled: () => client.invalidateQueries({ queryKey: ['audio-reviews'] }),
  }));
}

export function useRevokeAudio() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: ({ id, ...body }: { id: string; sha256: string; reason: string }) =>
      request<{ haltedTasks: number }>('POST', `/v1/audio-reviews/${id}/revocation`, { body }),
    onSettled: () => client.invalidateQueries({ queryKey: ['audio-reviews'] }),
  }));
}
