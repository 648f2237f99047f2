// The live line of one task. The browser reconnects by itself after a lost connection; after a refusal or a silence it
// does not, so that is done here.
import type { TaskProgress } from '@yunhu/api/schemas';
import { useQueryClient } from '@tanstack/solid-query';
import { type Accessor, createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js';
import { taskQuery } from './data.ts';

/** The API pings every 15 s: after two missed ones the line is dead, whatever the socket believes. */
const silenceMs = 35_000;
const retryMs = { first: 1_000, last: 15_000 };

export type Connection = 'connecting' | 'open' | 'reconnecting';

export type TaskEvents = {
  live: Accessor<TaskProgress['live'] | undefined>;
  connection: Accessor<Connection>;
};

type LineHandlers = {
  onOpen: () => void;
  onProgress: (progress: TaskProgress) => void;
  onLost: () => void;
  onRefused: () => void;
};

/** Holds one line open until closed. */
function openLine(url: string, handlers: LineHandlers): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = retryMs.first;
  const again = (): void => {
    source?.close();
    clearTimeout(timer);
    handlers.onLost();
    timer = setTimeout(connect, wait);
    wait = Math.min(wait * 2, retryMs.last);
  };
  const heard = (): void => {
    clearTimeout(timer);
    timer = setTimeout(again, silenceMs);
  };
  const connect = (): void => {
    source = new EventSource(url);
    source.addEventListener('open', () => {
      wait = retryMs.first;
      heard();
      handlers.onOpen();
    });
    source.addEventListener('ping', heard);
    source.addEventListener('progress', (event: MessageEvent<string>) => {
      heard();
      handlers.onProgress(JSON.parse(event.data) as TaskProgress);
    });
    source.addEventListener('error', () => {
      if (source?.readyState !== EventSource.CLOSED) return handlers.onLost();
      handlers.onRefused();
      again();
    });
  };
  connect();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}

/** Follows a task: its state goes into the query that the page reads, what is only now stays here. */
export function createTaskEvents(taskId: Accessor<string>): TaskEvents {
  const client = useQueryClient();
  const [live, setLive] = createSignal<TaskProgress['live']>();
  const [connection, setConnection] = createSignal<Connection>('connecting');
  createEffect(
    on(createMemo(taskId), (id) => {
      setLive(undefined);
      setConnection('connecting');
      const close = openLine(`/v1/tasks/${id}/events`, {
        onOpen: () => setConnection('open'),
        onLost: () => setConnection('reconnecting'),
        // Perhaps the session is over: asking shows the login page, and otherwise changes nothing.
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
