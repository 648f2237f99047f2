import type { ChannelId } from '../switch.ts';

interface Move {
  /** The last of those asked for; they run one after the other. */
  settled: Promise<void>;
  running: number;
  /** The channel ended meanwhile. */
  over: boolean;
  wake: () => void;
}

/** Moves that are asked for at once, at most. */
const together = 20;

/** Lets so many do their work at once; the others wait in the order in which they came. */
class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  async use<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}

/** Moves of cuts, of one channel one after the other, each when nothing is played to the channel. */
export class CutMoves {
  readonly #isPlaying: (channelId: ChannelId) => boolean;
  readonly #moves = new Map<ChannelId, Move>();
  /** Each is a connection of its own, and the switch has not many. */
  readonly #slots = new Slots(together);
  /** Channels whose cut was moved, until they end. */
  readonly #known = new Set<ChannelId>();

  constructor(isPlaying: (channelId: ChannelId) => boolean) {
    this.#isPlaying = isPlaying;
  }

  run<T>(channelId: ChannelId, work: (isOver: () => boolean) => Promise<T>): Promise<T> {
    this.#known.add(channelId);
    const move = this.#moves.get(channelId) ?? { settled: Promise.resolve(), running: 0, over: false, wake: () => {} };
    this.#moves.set(channelId, move);
    move.running += 1;
    const result = this.#runNext(channelId, move, move.settled, work);
    move.settled = settle(result);
    return result;
  }

  async #runNext<T>(
    channelId: ChannelId,
    move: Move,
    before: Promise<void>,
    work: (isOver: () => boolean) => Promise<T>,
  ): Promise<T> {
    try {
      await before;
      while (this.#isPlaying(channelId) && !move.over) await new Promise<void>((resolve) => (move.wake = resolve));
      return await this.#slots.use(() => work(() => move.over));
    } finally {
      move.running -= 1;
      if (move.running === 0) this.#moves.delete(channelId);
    }
  }

  /** Undefined where none is under way. */
  settled(channelId: ChannelId): Promise<void> | undefined {
    return this.#moves.get(channelId)?.settled;
  }

  isKnown(channelId: ChannelId): boolean {
    return this.#known.has(channelId);
  }

  onQuiet(channelId: ChannelId, ended: boolean): void {
    const move = this.#moves.get(channelId);
    if (ended) this.#known.delete(channelId);
    if (move === undefined) return;
    move.over ||= ended;
    move.wake();
  }
}

/** Its end, however it ended. */
async function settle(work: Promise<unknown>): Promise<void> {
  await work.catch(() => undefined);
}
