// Every question the task pages ask the API, and every change they make.
import type {
  CreateTaskBody,
  Flow,
  ListSummary,
  Queue,
  Target,
  TargetDetail,
  TargetFilter,
  Task,
  TaskState,
} from '@yunhu/api/schemas';
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/solid-query';
import { request, withQuery } from '../session/request.ts';

export type Page<T> = { items: T[]; nextCursor: string | null };
type Items<T> = { items: T[] };

const tasksPerPage = 50;
const targetsPerPage = 100;
const liveRefreshMs = 3_000;

export type TasksFilter = { state: TaskState | ''; q: string };

/** The tasks, newest first; refreshed while any of those on the page is running. */
export const tasksQuery = (filter: TasksFilter) =>
  infiniteQueryOptions({
    queryKey: ['tasks', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Task>>('GET', withQuery('/v1/tasks', { ...filter, cursor: pageParam, limit: tasksPerPage }), {
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: (query) =>
      query.state.data?.pages.some((page) => page.items.some((task) => task.state === 'running'))
        ? liveRefreshMs
        : false,
  });

/** The few tasks whose name holds a text, for the palette. */
export const tasksSearchQuery = (q: string) =>
  queryOptions({
    queryKey: ['tasks', 'search', q],
    queryFn: ({ signal }) => request<Page<Task>>('GET', withQuery('/v1/tasks', { q, limit: 8 }), { signal }),
  });

export const taskQuery = (taskId: string) =>
  queryOptions({
    queryKey: ['tasks', 'one', taskId],
    queryFn: ({ signal }) => request<Task>('GET', `/v1/tasks/${taskId}`, { signal }),
  });

export type TargetsFilter = { result: TargetFilter | ''; q: string };

/** The numbers of a task, latest change first. */
export const targetsQuery = (taskId: string, filter: TargetsFilter) =>
  infiniteQueryOptions({
    queryKey: ['tasks', 'targets', taskId, filter],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Target>>(
        'GET',
        withQuery(`/v1/tasks/${taskId}/targets`, { ...filter, cursor: pageParam, limit: targetsPerPage }),
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  });

export const targetQuery = (taskId: string, targetId: string) =>
  queryOptions({
    queryKey: ['tasks', 'target', taskId, targetId],
    queryFn: ({ signal }) => request<TargetDetail>('GET', `/v1/tasks/${taskId}/targets/${targetId}`, { signal }),
  });

export const listsQuery = (taskId: string) =>
  queryOptions({
    queryKey: ['tasks', 'lists', taskId],
    queryFn: ({ signal }) => request<Items<ListSummary>>('GET', `/v1/tasks/${taskId}/lists`, { signal }),
  });

export const flowsQuery = queryOptions({
  queryKey: ['flows'],
  queryFn: ({ signal }) => request<Items<Flow>>('GET', '/v1/telephony/flows', { signal }),
});

export const queuesQuery = queryOptions({
  queryKey: ['queues'],
  queryFn: ({ signal }) => request<Items<Queue>>('GET', '/v1/telephony/queues', { signal }),
});

export function useCreateTask() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: (body: CreateTaskBody) => request<Task>('POST', '/v1/tasks', { body }),
    onSuccess: (task) => {
      client.setQueryData(taskQuery(task.id).queryKey, task);
      void client.invalidateQueries({ queryKey: ['tasks', 'list'] });
    },
  }));
}

export type TaskVerb = 'start' | 'pause' | 'resume' | 'stop';

/** Moves a task from one state to another; the answer is its new state, so nothing is guessed meanwhile. */
export function useTaskVerb(taskId: () => string) {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: (verb: TaskVerb) => request<Task>('POST', `/v1/tasks/${taskId()}/${verb}`, { body: {} }),
    onSuccess: (task) => {
      client.setQueryData(taskQuery(task.id).queryKey, task);
      void client.invalidateQueries({ queryKey: ['tasks', 'list'] });
      void client.invalidateQueries({ queryKey: ['session'] });
    },
    // The refusal may mean that the page shows an older state than the task has.
    onError: () => void client.invalidateQueries({ queryKey: taskQuery(taskId()).queryKey }),
  }));
}
