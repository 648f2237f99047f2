// Every question about background jobs that pages ask the API, and every change they make.
import type { Job, JobState } from '@yunhu/api/schemas';
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/solid-query';
import { request, withQuery } from '../session/request.ts';

type Page<T> = { items: T[]; nextCursor: string | null };

const jobsPerPage = 50;
/** While something runs, and while nothing does. */
const refreshMs = { live: 1_500, quiet: 15_000 };

export type JobsFilter = { state: JobState | 'open' | ''; kind: string };

export const isOver = (job: Job): boolean => job.endedAt !== null;

/** The jobs, newest first; asked again while any of those on the page is not over. */
export const jobsQuery = ({ state, kind }: JobsFilter) =>
  infiniteQueryOptions({
    queryKey: ['jobs', 'list', state, kind],
    queryFn: ({ pageParam, signal }) => {
      const filter = state === 'open' ? { open: 'true' } : { state };
      const query = { ...filter, kind, cursor: pageParam, limit: jobsPerPage };
      return request<Page<Job>>('GET', withQuery('/v1/jobs', query), { signal });
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: (query) =>
      query.state.data?.pages.some((page) => page.items.some((job) => !isOver(job))) === true
        ? refreshMs.live
        : refreshMs.quiet,
  });

export const jobQuery = (jobId: string) =>
  queryOptions({
    queryKey: ['jobs', 'one', jobId],
    queryFn: ({ signal }) => request<Job>('GET', `/v1/jobs/${jobId}`, { signal }),
  });

/** Asks for a job's end. */
export function useCancelJob() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: (jobId: string) => request<Job>('POST', `/v1/jobs/${jobId}/cancel`, { body: {} }),
    onSuccess: (job) => {
      client.setQueryData(jobQuery(job.id).queryKey, job);
      void client.invalidateQueries({ queryKey: ['jobs', 'list'] });
    },
    // It may have ended in this moment.
    onError: (_, jobId) => void client.invalidateQueries({ queryKey: jobQuery(jobId).queryKey }),
  }));
}

/** Where the browser gets the file that a job made. */
export const fileAddress = (jobId: string): string => `/v1/jobs/${jobId}/file`;
