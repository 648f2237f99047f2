// Calls that may last longer than what is held for them ask for more before it is used up, as long as they live; what they are given moves
// the switch's cut. A call that is given nothing ends at its authorised second.
import type { Clock } from '@yunhu/db/time';
import type { Switch } from '../switch/index.ts';
import { longestSeconds } from './authorise.ts';
import type { Call } from './call.ts';
import type { CallPhase } from './call-flow-types.ts';
import type { ExtensionBatcher } from './ledger/index.ts';
import { describeError, type Log } from '../log.ts';

export interface ExtensionDeskOptions {
  readonly switch: Switch;
  readonly clock: Clock;
  readonly log: Log;
  readonly extensions: ExtensionBatcher;
  /** How much more a call asks for at a time. */
  readonly sliceSeconds: number;
}

/** More is asked for when so much of what is held ahead is used. */
const usedShare = 0.8;
/** Nearer to its end than this, a call is given up. Seconds. */
const leastAheadSeconds = 1;
/** How long after a play a moved cut may come through, besides the play itself. Seconds. */
const playSlackSeconds = 5;
/** The switch did not take a new cut: once more after this time. Milliseconds. */
const retryMs = 1_000;

const ending: ReadonlySet<CallPhase> = new Set(['hangingUp', 'hangingUpBoth', 'hangingUpSeat', 'over']);

export class ExtensionDesk {
  readonly #options: ExtensionDeskOptions;

  constructor(options: ExtensionDeskOptions) {
    this.#options = options;
  }

  /** An answered call: from now on it is looked after until it ends. */
  watch(call: Call): void {
    const { answeredAt } = call.state;
    if (answeredAt === undefined || isEnding(call) || call.authorisedSeconds >= longestSeconds(call.run.callLength))
      return;
    const lead = (1 - usedShare) * Math.min(this.#options.sliceSeconds, call.authorisedSeconds);
    const ahead = this.#aheadSeconds(call, answeredAt);
    this.#later(call, ahead - Math.min(Math.max(lead, soundSeconds(call)), ahead / 2));
  }

  /** A living call whose cut may not be what the record says, as its worker or the connection was lost: it is set once more. */
  takeUp(call: Call): void {
    // One that was authorised to its end from the beginning has the right cut.
    const mayHaveMoved = call.authorisedSeconds < longestSeconds(call.run.callLength) || call.cutMoved;
    if (call.state.answeredAt === undefined || isEnding(call) || !mayHaveMoved) return;
    this.#moveCut(call);
    this.watch(call);
  }

  #later(call: Call, seconds: number): void {
    call.cancelExtension?.();
    call.cancelExtension = this.#options.clock.setTimer(Math.max(0, seconds) * 1_000, () => void this.#ask(call));
  }

  async #ask(call: Call): Promise<void> {
    const { answeredAt } = call.state;
    if (answeredAt === undefined || isEnding(call)) return;
    const { authorisedSeconds: from, levels } = call;
    const wantedSeconds = Math.min(from + this.#options.sliceSeconds, longestSeconds(call.run.callLength));
    try {
      const extension = await this.#options.extensions.extend({
        ...call.key,
        levels,
        authorisedSeconds: from,
        wantedSeconds,
      });
      if (extension === undefined || isEnding(call)) return;
      call.authorisedSeconds = extension.authorisedSeconds;
      call.moneyEnds = extension.refusal !== undefined;
      if (extension.authorisedSeconds > from) this.#moveCut(call);
      if (extension.refusal === undefined) return this.watch(call);
      this.#options.log.info('call.not-extended', { attemptId: call.attemptId, reason: extension.refusal });
    } catch (error) {
      this.#options.log.warn('extension.failed', { attemptId: call.attemptId, error: describeError(error) });
    }
    // Money may come back before the end: once more when half of the rest is used.
    const ahead = this.#aheadSeconds(call, answeredAt);
    if (ahead > leastAheadSeconds) this.#later(call, ahead / 2);
  }

  #moveCut(call: Call): void {
    const { answeredAt } = call.state;
    if (answeredAt === undefined) return;
    const { authorisedSeconds, attemptId } = call;
    call.cutMoved = true;
    this.#options.switch.setMaxAnswered(attemptId, authorisedSeconds, answeredAt).catch((error: unknown) => {
      // While the switch is down it keeps the old cut; what lives is taken up when it is back.
      if (this.#options.switch.state !== 'up') return;
      this.#options.log.warn('switch.cut-not-moved', { attemptId, error: describeError(error) });
      const again = this.#aheadSeconds(call, answeredAt) > leastAheadSeconds && !isEnding(call);
      if (again) this.#options.clock.setTimer(retryMs, () => this.#moveCut(call));
    });
  }

  #aheadSeconds(call: Call, answeredAt: Date): number {
    return call.authorisedSeconds - (this.#options.clock.nowMs() - answeredAt.getTime()) / 1_000;
  }
}

function isEnding({ state }: Call): boolean {
  return ending.has(state.phase);
}

/** A cut is moved between two plays, so it is asked for a whole play earlier. */
function soundSeconds({ run: { task }, state }: Call): number {
  if (state.phase === 'talking') return 0;
  return Math.max(task.audio?.durationMs ?? 0, task.queue?.ringback?.durationMs ?? 0) / 1_000 + playSlackSeconds;
}
