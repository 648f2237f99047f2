import type { Job, JobProgress } from '@yunhu/api/schemas';
import { useQuery, useQueryClient } from '@tanstack/solid-query';
import { type Accessor, createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js';
import { type Connection, openLine } from '../session/event-line.ts';
import { dataOf } from '../ui/query.ts';
import { isOver, jobQuery } from './data.ts';

export type FollowedJob = {
  /** Undefined while there is none, and until the first answer. */
  job: Accessor<Job | undefined>;
  connection: Accessor<Connection>;
  /** Why there is nothing to follow, where that is so. */
  error: Accessor<unknown>;
};

/** Follows a job to its end over a live line; without an id it follows nothing. */
export function useJob(jobId: Accessor<string | undefined>): FollowedJob {
  const client = useQueryClient();
  const id = createMemo(jobId);
  const query = useQuery(() => ({ ...jobQuery(id() ?? ''), enabled: id() !== undefined }));
  const job = () => (id() === undefined ? undefined : dataOf(query));
  const [connection, setConnection] = createSignal<Connection>('connecting');
  const isLive = createMemo(() => {
    const known = job();
    return known !== undefined && !isOver(known);
  });
  createEffect(
    on([id, isLive], ([followed, live]) => {
      setConnection('connecting');
      if (followed === undefined || !live) return;
      const close = openLine<JobProgress>(`/v1/jobs/${followed}/events`, {
        onOpen: () => setConnection('open'),
        onLost: () => setConnection('reconnecting'),
        onRefused: () => void client.invalidateQueries({ queryKey: ['session'] }),
        onProgress: (told) => {
          setConnection('open');
          // Its end ends the line too, as `isLive` falls.
          client.setQueryData(jobQuery(followed).queryKey, told.job);
        },
      });
      onCleanup(close);
    }),
  );
  return { job, connection, error: () => (query.isLoadingError ? query.error : null) };
}
