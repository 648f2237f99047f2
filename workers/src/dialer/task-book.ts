import { loadLimits } from '@yunhu/db/calls';
import type { PlatformTx } from '@yunhu/db/connect';
import { type DialingTask, loadDialingTasks, type TaskKey } from '@yunhu/db/tasks';
import { loadRoutes } from '@yunhu/db/telephony';
import type { Clock } from '@yunhu/db/time';
import type { LimitDesk } from './limit-desk.ts';
import { RateBook } from './rate-book.ts';
import type { ReachableSeat } from './seat-desk.ts';
import { TaskRun } from './task-run.ts';
import type { TenantFunds } from './tenant-funds.ts';
import type { TrunkDesk } from './trunk-desk.ts';

export interface TaskBookOptions {
  readonly workerId: string;
  readonly clock: Clock;
  readonly trunks: TrunkDesk;
  readonly funds: TenantFunds;
  readonly limits: LimitDesk;
}

/** Every task that this worker dials or has calls of, as last read, with its prices, its way out and its reachable seats. */
export class TaskBook {
  readonly #options: TaskBookOptions;
  readonly #runs = new Map<string, TaskRun>();
  readonly #rates = new RateBook();
  #reachable: ReadonlySet<string> = new Set();

  constructor(options: TaskBookOptions) {
    this.#options = options;
  }

  runs(): IterableIterator<TaskRun> {
    return this.#runs.values();
  }

  get keys(): TaskKey[] {
    return [...this.#runs.values()].map(({ task: { tenantId, taskId } }) => ({ tenantId, taskId }));
  }

  find(taskId: string): TaskRun | undefined {
    return this.#runs.get(taskId);
  }

  forget(run: TaskRun): void {
    this.#runs.delete(run.key);
  }

  /** Reads tasks anew, and prices and routes too where `refresh` says so. Answers the runs, which may be new. */
  async learn(tx: PlatformTx, keys: readonly TaskKey[], refresh: boolean): Promise<TaskRun[]> {
    const tasks = await loadDialingTasks(tx, keys);
    const { clock, trunks, limits } = this.#options;
    const tenantIds = [...new Set([...tasks, ...this.keys].map((task) => task.tenantId))];
    const limitsOf = await loadLimits(tx, tenantIds, clock.now());
    limits.set(limitsOf, clock.nowMs());
    const chains = tasks.map((task) => task.chain);
    await this.#rates.learn(tx, chains, refresh);
    if (refresh) trunks.setRoutes(await loadRoutes(tx), clock.nowMs());
    return tasks.map((task) => this.#take(task, limitsOf.get(task.tenantId)?.rules));
  }

  #take(task: DialingTask, rules: TaskRun['rules']): TaskRun {
    let run = this.#runs.get(task.taskId);
    if (run === undefined) this.#runs.set(task.taskId, (run = new TaskRun(task)));
    run.learn(task, this.#options.clock.nowMs());
    run.rules = rules;
    run.chain = this.#rates.levels(task.chain);
    run.owned = task.state === 'running' && task.workerId === this.#options.workerId && run.halting === undefined;
    this.#options.funds.set(task.tenantId, task.availableMicros);
    this.#countSeats(run);
    return run;
  }

  /** SIP ids of every seat that a task here may ring. */
  get sipIds(): string[] {
    const ids = [...this.#runs.values()].flatMap((run) => run.task.queue?.seats.map((seat) => seat.sipId) ?? []);
    return [...new Set(ids)];
  }

  setReachable(sipIds: ReadonlySet<string>): void {
    this.#reachable = sipIds;
    for (const run of this.#runs.values()) this.#countSeats(run);
  }

  #countSeats(run: TaskRun): void {
    run.reachableSeats = run.task.queue?.seats.filter((seat) => this.#reachable.has(seat.sipId)).length ?? 0;
  }

  /** The seats of a queue whose phones are registered. */
  seatsOf(queueId: string): readonly ReachableSeat[] {
    for (const { task } of this.#runs.values()) {
      if (task.queue?.queueId === queueId) return task.queue.seats.filter((seat) => this.#reachable.has(seat.sipId));
    }
    return [];
  }

  /** Calls that the tenant's tasks here may open beside those they have. */
  sharersOf(tenantId: string): number {
    let sharers = 0;
    for (const run of this.#runs.values()) {
      if (run.task.tenantId === tenantId && run.owned) sharers += Math.max(0, run.cap - run.open);
    }
    return sharers;
  }

  /** Whether any attempt of the tenant is under way here. */
  isUnderWay(tenantId: string): boolean {
    for (const run of this.#runs.values()) if (run.task.tenantId === tenantId && run.unsettled > 0) return true;
    return false;
  }
}
