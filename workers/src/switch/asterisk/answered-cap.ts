// The switch's own cut after the authorised seconds: TIMEOUT(absolute) on the answered channel. It counts from the moment it is
// set (measured), so it is set at the answer, before anything is played: later the setting would wait for the play to end. Moving it
// later is therefore done between two plays, and at once where nothing plays, as in a talk.
import type { Clock } from '@yunhu/db/time';
import type { ChannelId, VerbResult } from '../switch.ts';
import type { AriAddress, AriMethod, AriQuery, AriReply } from './ari-connection.ts';
import { requestOverHttp } from './ari-http.ts';
import { variableSchema, type AriChannel, type AriEvent } from './ari-messages.ts';
import { CutMoves } from './cut-moves.ts';
import { EventLag } from './event-lag.ts';
import { secondsUntilCut } from './originate-request.ts';
import type { SwitchLogger } from './switch-logger.ts';
import { verbResultOf } from './verb-status.ts';

const timeoutVariable = 'TIMEOUT(absolute)';
/** A play that holds up the request may take this long to end. Milliseconds. */
const patienceMs = 120_000;
const together = 10;
/** A new cut counts from when it is set, which is not known better than its request took; one that took longer is set again. Milliseconds. */
const sureMs = 200;
const maxTries = 4;

export interface AnsweredCapOptions {
  readonly address: AriAddress;
  readonly clock: Clock;
  readonly logger: SwitchLogger;
  /** Over the event WebSocket. */
  readonly request: (method: AriMethod, path: string, query: AriQuery) => Promise<AriReply>;
  /** The channel has its cut. */
  readonly onCapped: (channelId: ChannelId) => void;
  /** Something that we asked for is being played to the channel. */
  readonly isPlaying: (channelId: ChannelId) => boolean;
}

export class AnsweredCap {
  readonly #options: AnsweredCapOptions;
  readonly #lag = new EventLag();
  readonly #moves: CutMoves;

  constructor(options: AnsweredCapOptions) {
    this.#options = options;
    this.#moves = new CutMoves(options.isPlaying);
  }

  /** To be given every event before it is told: sets the cut at an answer, and so before anything the listener asks to be played. */
  onEvent(event: AriEvent): void {
    if (event.type === 'ApplicationReplaced') return;
    const lateMs = this.#lag.of(event.timestamp.getTime(), this.#options.clock.nowMs());
    if (event.type !== 'StasisStart') return;
    const { request, logger, onCapped } = this.#options;
    const { id: channelId, channelvars } = event.channel;
    const wanted = capRequest(channelId, channelvars?.YUNHU_MAX, lateMs);
    if (wanted === undefined) return;
    request('POST', wanted.path, wanted.query).then(
      ({ status }) => status < 300 && onCapped(channelId),
      (error: unknown) => logger.warn({ channelId, error: String(error) }, 'switch.cap-failed'),
    );
  }

  /** Moves the cut to so many seconds after the answer. */
  move(channelId: ChannelId, secondsFromAnswer: number, answeredAt: Date): Promise<VerbResult> {
    const { clock, onCapped } = this.#options;
    const answeredMs = this.#lag.seenAt(answeredAt.getTime());
    return this.#moves.run(channelId, async (isOver) => {
      for (let tries = 1; ; tries++) {
        if (isOver()) return 'gone';
        const askedMs = clock.nowMs();
        const wanted = capRequest(channelId, String(secondsFromAnswer), askedMs - answeredMs);
        if (wanted === undefined) throw new RangeError('the authorised seconds are less than one');
        const { status } = await this.#ask('POST', wanted);
        const result = verbResultOf(status);
        if (result === undefined) throw new Error(`the switch answered a moved cut with ${status}`);
        if (result === 'gone') return result;
        onCapped(channelId);
        if (clock.nowMs() - askedMs <= sureMs || tries === maxTries) return result;
      }
    });
  }

  /** Resolves when no move of the channel's cut is under way: what is played before that would hold it up. */
  settled(channelId: ChannelId): Promise<void> | undefined {
    return this.#moves.settled(channelId);
  }

  /** A play of the channel ended, or the channel did. */
  onQuiet(channelId: ChannelId, ended: boolean): void {
    this.#moves.onQuiet(channelId, ended);
  }

  /**
   * Looks after channels that were answered while nobody could set their cut (the controller died in that very moment): whose cut
   * still allows for the ringing gets the right one. Those that play are waited for, so this is not for the event WebSocket.
   */
  async lookAfter(found: readonly AriChannel[]): Promise<void> {
    const left = [...found];
    const work = async (): Promise<void> => {
      for (let channel = left.pop(); channel !== undefined; channel = left.pop()) {
        if (await this.#lookAfterOne(channel)) this.#options.onCapped(channel.id);
      }
    };
    await Promise.all(Array.from({ length: together }, work));
  }

  async #lookAfterOne({ id, channelvars }: AriChannel): Promise<boolean> {
    const wanted = capRequest(id, channelvars?.YUNHU_MAX, 0);
    // Whoever moves it knows better.
    if (wanted === undefined || this.#moves.isKnown(id)) return true;
    try {
      const read = { ...wanted, query: { variable: timeoutVariable } };
      const variable = variableSchema.safeParse((await this.#ask('GET', read)).body);
      const remaining = variable.success ? Number(variable.data.value) : 0;
      if (remaining > 0 && remaining <= Number(channelvars?.YUNHU_MAX)) return true;
      return this.#moves.isKnown(id) || (await this.#ask('POST', wanted)).status < 300;
    } catch {
      return false;
    }
  }

  #ask(method: AriMethod, { path, query }: { path: string; query: AriQuery }): Promise<AriReply> {
    return requestOverHttp(this.#options.address, method, path, query, patienceMs);
  }
}

/** `max` is the channel's variable YUNHU_MAX; `lateMs` how long ago it was answered. */
function capRequest(
  channelId: ChannelId,
  max: string | undefined,
  lateMs: number,
): { path: string; query: AriQuery } | undefined {
  const seconds = Number(max);
  if (!(seconds >= 1)) return undefined;
  const query = { variable: timeoutVariable, value: secondsUntilCut(seconds, lateMs) };
  return { path: `channels/${encodeURIComponent(channelId)}/variable`, query };
}
