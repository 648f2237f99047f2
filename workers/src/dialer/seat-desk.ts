// Who of the callers gets which seat. A seat is reserved in the record first, so that two workers never give it away twice; what
// becomes of it follows in batches. Callers of one queue wait in the order in which they came.
import type { Database, PlatformTx } from '@yunhu/db/connect';
import { connectSeats, releaseSeats, reserveSeats } from '@yunhu/db/telephony';
import { type Clock, systemClock } from '@yunhu/db/time';
import { describeError, type Log } from '../log.ts';

/** A caller that waits for a seat of a queue. */
export interface SeatWaiter {
  readonly tenantId: string;
  readonly queueId: string;
  readonly attemptId: string;
  readonly request: number;
  readonly exceptSeatIds: readonly string[];
  /** Called once, also when the request was withdrawn while the seat was being reserved. */
  offer(seat: ReachableSeat): void;
}

export interface ReachableSeat {
  readonly seatId: string;
  readonly sipId: string;
}

interface SeatChange {
  readonly tenantId: string;
  readonly seatId: string;
  readonly attemptId: string;
  readonly at: Date;
  /** Undefined: connected. */
  readonly wrapUpSeconds?: number;
}

export interface SeatDeskOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** The seats of a queue that can take a call now. */
  readonly seatsOf: (queueId: string) => readonly ReachableSeat[];
}

/** Seats freed by others are looked for this often while somebody waits; real time. */
const pollMs = 500;
const retryMs = 500;

export class SeatDesk {
  readonly #options: SeatDeskOptions;
  #waiters: SeatWaiter[] = [];
  #changes: SeatChange[] = [];
  #running = false;
  #again = false;
  #polling = false;

  constructor(options: SeatDeskOptions) {
    this.#options = options;
  }

  /** Callers that wait now. */
  get waiting(): number {
    return this.#waiters.length;
  }

  get isIdle(): boolean {
    return !this.#running && this.#changes.length === 0;
  }

  request(waiter: SeatWaiter): void {
    this.#waiters.push(waiter);
    this.wake();
  }

  withdraw(attemptId: string, request: number): void {
    this.#waiters = this.#waiters.filter((w) => w.attemptId !== attemptId || w.request !== request);
  }

  /** The seat and its caller hear each other. */
  connected(seat: { tenantId: string; seatId: string; attemptId: string }): void {
    this.#changes.push({ ...seat, at: this.#options.clock.now() });
    this.wake();
  }

  /** The seat is free again, after so many seconds of wrap-up. */
  release(seat: { tenantId: string; seatId: string; attemptId: string }, wrapUpSeconds: number): void {
    this.#changes.push({ ...seat, at: this.#options.clock.now(), wrapUpSeconds });
    this.wake();
  }

  /** Looks for seats, and writes what changed; at once or as soon as the present round is over. */
  wake(): void {
    this.#again = true;
    if (this.#running) return;
    this.#running = true;
    setImmediate(() => void this.#run());
  }

  async #run(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      await this.#round();
    }
    this.#running = false;
    if (this.#waiters.length > 0) this.#wakeLater(pollMs);
  }

  async #round(): Promise<void> {
    const changes = this.#changes;
    const groups = groupWaiters(this.#waiters);
    if (changes.length === 0 && groups.length === 0) return;
    this.#changes = [];
    try {
      const offers = await this.#options.database.withPlatform('serve seats', async (tx) => {
        await writeChanges(tx, changes);
        return this.#reserve(tx, groups);
      });
      for (const [waiter, seat] of offers) {
        this.withdraw(waiter.attemptId, waiter.request);
        waiter.offer(seat);
      }
    } catch (error) {
      this.#options.log.warn('seats.failed', { error: describeError(error) });
      this.#changes = [...changes, ...this.#changes];
      this.#wakeLater(retryMs);
    }
  }

  async #reserve(tx: PlatformTx, groups: readonly SeatWaiter[][]): Promise<[SeatWaiter, ReachableSeat][]> {
    const { clock, seatsOf } = this.#options;
    const offers: [SeatWaiter, ReachableSeat][] = [];
    for (const group of groups) {
      const [first] = group;
      if (first === undefined) continue;
      const { tenantId, queueId, exceptSeatIds } = first;
      const seats = seatsOf(queueId).filter((seat) => !exceptSeatIds.includes(seat.seatId));
      if (seats.length === 0) continue;
      const attemptIds = group.map((w) => w.attemptId);
      const seatIds = seats.map((s) => s.seatId);
      const reserved = await reserveSeats(tx, { tenantId, queueId, attemptIds, seatIds, at: clock.now() });
      for (const { attemptId, seatId } of reserved) {
        const waiter = group.find((w) => w.attemptId === attemptId);
        const seat = seats.find((s) => s.seatId === seatId);
        if (waiter !== undefined && seat !== undefined) offers.push([waiter, seat]);
      }
    }
    return offers;
  }

  #wakeLater(ms: number): void {
    if (this.#polling) return;
    this.#polling = true;
    systemClock.setTimer(ms, () => {
      this.#polling = false;
      this.wake();
    });
  }
}

/** Callers of one queue that may get the same seats are served by one statement; order within a queue is kept. */
function groupWaiters(waiters: readonly SeatWaiter[]): SeatWaiter[][] {
  const groups: SeatWaiter[][] = [];
  const openGroups = new Map<string, { except: string; group: SeatWaiter[] }>();
  for (const waiter of waiters) {
    const except = waiter.exceptSeatIds.join();
    const open = openGroups.get(waiter.queueId);
    if (open?.except === except) {
      open.group.push(waiter);
      continue;
    }
    const group = [waiter];
    groups.push(group);
    openGroups.set(waiter.queueId, { except, group });
  }
  return groups;
}

async function writeChanges(tx: PlatformTx, changes: readonly SeatChange[]): Promise<void> {
  // A seat that was connected and released within one round must be connected first.
  await connectSeats(
    tx,
    changes.filter((change) => change.wrapUpSeconds === undefined),
  );
  await releaseSeats(
    tx,
    changes.flatMap((change) =>
      change.wrapUpSeconds === undefined ? [] : [{ ...change, wrapUpSeconds: change.wrapUpSeconds }],
    ),
  );
}
