import type { ChainLevel } from '@yunhu/db/billing';
import type { DestinationRules, LimitRefusal } from '@yunhu/db/calls';
import { asE164, toCarrierFormat } from '@yunhu/db/contacts';
import type { DialingTask, LeasedTarget, TaskCallerId } from '@yunhu/db/tasks';
import type { DialTrunk } from '@yunhu/db/telephony';
import { allowedCalls } from './allowed-calls.ts';
import type { CallLength } from './authorise.ts';
import type { CallPlan } from './call-flow-types.ts';
import { type CallerIdsGone, lastShown, nextCallerId, whyGone } from './caller-id-turns.ts';

/** Weight of the newest second in the measured dials a second. */
const paceGain = 0.3;
/** A lease is so many seconds' worth of dials. */
const leaseSeconds = 75;
const leaseBounds = { least: 20, most: 1_000 };

/**
 * What this worker knows of one task: its settings as last read, the targets it holds ready, and how many of its attempts are under
 * way. It outlives its ownership as long as calls of it live.
 */
export class TaskRun {
  task: DialingTask;
  /** This worker holds the lease of the running task, so it may dial. */
  owned = false;
  /** Why it is to be paused, until the record says that it is. */
  halting: string | undefined;
  /** Levels with their price lists; undefined where a level buys at none. */
  chain: readonly ChainLevel[] | undefined;
  /** Where the tenant may call. */
  rules: DestinationRules | undefined;
  /** The limit that last left no room for a call, until there is some again. */
  limitedBy: LimitRefusal | undefined;
  /** Every number that may be shown has had its calls of the day. */
  callerIdsUsedUp = false;
  /** Its sounds are on the switch's machine, and are the approved ones. */
  soundsReady = false;
  /** One of them is not there, and the store does not answer. */
  soundsAway = false;
  /** Signed-in seats whose phones are registered. */
  reachableSeats = 0;
  /** Leased and through the gates, in the order in which they are to be dialed. */
  ready: LeasedTarget[] = [];
  /** Attempts from the moment they ask for admission until their call is over. */
  open = 0;
  /** Attempts of which something is not in the record yet. */
  unsettled = 0;
  /** Money was refused: no more dials until some may have come back. */
  shortOfMoney = false;
  /** It was refused, then read anew, and nothing of the tenant was under way meanwhile. */
  lookedForMoney = false;
  nextDialAtMs = 0;
  /** Nothing was due when last looked for. */
  exhausted = false;
  leasing = false;
  /** Of the machine's clock. */
  nextLeaseAtMs = 0;
  readonly #callerIds = new Map<string, string>();
  /** Shown last, and how often each was since the task was read. */
  #lastCallerId: string | undefined;
  readonly #shownSince = new Map<string, number>();
  /** Admission refused these, until the record is read anew. */
  readonly #refusedCallerIds = new Set<string>();
  #dialed = 0;
  #dialsPerSecond = 0;

  constructor(task: DialingTask) {
    this.task = task;
    this.#lastCallerId = lastShown(task.callerIds);
  }

  /** Takes the task as it was read just now. */
  learn(task: DialingTask, nowMs: number): void {
    this.task = task;
    this.#shownSince.clear();
    this.#refusedCallerIds.clear();
    if (this.callerIdsUsedUp) this.callerIdsUsedUp = this.nextCallerId(nowMs) === undefined;
  }

  get key(): string {
    return this.task.taskId;
  }

  /** How many calls may be open at once. */
  get cap(): number {
    const { sendRatioPercent, channelLimit } = this.task;
    return allowedCalls({ sendRatioPercent, channelLimit, seats: this.reachableSeats });
  }

  /** Neither money nor the day's limit nor its numbers let it dial soon, so that it needs no targets. */
  get standsForLong(): boolean {
    return this.shortOfMoney || this.callerIdsUsedUp || this.limitedBy === 'daily_spend_reached';
  }

  mayDial(nowMs: number): boolean {
    return (
      this.owned &&
      this.soundsReady &&
      !this.standsForLong &&
      this.ready.length > 0 &&
      this.open < this.cap &&
      nowMs >= this.nextDialAtMs
    );
  }

  /** Takes the first ready target for an attempt. */
  begin(nowMs: number): void {
    this.ready.shift();
    this.open += 1;
    this.unsettled += 1;
    this.#dialed += 1;
    this.nextDialAtMs = nowMs + this.task.dialIntervalMs;
  }

  /** The caller ID as a trunk wants it shown. */
  callerIdOn(trunk: DialTrunk, { number }: TaskCallerId): string {
    const key = `${trunk.trunkId} ${number}`;
    let shown = this.#callerIds.get(key);
    if (shown === undefined) {
      shown = toCarrierFormat(asE164(number), trunk.numberFormat);
      this.#callerIds.set(key, shown);
    }
    return shown;
  }

  /** The number that the next call shows; undefined where there is none for the moment. */
  nextCallerId(nowMs: number): TaskCallerId | undefined {
    const { callerIds, callerIdPool: pool } = this.task;
    return nextCallerId({
      callerIds: callerIds.filter(({ callerIdId }) => !this.#refusedCallerIds.has(callerIdId)),
      pool,
      lastId: this.#lastCallerId,
      callsToday: (callerId) => callerId.callsToday + (this.#shownSince.get(callerId.callerIdId) ?? 0),
      nowMs,
      random: Math.random,
    });
  }

  /** A call shows this number. */
  showed({ callerIdId }: TaskCallerId): void {
    this.#lastCallerId = callerIdId;
    this.#shownSince.set(callerIdId, (this.#shownSince.get(callerIdId) ?? 0) + 1);
  }

  /** Admission will not have a number: it is not shown again before the record was read. */
  refuseCallerId(callerIdId: string): void {
    this.#refusedCallerIds.add(callerIdId);
  }

  /** Why nothing of it may be shown any more. */
  callerIdsGone(nowMs: number): CallerIdsGone | undefined {
    return whyGone(this.task.callerIds, nowMs);
  }

  get callLength(): CallLength {
    const { flow, audio, queue } = this.task;
    return { flow, audioMs: audio?.durationMs ?? 0, hasQueue: queue !== undefined };
  }

  get callPlan(): CallPlan {
    const { flow, queue } = this.task;
    return queue === undefined ? { flow } : { flow, queueId: queue.queueId };
  }

  /** Called once a second. */
  measurePace(): void {
    this.#dialsPerSecond += paceGain * (this.#dialed - this.#dialsPerSecond);
    this.#dialed = 0;
  }

  /** How many targets are leased at a time; before anything is measured, one for each call that may be open. */
  get leaseSize(): number {
    const wanted = Math.max(this.cap, Math.ceil(this.#dialsPerSecond * leaseSeconds));
    return Math.min(leaseBounds.most, Math.max(leaseBounds.least, wanted));
  }

  /** Nothing of it is under way here any more. */
  get isIdle(): boolean {
    return this.unsettled === 0 && this.ready.length === 0 && !this.leasing;
  }
}
