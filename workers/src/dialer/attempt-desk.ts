// Every attempt that this process has under way, from its admission until its outcome is in the record, and what is counted by it.
import { markAnswered, undoAttempts } from '@yunhu/db/calls';
import type { Database } from '@yunhu/db/connect';
import { returnTargets } from '@yunhu/db/tasks';
import type { Clock } from '@yunhu/db/time';
import type { Call } from './call.ts';
import type { CallResult } from './call-flow-types.ts';
import { finishedAttempt } from './finished-attempt.ts';
import { GroupCommit, Settler } from './ledger/index.ts';
import { describeError, type Log } from '../log.ts';
import { retryTransient } from './retry-transient.ts';
import type { TrunkDesk } from './trunk-desk.ts';

export interface AttemptDeskOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly workerId: string;
  readonly trunks: TrunkDesk;
  readonly givesUp: () => boolean;
  /** A call is over, so that its place is free. */
  readonly onFreed: () => void;
  /** What became of a call is in the record, or it is not there any more. */
  readonly onRecorded: (call: Call) => void;
  /** Outcomes of these tenants are in the record: their money moved. */
  readonly onSettled: (tenantIds: ReadonlySet<string>) => void;
}

/** An answer is recorded for a successor's sake only; a moment later is soon enough. Milliseconds. */
const answerLingerMs = 50;
const maxAnswersABatch = 1_000;
/** How long a number waits that the record would not admit, and said no more about. Milliseconds. */
const putOffMs = 600_000;

export class AttemptDesk {
  readonly settler: Settler;
  readonly #options: AttemptDeskOptions;
  readonly #calls = new Map<string, Call>();
  readonly #answers: GroupCommit<{ tenantId: string; attemptId: string; answeredAt: Date }, undefined>;

  constructor(options: AttemptDeskOptions) {
    const { database, log } = options;
    this.#options = options;
    this.settler = new Settler(database, {
      onRefused: ({ attemptId }, error) => {
        log.error('outcome.refused', { attemptId, error: describeError(error) });
        this.#drop(attemptId);
      },
      onRetry: (error, waiting) => log.warn('outcomes.delayed', { error: describeError(error), waiting }),
      onCommitted: (batch) => {
        for (const { attemptId } of batch) this.#drop(attemptId);
        options.onSettled(new Set(batch.map((finished) => finished.tenantId)));
      },
    });
    this.#answers = new GroupCommit(
      async (answers) => {
        await database.withPlatform('mark answered', (tx) => markAnswered(tx, answers));
        return answers.map(() => undefined);
      },
      { maxBatch: maxAnswersABatch, lingerMs: answerLingerMs },
    );
  }

  knows(attemptId: string): boolean {
    return this.#calls.has(attemptId);
  }

  get size(): number {
    return this.#calls.size;
  }

  /** A call whose run, trunk and money are counted already. */
  begin(call: Call): void {
    this.#calls.set(call.attemptId, call);
  }

  /** A call that was under way before this process knew it. */
  takeOver(call: Call): void {
    call.run.open += 1;
    call.run.unsettled += 1;
    this.#options.trunks.occupy(call.trunkId, this.#options.clock.nowMs());
    this.begin(call);
  }

  answered(call: Call, answeredAt: Date): void {
    this.#answers
      .submit({ ...call.key, answeredAt })
      .catch((error: unknown) => this.#options.log.warn('answers.not-marked', { error: describeError(error) }));
  }

  over(call: Call, result: CallResult): void {
    this.#free(call);
    this.settler.finish(finishedAttempt(call, result));
  }

  /** A call that was refused admission left nothing in the record. */
  refused(call: Call): void {
    this.#free(call);
    this.#drop(call.attemptId);
  }

  /** Takes back what was certainly not dialed: no attempt, no hold, and the targets wait again. */
  async undo(calls: readonly Call[]): Promise<void> {
    if (calls.length === 0) return;
    const { database, clock, workerId, givesUp, log } = this.#options;
    const targets = new Map<string, { tenantId: string; taskId: string; targetIds: string[] }>();
    for (const { run, targetId } of calls) {
      const { tenantId, taskId } = run.task;
      const group = targets.get(taskId) ?? { tenantId, taskId, targetIds: [] };
      group.targetIds.push(targetId);
      targets.set(taskId, group);
    }
    const write = () =>
      database.withPlatform('undo attempts', async (tx) => {
        const keys = calls.map((call) => call.key);
        await undoAttempts(tx, keys, clock.now());
        for (const group of targets.values()) await returnTargets(tx, { ...group, workerId });
      });
    await retryTransient(write, givesUp).catch((error: unknown) =>
      log.error('attempts.not-undone', { error: describeError(error), calls: calls.length }),
    );
    for (const call of calls) this.refused(call);
  }

  /** The record refuses to admit this one call, whatever it is asked with; its number waits, and is not asked for again at once. */
  async putOff(call: Call): Promise<void> {
    const { database, clock, workerId, givesUp, log } = this.#options;
    const { tenantId, taskId } = call.run.task;
    const dueAt = new Date(clock.nowMs() + putOffMs);
    const back = { tenantId, taskId, workerId, targetIds: [call.targetId], dueAt };
    const write = () => database.withPlatform('put a target off', (tx) => returnTargets(tx, back));
    await retryTransient(write, givesUp).catch((error: unknown) =>
      log.error('target.not-put-off', { error: describeError(error), targetId: call.targetId }),
    );
    this.refused(call);
  }

  #free(call: Call): void {
    call.run.open -= 1;
    this.#options.trunks.release(call.trunkId);
    this.#options.onFreed();
  }

  #drop(attemptId: string): void {
    const call = this.#calls.get(attemptId);
    if (call === undefined) return;
    this.#calls.delete(attemptId);
    call.run.unsettled -= 1;
    this.#options.onRecorded(call);
  }
}
