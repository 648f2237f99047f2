// The live line of one task.
import type { TaskProgress } from '@yunhu/api/schemas';
import { useQueryClient } from '@tanstack/solid-query';
import { type Accessor, createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js';
import { type Connection, openLine } from '../session/event-line.ts';
import { taskQuery } from './data.ts';

export type TaskEvents = {
  live: Accessor<TaskProgress['live'] | undefined>;
  connection: Accessor<Connection>;
};

/** Follows a task: its state goes into the query that the page reads, what is only now stays here. */
export function createTaskEvents(taskId: Accessor<string>): TaskEvents {
  const client = useQueryClient();
  const [live, setLive] = createSignal<TaskProgress['live']>();
  const [connection, setConnection] = createSignal<Connection>('connecting');
  createEffect(
    on(createMemo(taskId), (id) => {
      setLive(undefined);
      setConnection('connecting');
      const close = openLine<TaskProgress>(`/v1/tasks/${id}/events`, {
        onOpen: () => setConnection('open'),
        onLost: () => setConnection('reconnecting'),
        // Asking for the session shows the login page, and otherwise changes nothing.
        onRefused: () => void client.invalidateQueries({ queryKey: ['session'] }),
        onProgress: (progress) => {
          setConnection('open');
          setLive(progress.live);
          client.setQueryData(taskQuery(id).queryKey, progress.task);
        },
      });
      onCleanup(close);
    }),
  );
  return { live, connection };
}
