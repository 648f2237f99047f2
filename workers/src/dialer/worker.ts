// One dialing process: it claims tasks, dials them, follows its calls to their end and settles them. What it may lose at any moment is
// in the record or on the switch, where `Reconciler` finds it again.
import { forgetWorkers } from '@yunhu/db/tasks';
import { systemClock } from '@yunhu/db/time';
import { Alignment } from './alignment.ts';
import { defaultSliceSeconds } from './authorise.ts';
import { leaseSeconds } from './beat.ts';
import { demandSlot } from './demand-slot.ts';
import { type Desks, makeDesks } from './desks.ts';
import { describeError } from '../log.ts';
import { givesUpOnMoney } from './money-watch.ts';
import { Pulse } from './pulse.ts';
import { takeBackRefused } from './refused-calls.ts';
import { pause } from './retry-transient.ts';
import type { TaskRun } from './task-run.ts';
import type { WorkerOptions } from './worker-options.ts';

/** So long before a lease that could not be renewed runs out, dialing stops. */
const leaseMarginMs = 2_000;
const defaultAudioBytes = 2 * 1024 ** 3;
/** Outcomes that wait for the database; above this nothing new is dialed. */
const maxPendingOutcomes = 20_000;
/** Beats between two questions which phones are registered. */
const askReachableEvery = 3;
/** A stranger among the attempts is one only after this time: until then its admission may still be under way. */
const patrolMinAgeMs = 60_000;
/** How long a stop waits for calls to end by themselves, for hung-up ones, and for the record. */
const drainMs = { calls: 10_000, hangUps: 3_000, record: 5_000 };

