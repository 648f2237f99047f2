// What a call's machine wants done, done on the switch and at the seats. Verbs are sent in order and not waited for: what they cause
// comes back as events.
import type { Clock } from '@yunhu/db/time';
import type { OriginateInput, Sound, Switch, VerbResult } from '../switch/index.ts';
import { SwitchDownError } from '../switch/index.ts';
import { longestSeconds } from './authorise.ts';
import type { Call } from './call.ts';
import type { CallEffect, CallInput, CallResult, CallTimer } from './call-flow-types.ts';
import { describeError, type Log } from '../log.ts';
import type { SeatDesk } from './seat-desk.ts';
import { seatTag } from './seat-tag.ts';
import { uuidv7 } from './uuidv7.ts';

export interface CallEffectsOptions {
  readonly switch: Switch;
  readonly clock: Clock;
  readonly log: Log;
  readonly seats: SeatDesk;
  readonly soundOf: (call: Call, sound: 'voice' | 'ringback') => Sound | undefined;
  readonly feed: (call: Call, input: CallInput) => void;
  /** A seat's leg is about to be dialed under this channel. */
  readonly onSeatChannel: (call: Call, leg: number, channelId: string) => void;
  readonly onFinish: (call: Call, result: CallResult) => void;
}

/** Beyond the longest the callee's leg can last, for a seat's leg: it ends with the callee's, and costs nothing of its own. */
const seatLegSlackSeconds = 60;

export class CallEffects {
  readonly #options: CallEffectsOptions;

  constructor(options: CallEffectsOptions) {
    this.#options = options;
  }

  carryOut(call: Call, effect: CallEffect): void {
    switch (effect.type) {
      case 'play':
        return this.#play(call, effect.sound, effect.playback);
      case 'stop-play':
        return this.#tell(call, this.#options.switch.stopPlay(playbackId(call, effect.playback)));
      case 'request-seat':
        return this.#requestSeat(call, effect);
      case 'withdraw-request':
        return this.#options.seats.withdraw(call.attemptId, effect.request);
      case 'release-seat':
        return this.#releaseSeat(call, effect.seatId);
      case 'originate-seat':
        return this.#ringSeat(call, effect);
      case 'bridge':
        return this.#bridge(call, effect.leg);
      case 'hang-up-callee':
        return this.#tell(call, this.#options.switch.hangup(call.attemptId));
      case 'hang-up-seat':
        return this.#hangUpSeat(call, effect.leg);
      case 'start-timer':
        return this.#startTimer(call, effect.timer, effect.seconds);
      case 'cancel-timer':
        call.timers.get(effect.timer)?.();
        call.timers.delete(effect.timer);
        return;
      case 'opt-out':
        // The outcome carries it to the black list.
        return;
      case 'finish':
        return this.#options.onFinish(call, effect.result);
    }
  }

  #play(call: Call, kind: 'voice' | 'ringback', playback: number): void {
    const sound = this.#options.soundOf(call, kind);
    const broken = (): void =>
      this.#feed(call, { type: 'playback-finished', playback, interrupted: true, at: this.#now() });
    // Whoever waits for a seat may wait in silence; without its message a call has nothing to say.
    if (sound === undefined && kind === 'voice') queueMicrotask(broken);
    if (sound === undefined) return;
    this.#tell(call, this.#options.switch.play(call.attemptId, playbackId(call, playback), sound), undefined, broken);
  }

  #requestSeat(call: Call, wish: Extract<CallEffect, { type: 'request-seat' }>): void {
    const { request, queueId, exceptSeatIds } = wish;
    this.#options.seats.request({
      tenantId: call.run.task.tenantId,
      queueId,
      attemptId: call.attemptId,
      request,
      exceptSeatIds,
      offer: ({ seatId, sipId }) => this.#feed(call, { type: 'seat-offered', request, seatId, sipId, at: this.#now() }),
    });
  }

  #releaseSeat(call: Call, seatId: string): void {
    const { tenantId, queue } = call.run.task;
    const wrapUpSeconds = call.state.bridgedSeatId === seatId ? (queue?.wrapUpSeconds ?? 0) : 0;
    this.#options.seats.release({ tenantId, seatId, attemptId: call.attemptId }, wrapUpSeconds);
  }

  #ringSeat(call: Call, effect: Extract<CallEffect, { type: 'originate-seat' }>): void {
    const { leg, seatId, sipId, ringSeconds } = effect;
    const channelId = uuidv7();
    call.seatChannels.set(leg, channelId);
    this.#options.onSeatChannel(call, leg, channelId);
    const ended = (): void => this.#feed(call, { type: 'seat-ended', leg, at: this.#now() });
    const input: OriginateInput = {
      channelId,
      destination: { kind: 'extension', sipId },
      callerId: call.number,
      ringTimeoutSeconds: ringSeconds,
      maxAnsweredSeconds: longestSeconds(call.run.callLength) + seatLegSlackSeconds,
      tag: seatTag({ attemptId: call.attemptId, seatId, sipId }),
    };
    call.awaited.add(channelId);
    const heard = (isRefused: boolean): void => {
      call.awaited.delete(channelId);
      // Whether an unknown one rings is found out by the patrol, or when it is hung up.
      if (isRefused) ended();
    };
    void this.#options.switch.originate(input).then(
      ({ outcome }) => heard(outcome === 'refused'),
      () => heard(true),
    );
  }

  #bridge(call: Call, leg: number): void {
    const seatChannel = call.seatChannels.get(leg);
    const failed = (): void => this.#feed(call, { type: 'bridge-failed', leg, at: this.#now() });
    if (seatChannel === undefined) return failed();
    const { seat } = call.state;
    const { tenantId } = call.run.task;
    if (seat !== undefined) this.#options.seats.connected({ tenantId, seatId: seat.seatId, attemptId: call.attemptId });
    this.#tell(call, this.#options.switch.bridge(uuidv7(), [call.attemptId, seatChannel]), failed);
  }

  #hangUpSeat(call: Call, leg: number): void {
    const channelId = call.seatChannels.get(leg);
    if (channelId === undefined) return;
    const gone = (): void => {
      // While its originate is on its way it may still come to be; its own end tells then.
      if (!call.awaited.has(channelId)) this.#feed(call, { type: 'seat-ended', leg, at: this.#now() });
    };
    this.#tell(call, this.#options.switch.hangup(channelId), gone);
  }

  #startTimer(call: Call, timer: CallTimer, seconds: number): void {
    call.timers.get(timer)?.();
    const cancel = this.#options.clock.setTimer(seconds * 1_000, () => {
      call.timers.delete(timer);
      this.#feed(call, { type: 'timer', timer, at: this.#now() });
    });
    call.timers.set(timer, cancel);
  }

  /** A verb's failure while the switch is down is no news: the calls are compared with the switch when it is back. */
  #tell(call: Call, verb: Promise<VerbResult>, onGone?: () => void, onError?: () => void): void {
    void this.#hear(call, verb, onGone, onError);
  }

  async #hear(call: Call, verb: Promise<VerbResult>, onGone?: () => void, onError?: () => void): Promise<void> {
    try {
      if ((await verb) === 'gone') onGone?.();
    } catch (error) {
      if (error instanceof SwitchDownError) return;
      this.#options.log.warn('switch.verb-failed', { attemptId: call.attemptId, error: describeError(error) });
      onError?.();
    }
  }

  #feed(call: Call, input: CallInput): void {
    this.#options.feed(call, input);
  }

  #now(): Date {
    return this.#options.clock.now();
  }
}

function playbackId(call: Call, playback: number): string {
  return `${call.attemptId}.${playback}`;
}
