// Chooses which numbers are dialed next, over all tasks of this worker: fair between tenants, by priority within one, within each
// task's concurrency and interval and each trunk's channels and calls per second, as far as the money reaches.
import type { AdmissionRefusal, LimitRefusal } from '@yunhu/db/calls';
import { isTransient } from '@yunhu/db/connect';
import { type Clock, systemClock } from '@yunhu/db/time';
import type { Call } from './call.ts';
import { type ChoiceDesks, type ChosenCall, chooseCall } from './choose-call.ts';
import { FairTurns } from './fair-turns.ts';
import type { AdmissionBatcher } from './ledger/index.ts';
import { describeError, type Log } from '../log.ts';
import type { OriginateDesk } from './originate-desk.ts';
import type { TargetLeaser } from './target-leaser.ts';
import type { TaskRun } from './task-run.ts';

export interface DispatcherOptions extends ChoiceDesks {
  readonly runs: () => Iterable<TaskRun>;
  readonly clock: Clock;
  readonly log: Log;
  readonly admission: AdmissionBatcher;
  readonly originate: OriginateDesk;
  readonly leaser: TargetLeaser;
  readonly mayDial: () => boolean;
  /** Counted from here on, until it is refused, undone or settled. */
  readonly onChosen: (call: Call) => void;
  /** Not admitted; the call holds nothing and its target is still leased. */
  readonly onRefused: (call: Call, refusal: AdmissionRefusal) => void;
  /** Whether these were admitted is not known. */
  readonly onUncertain: (calls: readonly Call[]) => void;
  /** The record will not have this one, and says nothing that is known; it was not admitted. */
  readonly onPoisoned: (call: Call) => void;
}

/** Calls between the choice and the originate, at most: what a pause takes back, and money that is held early. */
const maxInPipeline = 400;
/** What becomes possible within this time is chosen together. Real time: it paces the database. */
const gatherMs = 20;

export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #turns = new FairTurns();
  #admitting = 0;
  #scheduled = false;
  #lastRunMs = 0;
  #cancelWake: (() => void) | undefined;

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  /** Dials what can be dialed, very soon. */
  wake(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    const waitMs = this.#lastRunMs + gatherMs - systemClock.nowMs();
    if (waitMs <= 0) setImmediate(() => this.#run());
    else systemClock.setTimer(waitMs, () => this.#run());
  }

  #run(): void {
    this.#scheduled = false;
    this.#lastRunMs = systemClock.nowMs();
    const { mayDial, clock, originate, runs, leaser } = this.#options;
    if (!mayDial()) return;
    const nowMs = clock.nowMs();
    const byTenant = groupByTenant(runs());
    const room = maxInPipeline - this.#admitting - originate.queued;
    const calls: ChosenCall[] = [];
    const takers = [...byTenant.keys()].map((id) => ({ id, weight: 1 }));
    this.#turns.run(takers, room, (tenantId) => {
      for (const run of byTenant.get(tenantId) ?? []) {
        const chosen = this.#choose(run, nowMs);
        if (chosen === undefined) continue;
        calls.push(chosen);
        return true;
      }
      return false;
    });
    if (calls.length > 0) void this.#admit(calls);
    for (const run of runs()) leaser.tend(run);
    this.#wakeWhenPossible(byTenant, nowMs);
  }

  /** The next call of a task that may dial, with what it asks for; undefined when it cannot dial now. */
  #choose(run: TaskRun, nowMs: number): ChosenCall | undefined {
    const { limits, leaser, log } = this.#options;
    while (run.mayDial(nowMs)) {
      const choice = chooseCall(run, this.#options, nowMs);
      if (choice === 'busy') return undefined;
      if (choice === 'short_of_money') {
        run.shortOfMoney = true;
        return undefined;
      }
      if (isLimit(choice)) {
        run.limitedBy = choice;
        run.nextDialAtMs = Math.max(run.nextDialAtMs, nowMs + limits.waitMs(run.task.tenantId, nowMs));
        return undefined;
      }
      if (typeof choice === 'object') {
        run.limitedBy = undefined;
        this.#options.onChosen(choice.call);
        return choice;
      }
      const target = run.ready.shift();
      if (target === undefined) return undefined;
      leaser
        .skip(run, [{ targetId: target.targetId, reason: choice }])
        .catch((error: unknown) => log.warn('targets.skip-failed', { taskId: run.key, error: describeError(error) }));
    }
    return undefined;
  }

  async #admit(calls: readonly ChosenCall[]): Promise<void> {
    const { admission, originate, onRefused, log } = this.#options;
    this.#admitting += calls.length;
    try {
      const refusals = await admission.admit(calls.map(({ request }) => request));
      const admitted: Call[] = [];
      for (const [i, { call }] of calls.entries()) {
        const refusal = refusals[i];
        if (refusal === undefined) admitted.push(call);
        else onRefused(call, refusal);
      }
      for (const { run } of admitted) run.lookedForMoney = false;
      originate.add(admitted);
    } catch (error) {
      log.warn('admission.failed', { error: describeError(error), calls: calls.length });
      await this.#afterFailure(calls, error);
    } finally {
      this.#admitting -= calls.length;
    }
    this.wake();
  }

  /** What the record refuses is halved until the one call that spoils the batch stands alone. */
  async #afterFailure(calls: readonly ChosenCall[], error: unknown): Promise<void> {
    if (isTransient(error)) return this.#options.onUncertain(calls.map(({ call }) => call));
    const [only] = calls;
    if (calls.length === 1 && only !== undefined) return this.#options.onPoisoned(only.call);
    const middle = Math.ceil(calls.length / 2);
    await this.#admit(calls.slice(0, middle));
    await this.#admit(calls.slice(middle));
  }

  /** What is only a matter of time wakes us at its time; ends of calls, leases and beats wake us by themselves. */
  #wakeWhenPossible(byTenant: ReadonlyMap<string, readonly TaskRun[]>, nowMs: number): void {
    let nextMs = Number.POSITIVE_INFINITY;
    for (const runs of byTenant.values()) {
      for (const run of runs) {
        if (run.ready.length === 0 || run.open >= run.cap || run.standsForLong) continue;
        const waitMs = run.nextDialAtMs > nowMs ? run.nextDialAtMs - nowMs : this.#options.trunks.nextTokenMs(nowMs);
        nextMs = Math.min(nextMs, waitMs);
      }
    }
    this.#cancelWake?.();
    this.#cancelWake = Number.isFinite(nextMs) ? this.#options.clock.setTimer(nextMs, () => this.wake()) : undefined;
  }

  stop(): void {
    this.#cancelWake?.();
  }
}

const limitRefusals: ReadonlySet<unknown> = new Set<LimitRefusal>([
  'too_many_calls',
  'too_many_calls_per_second',
  'daily_spend_reached',
]);

export function isLimit(choice: unknown): choice is LimitRefusal {
  return limitRefusals.has(choice);
}

/** Each tenant's tasks, the larger priority first. */
function groupByTenant(runs: Iterable<TaskRun>): Map<string, TaskRun[]> {
  const byTenant = new Map<string, TaskRun[]>();
  for (const run of runs) {
    if (!run.owned) continue;
    const own = byTenant.get(run.task.tenantId);
    if (own === undefined) byTenant.set(run.task.tenantId, [run]);
    else own.push(run);
  }
  for (const own of byTenant.values()) {
    own.sort((a, b) => b.task.priority - a.task.priority || (a.key < b.key ? -1 : 1));
  }
  return byTenant;
}
