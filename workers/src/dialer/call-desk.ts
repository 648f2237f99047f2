// Where the switch's events meet the calls: each event is given to the pure machine of its call. Nothing here waits for the database.
import type { Clock } from '@yunhu/db/time';
import type { OriginateInput, OriginateResult, Sound, Switch, SwitchEvent } from '../switch/index.ts';
import type { Call } from './call.ts';
import { CallEffects } from './call-effects.ts';
import { stepCall } from './call-flow.ts';
import type { CallEffect, CallInput, CallResult, CallState } from './call-flow-types.ts';
import { describeError, type Log } from '../log.ts';
import type { SeatDesk } from './seat-desk.ts';

export interface CallDeskOptions {
  readonly switch: Switch;
  readonly clock: Clock;
  readonly log: Log;
  readonly seats: SeatDesk;
  readonly soundOf: (call: Call, sound: 'voice' | 'ringback') => Sound | undefined;
  /** It is known by now what became of the originate. */
  readonly onConfirmed: (call: Call) => void;
  /** The switch went away before it took the originate: nothing was dialed. */
  readonly onNotDialed: (call: Call) => void;
  readonly onAnswered: (call: Call, at: Date) => void;
  /** Its first input after the answer is done: it lasts as long as it is allowed to. */
  readonly onLasting: (call: Call) => void;
  readonly onOver: (call: Call, result: CallResult) => void;
}

interface SeatLeg {
  readonly call: Call;
  readonly leg: number;
}

export class CallDesk {
  readonly #options: CallDeskOptions;
  readonly #effects: CallEffects;
  readonly #calls = new Map<string, Call>();
  readonly #seatLegs = new Map<string, SeatLeg>();

  constructor(options: CallDeskOptions) {
    this.#options = options;
    this.#effects = new CallEffects({
      ...options,
      feed: (call, input) => this.feed(call, input),
      onSeatChannel: (call, leg, channelId) => void this.#seatLegs.set(channelId, { call, leg }),
      onFinish: (call, result) => {
        this.#forget(call);
        options.onOver(call, result);
      },
    });
  }

  get size(): number {
    return this.#calls.size;
  }

  calls(): IterableIterator<Call> {
    return this.#calls.values();
  }

  /** Whether a channel belongs to a call that is known here, as callee's or seat's leg. */
  owns(channelId: string): boolean {
    return this.#calls.has(channelId) || this.#seatLegs.has(channelId);
  }

  /** Dials; the attempt must be committed as originating. */
  dial(call: Call): void {
    const { dial, run } = call;
    if (dial === undefined) throw new Error('a call that was taken over is not dialed again');
    this.#calls.set(call.attemptId, call);
    call.awaited.add(call.attemptId);
    const input: OriginateInput = {
      channelId: call.attemptId,
      destination: { kind: 'trunk', trunk: dial.trunk, number: dial.number },
      callerId: dial.callerId,
      ringTimeoutSeconds: run.task.flow.callTimeoutSeconds,
      maxAnsweredSeconds: call.authorisedSeconds,
      tag: `callee ${run.task.tenantId} ${run.task.taskId}`,
    };
    void this.#options.switch.originate(input).then(
      (result) => this.#onOriginated(call, result),
      (error: unknown) => this.#onOriginated(call, { outcome: 'refused', reason: describeError(error) }),
    );
  }

  /** Takes up a call whose channels live on the switch already. */
  adopt(call: Call, state: CallState, seatChannel?: string): void {
    call.state = state;
    call.confirmed = true;
    this.#calls.set(call.attemptId, call);
    if (seatChannel === undefined || state.seat === undefined) return;
    call.seatChannels.set(state.seat.leg, seatChannel);
    this.#seatLegs.set(seatChannel, { call, leg: state.seat.leg });
  }

  onEvent(event: SwitchEvent): void {
    const call = this.#calls.get(event.channelId);
    if (call !== undefined) return this.#onCallee(call, event);
    const seat = this.#seatLegs.get(event.channelId);
    if (seat === undefined) return;
    const { leg } = seat;
    if (event.type === 'answered') this.feed(seat.call, { type: 'seat-answered', leg, at: event.at });
    if (event.type === 'ended') this.feed(seat.call, { type: 'seat-ended', leg, cause: event.cause, at: event.at });
  }

  /** Gives one input to a call's machine and does what it wants. */
  feed(call: Call, input: CallInput): void {
    const { state, effects } = stepCall(call.state, input);
    call.state = state;
    for (const effect of effects) this.#effects.carryOut(call, effect);
  }

  /** The callee answered, as its event says or as was found out later. */
  answer(call: Call, at: Date): void {
    this.#options.onAnswered(call, at);
    this.feed(call, { type: 'answered', at });
    this.#options.onLasting(call);
  }

  /** Does something once more that may not have reached the switch. */
  repeat(call: Call, effect: CallEffect): void {
    this.#effects.carryOut(call, effect);
  }

  #onCallee(call: Call, event: SwitchEvent): void {
    this.confirm(call);
    if (event.type === 'answered') return this.answer(call, event.at);
    if (event.type !== 'playback-finished') return this.feed(call, event);
    const playback = Number(event.playbackId.slice(call.attemptId.length + 1));
    this.feed(call, { type: 'playback-finished', playback, interrupted: event.interrupted, at: event.at });
  }

  #onOriginated(call: Call, result: OriginateResult): void {
    call.awaited.delete(call.attemptId);
    if (result.outcome === 'accepted' || result.outcome === 'duplicate') return this.confirm(call);
    // What became of an unknown one is found out by comparing with the switch: once it is back, or on the next patrols.
    if (result.outcome === 'unknown') return;
    this.#options.log.warn('call.refused', { attemptId: call.attemptId, reason: result.reason });
    if (this.#options.switch.state === 'up') {
      this.confirm(call);
      this.feed(call, { type: 'refused', at: this.#options.clock.now() });
      return;
    }
    this.#forget(call);
    this.#options.onNotDialed(call);
  }

  /** The switch has, or had, the channel. */
  confirm(call: Call): void {
    if (call.confirmed) return;
    call.confirmed = true;
    this.#options.onConfirmed(call);
  }

  #forget(call: Call): void {
    this.#calls.delete(call.attemptId);
    for (const channelId of call.seatChannels.values()) this.#seatLegs.delete(channelId);
    for (const cancel of call.timers.values()) cancel();
    call.timers.clear();
    call.cancelExtension?.();
    this.confirm(call);
  }
}
