// One LISTEN a process feeds every open page. A notification only says that a task changed: each page reads the task again as its
// own viewer, so nothing of a task passes through here.
import type { Database } from '@yunhu/db/connect';
import type { Clock } from '@yunhu/db/time';
import type { Logger } from 'pino';
import { z } from 'zod';
import { HttpError } from '../http/problem-table.ts';
import { CallRate } from './call-rate.ts';

const channels = ['task_progress', 'task_changed'] as const;
const maxStreams = 2000;
const maxStreamsOfSession = 20;
/** At most four readings a second for each page. */
const leastPauseMs = 250;

const notification = z.object({ tenantId: z.string(), taskId: z.string() });

export interface TaskWatcher {
  /** Waits for the next change, or `idleMs` without one; false when the page is gone or the process stops. */
  nextTurn(idleMs: number): Promise<boolean>;
  /** Calls ended per second, shared by all who watch the same task. */
  callsPerSecond(attempts: number): number;
  close(): void;
}

export interface ProgressHub {
  /** Throws `too_many_streams` for a session (or a process) that has too many open. */
  watch(task: { tenantId: string; taskId: string }, sessionId: string): TaskWatcher;
  /** Ends every stream and stops listening. */
  close(): Promise<void>;
}

interface Room {
  readonly rate: CallRate;
  readonly watchers: Set<Watcher>;
}

export function openProgressHub(options: { database: Database; clock: Clock; log: Logger }): ProgressHub {
  const { database, clock, log } = options;
  const rooms = new Map<string, Room>();
  let closed = false;
  let listening: Promise<{ unlisten(): Promise<void> }[]> | undefined;

  const all = () => [...rooms.values()].flatMap((room) => [...room.watchers]);
  const stir = (payload: string) => {
    const { success, data } = notification.safeParse(parse(payload));
    if (success) for (const watcher of rooms.get(keyOf(data))?.watchers ?? []) watcher.stir();
  };
  // What was notified while nobody listened is lost, so everybody looks again.
  const stirAll = () => all().forEach((watcher) => watcher.stir());

  function listen(): void {
    listening ??= Promise.all(channels.map((channel) => database.listen(channel, stir, stirAll)));
    listening.catch((error: unknown) => {
      // Pages still look every few seconds; the next one to open tries again.
      log.warn({ err: error }, 'progress.listen-failed');
      listening = undefined;
    });
  }

  return {
    watch: (task, sessionId) => {
      const open = all();
      const ofSession = open.filter((watcher) => watcher.sessionId === sessionId).length;
      if (closed || open.length >= maxStreams || ofSession >= maxStreamsOfSession)
        throw new HttpError('too_many_streams');
      listen();
      const key = keyOf(task);
      const room = rooms.get(key) ?? { rate: new CallRate(), watchers: new Set() };
      rooms.set(key, room);
      const watcher = new Watcher(clock, sessionId, room.rate, () => {
        room.watchers.delete(watcher);
        if (room.watchers.size === 0) rooms.delete(key);
      });
      room.watchers.add(watcher);
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

class Watcher implements TaskWatcher {
  #stirred = true;
  #closed = false;
  #lastTurnMs = -Infinity;
  #wake: () => void = () => undefined;
  readonly #clock: Clock;
  readonly #rate: CallRate;
  readonly #onClose: () => void;

  constructor(
    clock: Clock,
    readonly sessionId: string,
    rate: CallRate,
    onClose: () => void,
  ) {
    this.#clock = clock;
    this.#rate = rate;
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

  callsPerSecond(attempts: number): number {
    return this.#rate.record(attempts, this.#clock.nowMs());
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

function keyOf({ tenantId, taskId }: { tenantId: string; taskId: string }): string {
  return `${tenantId}/${taskId}`;
}

function parse(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}
