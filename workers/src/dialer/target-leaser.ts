// Keeps each task's run supplied with due targets that passed the gates, gives back what is not needed, and ends a task that has
// nothing left.
import type { Database } from '@yunhu/db/connect';
import { finishTask, type LeasedTarget, leaseTargets, returnTargets, type Skip, skipTargets } from '@yunhu/db/tasks';
import { type Clock, systemClock } from '@yunhu/db/time';
import { closedGate } from './gates.ts';
import { describeError, type Log } from '../log.ts';
import { retryTransient } from './retry-transient.ts';
import type { TaskRun } from './task-run.ts';
import type { TrunkDesk } from './trunk-desk.ts';

export interface TargetLeaserOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly workerId: string;
  readonly trunks: TrunkDesk;
  /** Something is ready to be dialed. */
  readonly onReady: () => void;
  /** A task came to its end. */
  readonly onFinished: (run: TaskRun) => void;
  readonly givesUp: () => boolean;
  readonly mayDial: () => boolean;
}

/** A task in which nothing was due is looked at again this much later: retries become due, lists are added. Real time. */
const pollMs = 1_000;

export class TargetLeaser {
  readonly #options: TargetLeaserOptions;

  constructor(options: TargetLeaserOptions) {
    this.#options = options;
  }

  /** Leases more targets when the run is running low, and ends the task when nothing is left. */
  tend(run: TaskRun): void {
    if (!run.owned || run.leasing || run.standsForLong || !this.#options.mayDial()) return;
    if (run.ready.length > run.leaseSize / 2 || systemClock.nowMs() < run.nextLeaseAtMs) return;
    run.leasing = true;
    this.#lease(run).then(
      () => (run.leasing = false),
      (error: unknown) => {
        run.leasing = false;
        run.nextLeaseAtMs = systemClock.nowMs() + pollMs;
        this.#options.log.warn('targets.lease-failed', { taskId: run.key, error: describeError(error) });
      },
    );
  }

  async #lease(run: TaskRun): Promise<void> {
    const { database, clock, workerId, onReady, onFinished } = this.#options;
    const key = { tenantId: run.task.tenantId, taskId: run.task.taskId, workerId };
    const limit = run.leaseSize;
    const lease = () =>
      database.withPlatform('lease targets', (tx) => leaseTargets(tx, { ...key, at: clock.now(), limit }));
    // Without phones nothing more is taken, but what is done is finished.
    const leased = run.cap === 0 ? [] : await lease();
    if (leased.length < limit) run.nextLeaseAtMs = systemClock.nowMs() + pollMs;
    if (leased.length > 0) {
      await this.#admitThroughGates(run, leased);
      // The task may have been taken away while they were being leased.
      if (!run.owned) await this.giveBack(run);
      onReady();
      return;
    }
    if (run.ready.length > 0 || run.unsettled > 0 || !run.owned) return;
    const at = clock.now();
    const finished = await database.withPlatform('finish task', (tx) => finishTask(tx, { ...key, at }));
    if (finished) onFinished(run);
  }

  async #admitThroughGates(run: TaskRun, leased: readonly LeasedTarget[]): Promise<void> {
    const { clock, trunks } = this.#options;
    const facts = { at: clock.now(), chain: run.chain, routes: trunks.routes, rules: run.rules };
    const skips: Skip[] = [];
    for (const target of leased) {
      const reason = closedGate(target, facts);
      if (reason === undefined) run.ready.push(target);
      else skips.push({ targetId: target.targetId, reason });
    }
    await this.skip(run, skips);
  }

  /** Ends targets that a gate keeps from being dialed. */
  async skip(run: TaskRun, skips: readonly Skip[]): Promise<void> {
    if (skips.length === 0) return;
    const { database, clock, workerId, givesUp } = this.#options;
    const { tenantId, taskId } = run.task;
    const at = clock.now();
    const write = () =>
      database.withPlatform('skip targets', (tx) => skipTargets(tx, { tenantId, taskId, workerId, at, skips }));
    await retryTransient(write, givesUp);
  }

  /** Lets every target wait again that the run holds ready. */
  async giveBack(run: TaskRun): Promise<void> {
    const targetIds = run.ready.splice(0).map((target) => target.targetId);
    if (targetIds.length === 0) return;
    const { database, workerId, givesUp } = this.#options;
    const { tenantId, taskId } = run.task;
    const write = () =>
      database.withPlatform('return targets', (tx) => returnTargets(tx, { tenantId, taskId, workerId, targetIds }));
    await retryTransient(write, givesUp).catch((error: unknown) =>
      this.#options.log.warn('targets.return-failed', { taskId, error: describeError(error) }),
    );
  }
}
