// Compares what the record, the switch and this process know of calls, and brings the three together: after a start, after the switch
// or the database was away, and now and then.
import {
  findExpiredAttempts,
  findOpenAttempts,
  type FrozenRate,
  loadFrozenRates,
  type OpenAttempt,
  takeOverAttempts,
  undoAttempts,
} from '@yunhu/db/calls';
import type { Database } from '@yunhu/db/connect';
import { findDeadWorkers, returnLostTargets } from '@yunhu/db/tasks';
import { freeLostSeats, releaseSeatsOf } from '@yunhu/db/telephony';
import type { Clock } from '@yunhu/db/time';
import type { LiveChannel, Switch } from '../switch/index.ts';
import { adoptCall, adoptEnding, callOfAttempt, endByMemory } from './adopt-call.ts';
import type { AttemptDesk } from './attempt-desk.ts';
import type { Call } from './call.ts';
import type { CallDesk } from './call-desk.ts';
import type { ExtensionDesk } from './extension-desk.ts';
import type { Log } from '../log.ts';
import { planReconcile, type ReconcilePlan } from './plan-reconcile.ts';
import { resyncCall } from './resync-call.ts';
import type { TaskBook } from './task-book.ts';

export interface ReconcilerOptions {
  readonly database: Database;
  readonly switch: Switch;
  readonly clock: Clock;
  readonly log: Log;
  readonly workerId: string;
  readonly slot: string;
  readonly book: TaskBook;
  readonly calls: CallDesk;
  readonly attempts: AttemptDesk;
  readonly extensions: ExtensionDesk;
}

export interface ReconcileOptions {
  /** Events were lost between then and now, so that the known calls are out of step too. */
  readonly downSince?: Date | undefined;
  /** The known calls are in step again, before the record was asked. */
  readonly onResynced?: () => void;
  /** Channels whose end is among the events kept until now. */
  readonly endSeen?: () => ReadonlySet<string>;
  /** Attempts younger than this are left alone: their admission may still be under way. */
  readonly minAgeMs?: number;
}

/** Attempts a sweep, at most; the next one takes the rest. */
const maxSwept = 500;

export class Reconciler {
  readonly #options: ReconcilerOptions;
  /** Channels of calls that the last patrol did not find on the switch. */
  #missing: ReadonlySet<string> = new Set();

  constructor(options: ReconcilerOptions) {
    this.#options = options;
  }

  /** Throws when the database or the switch is away; it is to be done again then, and does no harm twice. */
  async reconcile(options: ReconcileOptions): Promise<void> {
    const { database, clock, log, workerId, slot, attempts, calls } = this.#options;
    const before = new Set([...calls.calls()].flatMap(channelsToBeThere));
    const live = await this.#options.switch.listChannels();
    if (options.downSince === undefined) this.#patrol(before, live);
    else await this.#resync(live, options.downSince);
    if (options.downSince !== undefined) options.onResynced?.();
    const { dead, open } = await database.withPlatform('find open attempts', async (tx) => {
      const found = await findDeadWorkers(tx, { slot });
      const workers = found.dead.filter((id) => id !== workerId);
      return { dead: workers, open: await findOpenAttempts(tx, [workerId, ...workers]) };
    });
    const oldest = clock.nowMs() - (options.minAgeMs ?? 0);
    const unknown = open.filter(
      (attempt) =>
        !attempts.knows(attempt.attemptId) && (attempt.workerId !== workerId || attempt.admittedAt.getTime() <= oldest),
    );
    const plan = planReconcile({
      open: unknown,
      live,
      endSeen: options.endSeen?.() ?? new Set(),
      owns: (channelId) => calls.owns(channelId),
    });
    await this.#takeUp(plan, await this.#record(plan, dead));
    for (const { channelId } of plan.strangers) void this.#options.switch.hangup(channelId).catch(() => undefined);
    if (unknown.length > 0 || plan.strangers.length > 0) {
      log.info('calls.reconciled', {
        undone: plan.undo.length,
        adopted: plan.adopt.length,
        ending: plan.ending.length,
        lost: plan.lose.length,
        strangers: plan.strangers.length,
      });
    }
  }

