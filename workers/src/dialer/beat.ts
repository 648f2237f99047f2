// Once a second, in one transaction: this worker lives, its leases are renewed, free tasks are claimed, every task is read anew, and
// what its pages show of the moment is written.
import { noteReachedLimit } from '@yunhu/db/calls';
import type { Database, PlatformTx } from '@yunhu/db/connect';
import { systemClock } from '@yunhu/db/time';
import {
  beatWorker,
  claimTasks,
  explainTask,
  haltTask,
  type LiveFigures,
  releaseTasks,
  type TaskKey,
  writeLiveFigures,
} from '@yunhu/db/tasks';
import type { Switch } from '../switch/index.ts';
import type { CallDesk } from './call-desk.ts';
import type { LimitDesk } from './limit-desk.ts';
import type { TaskBook } from './task-book.ts';
import type { TaskRun } from './task-run.ts';

export interface BeatOptions {
  readonly database: Database;
  readonly switch: Switch;
  readonly workerId: string;
  readonly book: TaskBook;
  readonly calls: CallDesk;
  readonly limits: LimitDesk;
}

/** A task whose worker was not heard of for so long is free for another one. Seconds. */
export const leaseSeconds = 10;
/** Tasks that one worker takes at a beat, and in all: others may want some too. */
const claimAtOnce = 10;
const maxTasks = 500;
/** Prices and routes are compared with the record at each so many beats. */
const refreshEvery = 10;
/** While a limit goes on being reached, the record is told so again after this time. Milliseconds. */
const noteAgainMs = 60_000;

export class Beat {
  readonly #options: BeatOptions;
  #beats = 0;
  /** What stands in the record; a task that is new here may still show what a dead worker saw. */
  readonly #shown = new Map<string, string>();
  /** When the record was told of a limit that is reached. */
  readonly #noted = new Map<string, number>();

  constructor(options: BeatOptions) {
    this.#options = options;
  }

  /** Answers the tasks as they stand now. */
  async beat(mayClaim: boolean): Promise<TaskRun[]> {
    const { database, workerId, book } = this.#options;
    const refresh = this.#beats++ % refreshEvery === 0;
    const halting = [...book.runs()].filter((run) => run.halting !== undefined);
    const figures = this.#newFigures();
    const runs = await database.withPlatform('beat', async (tx) => {
      for (const run of halting) await haltTask(tx, { ...keyOf(run), workerId, reason: run.halting ?? '' });
      const owned = await beatWorker(tx, { id: workerId, switchState: this.#options.switch.state }, leaseSeconds);
      const room = Math.min(claimAtOnce, maxTasks - owned.length);
      const claimed = mayClaim && room > 0 ? await claimTasks(tx, { workerId, leaseSeconds, limit: room }) : [];
      if (figures.length > 0) await writeLiveFigures(tx, figures);
      await this.#explain(tx);
      await this.#noteLimits(tx);
      return book.learn(tx, distinct([...book.keys, ...owned, ...claimed]), refresh);
    });
    for (const run of halting) run.halting = undefined;
    for (const figure of figures) this.#shown.set(figure.taskId, shape(figure));
    return runs;
  }

  /** Gives back what this worker has nothing more to do with. */
  async release(runs: readonly TaskRun[]): Promise<void> {
    const { database, workerId, book } = this.#options;
    if (runs.length === 0) return;
    const held = runs.filter((run) => run.task.workerId === workerId).map(keyOf);
    await database.withPlatform('release tasks', async (tx) => {
      await releaseTasks(tx, workerId, held);
      await writeLiveFigures(
        tx,
        runs.map((run) => ({ ...keyOf(run), ringing: 0, talking: 0, waitingForSeat: 0 })),
      );
    });
    for (const run of runs) {
      book.forget(run);
      this.#shown.delete(run.key);
    }
  }

  /** The figures of the tasks whose figures changed since they were last written. */
  #newFigures(): LiveFigures[] {
    const { book, calls } = this.#options;
    const counts = new Map<TaskRun, { ringing: number; talking: number; waitingForSeat: number }>();
    for (const run of book.runs()) counts.set(run, { ringing: 0, talking: 0, waitingForSeat: 0 });
    for (const { run, state } of calls.calls()) {
      const count = counts.get(run);
      if (count === undefined) continue;
      if (state.answeredAt === undefined) count.ringing += 1;
      else if (state.phase === 'seekingSeat' || state.phase === 'ringingSeat') count.waitingForSeat += 1;
      else count.talking += 1;
    }
    const figures = [...counts].map(([run, count]) => ({ ...keyOf(run), ...count }));
    return figures.filter((figure) => this.#shown.get(figure.taskId) !== shape(figure));
  }

  /** Why a running task does not dial, where it is nobody's doing; admission's refusals pause it instead. */
  async #explain(tx: PlatformTx): Promise<void> {
    const { book, workerId } = this.#options;
    for (const run of book.runs()) {
      if (!run.owned) continue;
      const reason = this.#reasonToStand(run);
      if (reason !== run.task.stateReason) await explainTask(tx, { ...keyOf(run), workerId, reason });
    }
  }

  #reasonToStand(run: TaskRun): string | null {
    if (this.#options.switch.state !== 'up') return 'switch_down';
    if (run.soundsAway) return 'audio_unavailable';
    if (run.task.queue !== undefined && run.cap === 0) return 'no_seats';
    if (run.callerIdsUsedUp) return 'caller_id_used_up';
    return run.limitedBy ?? null;
  }

  /** Tells whoever is limited, once while it goes on. */
  async #noteLimits(tx: PlatformTx): Promise<void> {
    const { book, limits } = this.#options;
    const nowMs = systemClock.nowMs();
    for (const { owned, limitedBy, task } of book.runs()) {
      const reached = owned && limitedBy !== undefined ? limits.reached(task.tenantId, limitedBy) : undefined;
      if (reached === undefined) continue;
      const key = `${reached.tenantId} ${reached.kind}`;
      if (nowMs - (this.#noted.get(key) ?? -Infinity) < noteAgainMs) continue;
      await noteReachedLimit(tx, reached);
      this.#noted.set(key, nowMs);
    }
  }
}

function keyOf({ task: { tenantId, taskId } }: TaskRun): TaskKey {
  return { tenantId, taskId };
}

function distinct(keys: readonly TaskKey[]): TaskKey[] {
  return [...new Map(keys.map((key) => [key.taskId, key])).values()];
}

function shape({ ringing, talking, waitingForSeat }: LiveFigures): string {
  return `${ringing}/${talking}/${waitingForSeat}`;
}