export class Worker {
  readonly #options: WorkerOptions;
  readonly #desks: Desks;
  readonly #alignment: Alignment;
  #draining = false;
  #stopped = false;
  #leaseUntilMs = 0;
  #beats = 0;
  #askedAbout: ReadonlySet<string> = new Set();
  readonly #pulse = new Pulse((startedMs) => this.#tryToBeat(startedMs));
  #listening: { unlisten(): Promise<void> } | undefined;

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#desks = makeDesks({
      ...options,
      sliceSeconds: options.sliceSeconds ?? defaultSliceSeconds,
      audioBytes: options.audioBytes ?? defaultAudioBytes,
      mayDial: () => this.#mayDial(),
      givesUp: () => this.#stopped,
      onRefused: (call, refusal) =>
        takeBackRefused(call, refusal, {
          ...options,
          ...this.#desks,
          halt: (run, reason) => this.#halt(run, reason),
          onLost: () => this.#pulse.soon(),
        }),
      onSettled: (tenantIds) => this.#onSettled(tenantIds),
      onSoundChanged: (run) => this.#halt(run, 'audio_changed'),
      onFinished: (run) => {
        run.owned = false;
        options.log.info('task.finished', { taskId: run.key });
        this.#pulse.soon();
      },
    });
    const { originate, attempts, calls, reconciler } = this.#desks;
    this.#alignment = new Alignment({
      ...options,
      reconciler,
      onEvent: (event) => calls.onEvent(event),
      onAligned: () => {
        this.#pulse.soon();
        reconciler
          .freeSeats()
          .catch((error: unknown) => options.log.warn('seats.not-freed', { error: describeError(error) }));
      },
      onBroken: () => void attempts.undo(originate.takeBack(() => true)),
    });
  }

  /** Settles when another controller has taken the switch's application over: nothing can be done here any more. */
  get replaced(): Promise<void> {
    return this.#alignment.replaced;
  }

  /** Resolves when the worker is known; it dials as soon as the switch is there. Throws when its slot is taken. */
  async start(): Promise<void> {
    const { database, log, slot, workerId } = this.#options;
    await this.#alignment.takeLock();
    await demandSlot(database, slot, workerId).catch(async (error: unknown) => {
      await this.#alignment.close();
      throw error;
    });
    await this.#alignment.begin();
    log.info('worker.started', { workerId, slot });
    this.#listening = await database.listen('task_changed', () => this.#pulse.soon());
    this.#pulse.start();
  }

  /** This process may judge who is dead: it is not taken for dead itself. */
  get isAlive(): boolean {
    return this.#alignment.holdsLock;
  }

  /** Seats got free without a call of ours: callers may have them. */
  serveSeats(): void {
    this.#desks.seats.wake();
  }

  /** Compares record, switch and process while all is well, and ends attempts whose holds expired. */
  patrol(): Promise<void> {
    return this.#alignment.patrol(patrolMinAgeMs);
  }

  /** Dials nothing more, lets the calls end within limits, writes what there is to write and gives everything back. */
  async stop(): Promise<void> {
    const { calls, attempts, book, seats, beat, dispatcher } = this.#desks;
    const { database, log, clock, workerId } = this.#options;
    this.#draining = true;
    dispatcher.stop();
    for (const run of book.runs()) await this.#letGo(run);
    const callsAreOver = (): boolean => calls.size === 0 || !this.#alignment.isInStep;
    await within(drainMs.calls, callsAreOver);
    if (!callsAreOver()) for (const call of [...calls.calls()]) calls.feed(call, { type: 'stop', at: clock.now() });
    await within(drainMs.hangUps, callsAreOver);
    await within(drainMs.record, () => attempts.settler.pending === 0 && seats.isIdle);
    this.#stopped = true;
    await this.#pulse.stop();
    const ignore = (error: unknown): void => log.warn('worker.not-tidied', { error: describeError(error) });
    await beat.release([...book.runs()]).catch(ignore);
    await database.withPlatform('worker ends', (tx) => forgetWorkers(tx, [workerId])).catch(ignore);
    await this.#listening?.unlisten().catch(ignore);
    await this.#alignment.close();
    log.info('worker.stopped', { workerId, openCalls: calls.size });
  }

  #mayDial(): boolean {
    return (
      this.#alignment.isInStep &&
      !this.#draining &&
      systemClock.nowMs() < this.#leaseUntilMs - leaseMarginMs &&
      this.#desks.attempts.settler.pending < maxPendingOutcomes
    );
  }

  async #tryToBeat(startedMs: number): Promise<void> {
    try {
      await this.#beatOnce(startedMs);
    } catch (error) {
      this.#options.log.warn('beat.failed', { error: describeError(error) });
    }
  }

  async #beatOnce(startedMs: number): Promise<void> {
    const { beat, book, leaser, dispatcher, seats, sounds } = this.#desks;
    // Before the record says that it is paused, so that nobody sees a paused task that still holds targets.
    for (const run of book.runs()) if (run.halting !== undefined) await this.#letGo(run);
    const runs = await beat.beat(this.#alignment.isInStep && !this.#draining);
    this.#leaseUntilMs = startedMs + leaseSeconds * 1_000;
    await this.#askWhoIsReachable();
    sounds.tend();
    for (const run of runs) {
      run.measurePace();
      const gone = run.owned ? run.callerIdsGone(this.#options.clock.nowMs()) : undefined;
      if (gone !== undefined) this.#halt(run, gone);
      if (!run.owned || this.#draining) await this.#letGo(run);
      else if (givesUpOnMoney(run, book)) this.#halt(run, 'insufficient_funds');
      else await this.#waitForLimit(run);
      leaser.tend(run);
    }
    await beat.release([...book.runs()].filter((run) => !run.owned && run.isIdle && run.halting === undefined));
    if (seats.waiting > 0) seats.wake();
    dispatcher.wake();
  }

  /** Which phones are registered is asked for new ones at once, for all now and then; where it cannot be told, the last answer holds. */
  async #askWhoIsReachable(): Promise<void> {
    const { sipIds } = this.#desks.book;
    const isOld = this.#beats++ % askReachableEvery === 0;
    if (this.#options.switch.state !== 'up' || (!isOld && sipIds.every((sipId) => this.#askedAbout.has(sipId)))) return;
    try {
      this.#desks.book.setReachable(await this.#options.switch.reachable(sipIds));
      this.#askedAbout = new Set(sipIds);
    } catch (error) {
      this.#options.log.warn('phones.not-asked', { error: describeError(error) });
    }
  }

  /**
   * Gives back what a task that this worker does not dial (any more) has not dialed yet; a stopped one's phones stop ringing, and a
   * disabled tenant's calls end.
   */
  async #letGo(run: TaskRun): Promise<void> {
    const { originate, attempts, leaser, calls } = this.#desks;
    await leaser.giveBack(run);
    await attempts.undo(originate.takeBack((call) => call.run === run));
    if (!this.#alignment.isInStep) return;
    if (run.task.disabled) this.#endCalls(run);
    if (run.task.state !== 'stopped') return;
    for (const call of [...calls.calls()]) {
      const isRinging = call.run === run && call.confirmed && call.state.phase === 'dialing';
      if (isRinging) calls.feed(call, { type: 'stop', at: this.#options.clock.now() });
    }
  }

  /** Nobody talks on behalf of a tenant that is disabled: what was said until now is charged. */
  #endCalls(run: TaskRun): void {
    for (const call of [...this.#desks.calls.calls()]) {
      if (call.run !== run || !call.confirmed || call.tenantDisabled) continue;
      call.tenantDisabled = true;
      this.#desks.calls.feed(call, { type: 'stop', at: this.#options.clock.now() });
    }
  }

  /** Where the day's money or the day's calls of all numbers are used up, targets go back meanwhile; the limit was just read, and may leave room again. */
  async #waitForLimit(run: TaskRun): Promise<void> {
    const { limits, leaser } = this.#desks;
    if (run.callerIdsUsedUp) await leaser.giveBack(run);
    if (run.limitedBy === undefined) return;
    const refusal = limits.refusal(run.task.tenantId, this.#options.clock.nowMs());
    if (refusal !== 'daily_spend_reached') run.limitedBy = refusal;
    else await leaser.giveBack(run);
  }

  #halt(run: TaskRun, reason: string): void {
    run.halting = reason;
    run.owned = false;
    run.shortOfMoney = false;
    run.lookedForMoney = false;
    this.#options.log.info('task.halted', { taskId: run.key, reason });
    this.#pulse.soon();
  }

  #onSettled(tenantIds: ReadonlySet<string>): void {
    const { book, leaser } = this.#desks;
    for (const run of book.runs()) {
      if (run.shortOfMoney && tenantIds.has(run.task.tenantId)) this.#pulse.soon();
      if (run.ready.length === 0 && run.unsettled === 0) run.nextLeaseAtMs = 0;
      leaser.tend(run);
    }
  }
}

/** Waits until the condition holds, at most so long. */
async function within(limitMs: number, condition: () => boolean): Promise<void> {
  const deadline = systemClock.nowMs() + limitMs;
  while (!condition() && systemClock.nowMs() < deadline) await pause(20);
}