  /**
   * Ends the attempts that can be under way no more, of this worker and of dead ones of any slot: that is long after their channel's
   * absolute time-out. A channel that lives here all the same is taken up.
   */
  async sweep(): Promise<void> {
    const { database, clock, log, attempts, calls } = this.#options;
    const expired = await database.withPlatform('find expired attempts', async (tx) => {
      const found = await findExpiredAttempts(tx, clock.now(), maxSwept);
      const { alive } = found.length === 0 ? { alive: [] } : await findDeadWorkers(tx, {});
      const others = new Set(alive.filter((id) => id !== this.#options.workerId));
      return found.filter((attempt) => !others.has(attempt.workerId) && !attempts.knows(attempt.attemptId));
    });
    if (expired.length === 0) return;
    const live = await this.#options.switch.listChannels();
    const plan = planReconcile({ open: expired, live, endSeen: new Set(), owns: (id) => calls.owns(id) });
    await this.#takeUp(plan, await this.#record(plan, []));
    log.warn('attempts.swept', { attempts: expired.length, lost: plan.lose.length, adopted: plan.adopt.length });
  }

  /** The seats that dead calls held are free once the outcomes of those are written. */
  async freeSeats(): Promise<void> {
    const { database, clock, attempts, log } = this.#options;
    await attempts.settler.idle();
    const freed = await database.withPlatform('free lost seats', (tx) => freeLostSeats(tx, clock.now()));
    if (freed > 0) log.info('seats.freed', { seats: freed });
  }

  /** Answers the rates that what is taken over was admitted at. */
  async #record(plan: ReconcilePlan, dead: readonly string[]): Promise<Map<string, FrozenRate>> {
    const { database, clock, workerId, book } = this.#options;
    const ours = [...plan.adopt.map(({ attempt }) => attempt), ...plan.ending, ...plan.lose];
    const seatless = plan.adopt.filter(({ seat }) => seat === undefined).map(({ attempt }) => attempt.attemptId);
    return database.withPlatform('take calls over', async (tx) => {
      await undoAttempts(tx, plan.undo, clock.now());
      await takeOverAttempts(tx, workerId, ours);
      await releaseSeatsOf(tx, seatless, clock.now());
      await returnLostTargets(tx, dead);
      const tasks = ours.filter((attempt) => book.find(attempt.taskId) === undefined);
      await book.learn(tx, distinctTasks(tasks), false);
      return loadFrozenRates(
        tx,
        ours.flatMap((attempt) => attempt.rateIds),
      );
    });
  }

  async #takeUp(plan: ReconcilePlan, frozen: ReadonlyMap<string, FrozenRate>): Promise<void> {
    const { calls, clock, extensions } = this.#options;
    const ends = await this.#options.switch.recallEnds(plan.lose.map((attempt) => attempt.attemptId));
    const now = clock.now();
    for (const adoption of plan.adopt) {
      const call = this.#takeOver(adoption.attempt, frozen);
      if (call === undefined) continue;
      adoptCall(calls, call, adoption, now);
      extensions.takeUp(call);
    }
    for (const attempt of plan.ending) {
      const call = this.#takeOver(attempt, frozen);
      if (call !== undefined) adoptEnding(calls, call, attempt);
    }
    for (const attempt of plan.lose) {
      const call = this.#takeOver(attempt, frozen);
      const end = ends.get(attempt.attemptId);
      if (call === undefined) continue;
      adoptEnding(calls, call, attempt);
      if (end === undefined || !endByMemory(calls, call, end)) calls.feed(call, { type: 'lost', at: now });
    }
  }

  #takeOver(attempt: OpenAttempt, frozen: ReadonlyMap<string, FrozenRate>): Call | undefined {
    const { book, attempts, log } = this.#options;
    const run = book.find(attempt.taskId);
    if (run === undefined) {
      log.error('attempt.without-task', { attemptId: attempt.attemptId });
      return undefined;
    }
    const call = callOfAttempt(attempt, run, frozen);
    if (call.levels.length === 0) log.error('attempt.without-price', { attemptId: attempt.attemptId });
    attempts.takeOver(call);
    return call;
  }

  async #resync(channels: readonly LiveChannel[], downSince: Date): Promise<void> {
    const { calls, clock, extensions } = this.#options;
    const live = new Map(channels.map((channel) => [channel.channelId, channel]));
    const known = [...calls.calls()];
    const gone = known.map((call) => call.attemptId).filter((id) => !live.has(id));
    const ends = await this.#options.switch.recallEnds(gone);
    for (const call of known) {
      resyncCall(calls, call, { live, ends }, downSince, clock.now());
      if (live.has(call.attemptId)) extensions.takeUp(call);
    }
  }

  /**
   * A channel that twice in a row is not on the switch, while events flow, has ended without our having heard it, or never came to
   * be: an originate may be left without a reply though the connection stands.
   */
  #patrol(known: ReadonlySet<string>, live: readonly LiveChannel[]): void {
    const { calls, clock, log } = this.#options;
    const there = new Set(live.map((channel) => channel.channelId));
    const missing = new Set([...known].filter((channelId) => !there.has(channelId)));
    const isGone = (channelId: string): boolean => missing.has(channelId) && this.#missing.has(channelId);
    for (const call of [...calls.calls()]) {
      const { seat, phase } = call.state;
      if (there.has(call.attemptId)) calls.confirm(call);
      if (seat !== undefined && isGone(call.seatChannels.get(seat.leg) ?? '')) {
        log.warn('seat-leg.vanished', { attemptId: call.attemptId, phase });
        calls.feed(call, { type: 'seat-ended', leg: seat.leg, at: clock.now() });
      }
      if (!isGone(call.attemptId) || call.state.end !== undefined) continue;
      log.warn('call.vanished', { attemptId: call.attemptId, phase });
      calls.feed(call, { type: 'lost', at: clock.now() });
    }
    this.#missing = missing;
  }
}

/** The channels that a call has on the switch, unless something went unheard. */
function channelsToBeThere({ attemptId, confirmed, awaited, state, seatChannels }: Call): string[] {
  const channels = confirmed || !awaited.has(attemptId) ? [attemptId] : [];
  const seat = state.seat && seatChannels.get(state.seat.leg);
  if (seat !== undefined && !awaited.has(seat)) channels.push(seat);
  return channels;
}

function distinctTasks(attempts: readonly OpenAttempt[]): { tenantId: string; taskId: string }[] {
  return [...new Map(attempts.map(({ tenantId, taskId }) => [taskId, { tenantId, taskId }])).values()];
}
