// One LISTEN a channel and process feeds every open page. A notification only says that something changed: each page reads it again
// as its own viewer, so nothing of it passes through here.
import type { Database } from '@yunhu/db/connect';
import type { Clock } from '@yunhu/db/time';
import type { Logger } from 'pino';
import { z } from 'zod';
import { HttpError } from './problem-table.ts';

const maxStreams = 2000;
const maxStreamsOfSession = 20;
/** At most four readings a second for each page. */
const leastPauseMs = 250;

/** What a page looks at. */
export interface Topic {
  readonly tenantId: string;
  readonly of: 'task' | 'job';
  readonly id: string;
}

const ofTask = z
  .object({ tenantId: z.string(), taskId: z.string() })
  .transform(({ tenantId, taskId }): Topic => ({ tenantId, of: 'task', id: taskId }));
const ofJob = z
  .object({ tenantId: z.string(), jobId: z.string() })
  .transform(({ tenantId, jobId }): Topic => ({ tenantId, of: 'job', id: jobId }));

const channels = { task_progress: ofTask, task_changed: ofTask, job_changed: ofJob };

export interface Watcher {
  /** The same for all who watch the same topic, as long as anybody does. */
  readonly room: object;
  /** Waits for the next change, or `idleMs` without one; false when the page is gone or the process stops. */
  nextTurn(idleMs: number): Promise<boolean>;
  close(): void;
}

export interface ChangeHub {
  /** Throws `too_many_streams` for a session (or a process) that has too many open. */
  watch(topic: Topic, sessionId: string): Watcher;
  /** Ends every stream and stops listening. */
  close(): Promise<void>;
}

type Room = Set<TopicWatcher>;

export function openChangeHub(options: { database: Database; clock: Clock; log: Logger }): ChangeHub {
  const { database, clock, log } = options;
  const rooms = new Map<string, Room>();
  let closed = false;
  let listening: Promise<{ unlisten(): Promise<void> }[]> | undefined;

  const all = () => [...rooms.values()].flatMap((room) => [...room]);
  const stir = (form: (typeof channels)[keyof typeof channels], payload: string) => {
    const { success, data } = form.safeParse(parse(payload));
    if (success) for (const watcher of rooms.get(keyOf(data)) ?? []) watcher.stir();
  };
  // What was notified while nobody listened is lost, so everybody looks again.
  const stirAll = () => all().forEach((watcher) => watcher.stir());

  function listen(): void {
    listening ??= Promise.all(
      Object.entries(channels).map(([channel, form]) =>
        database.listen(channel, (payload) => stir(form, payload), stirAll),
      ),
    );
    listening.catch((error: unknown) => {
      // Pages still look every few seconds; the next one to open tries again.
      log.warn({ err: error }, 'changes.listen-failed');
      listening = undefined;
    });
  }

  return {
    watch: (topic, sessionId) => {
      const open = all();
      const ofSession = open.filter((watcher) => watcher.sessionId === sessionId).length;
      if (closed || open.length >= maxStreams || ofSession >= maxStreamsOfSession)
        throw new HttpError('too_many_streams');
      listen();
      const key = keyOf(topic);
      const room: Room = rooms.get(key) ?? new Set();
      rooms.set(key, room);
      const watcher = new TopicWatcher(clock, sessionId, room, () => {
        room.delete(watcher);
        if (room.size === 0) rooms.delete(key);
      });
      room.add(watcher);
      return watcher;
    },
    close: async () => {
      closed = true;
      all().forEach((watcher) => watcher.close());
      const subscriptions = await listening?.catch(() => []);
      await Promise.all((subscriptions ?? []).map((subscription) => subscription.unlisten()));
    },
  };
}

class TopicWatcher implements Watcher {
  #stirred = true;
  #closed = false;
  #lastTurnMs = -Infinity;
  #wake: () => void = () => undefined;
  readonly #clock: Clock;
  readonly #onClose: () => void;

  constructor(
    clock: Clock,
    readonly sessionId: string,
    readonly room: object,
    onClose: () => void,
  ) {
    this.#clock = clock;
    this.#onClose = onClose;
  }

  stir(): void {
    this.#stirred = true;
    this.#wake();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#onClose();
    this.#wake();
  }

  async nextTurn(idleMs: number): Promise<boolean> {
    const sinceLast = () => this.#clock.nowMs() - this.#lastTurnMs;
    while (!this.#closed && sinceLast() < (this.#stirred ? leastPauseMs : idleMs)) {
      await this.#waitFor((this.#stirred ? leastPauseMs : idleMs) - sinceLast());
    }
    this.#stirred = false;
    this.#lastTurnMs = this.#clock.nowMs();
    return !this.#closed;
  }

  async #waitFor(ms: number): Promise<void> {
    const woken = new Promise<void>((resolve) => (this.#wake = resolve));
    const cancel = this.#clock.setTimer(ms, () => this.#wake());
    await woken;
    cancel();
  }
}

function keyOf({ tenantId, of, id }: Topic): string {
  return `${of}/${tenantId}/${id}`;
}

function parse(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}
