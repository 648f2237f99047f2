// What the limits of tenants, and of those above them, leave for calls: as last read, less what was begun since. An estimate that spares
// the record questions; admission alone decides, over all workers.
import type { CallerLimits, LimitKind, LimitRefusal, ReachedLimit } from '@yunhu/db/calls';
import { TokenBucket } from './token-bucket.ts';

interface Room {
  readonly kind: LimitKind;
  /** Whose limit it is. */
  readonly tenantId: string;
  most: bigint;
  left: bigint;
  /** What was left of the day's money when it was not enough for a call. */
  refusedAt: bigint | undefined;
  readonly bucket: TokenBucket | undefined;
  /** Others used the calls of this moment up. */
  pausedUntilMs: number;
}

const refusals = {
  calls: 'too_many_calls',
  pace: 'too_many_calls_per_second',
  spend: 'daily_spend_reached',
} as const satisfies Record<LimitKind, LimitRefusal>;

/** How long a worker waits whose calls of the moment others have used. Milliseconds. */
const pauseMs = 250;

export class LimitDesk {
  readonly #rooms = new Map<string, Room>();
  #roomsOf = new Map<string, readonly Room[]>();

  /** What was read of the record just now, by the tenant that calls. */
  set(limits: ReadonlyMap<string, CallerLimits>, nowMs: number): void {
    const known = new Set<string>();
    this.#roomsOf = new Map(
      [...limits].map(([callerId, { rooms }]) => [
        callerId,
        rooms.map((room) => {
          const key = `${room.kind} ${room.tenantId}`;
          known.add(key);
          return this.#learn(key, room, nowMs);
        }),
      ]),
    );
    for (const key of this.#rooms.keys()) if (!known.has(key)) this.#rooms.delete(key);
  }

  /** Why the tenant may not begin a call at this moment. */
  refusal(callerId: string, nowMs: number): LimitRefusal | undefined {
    const full = this.#of(callerId).find((room) => isFull(room, nowMs));
    return full && refusals[full.kind];
  }

  /** A call of the tenant begins. */
  take(callerId: string, nowMs: number): void {
    for (const room of this.#of(callerId)) {
      if (room.kind === 'calls') room.left -= 1n;
      room.bucket?.take(nowMs);
    }
  }

  /** A call of the tenant is in the record as over. */
  give(callerId: string): void {
    for (const room of this.#of(callerId)) if (room.kind === 'calls') room.left += 1n;
  }

  /** Admission found a limit reached: what was thought to be left is not. */
  refused(callerId: string, refusal: LimitRefusal, nowMs: number): void {
    for (const room of this.#of(callerId)) {
      if (refusals[room.kind] !== refusal) continue;
      if (room.kind === 'calls') room.left = 0n;
      else if (room.kind === 'spend') room.refusedAt = room.left;
      else room.pausedUntilMs = nowMs + pauseMs;
    }
  }

  /** Milliseconds until a limit of calls a second lets the next one through; 0 where none holds it back. */
  waitMs(callerId: string, nowMs: number): number {
    const waits = this.#of(callerId).map((room) =>
      Math.max(room.bucket?.waitMs(nowMs) ?? 0, room.pausedUntilMs - nowMs),
    );
    return Math.max(0, ...waits);
  }

  /** The limit behind a refusal: the one that leaves the least. */
  reached(callerId: string, refusal: LimitRefusal): ReachedLimit | undefined {
    const [tightest] = this.#of(callerId)
      .filter((room) => refusals[room.kind] === refusal)
      .sort((a, b) => (a.left < b.left ? -1 : a.left > b.left ? 1 : 0));
    return tightest && { tenantId: tightest.tenantId, kind: tightest.kind, most: tightest.most };
  }

  #of(callerId: string): readonly Room[] {
    return this.#roomsOf.get(callerId) ?? [];
  }

  #learn(key: string, { kind, tenantId, most, room: left }: CallerLimits['rooms'][number], nowMs: number): Room {
    const known = this.#rooms.get(key);
    if (known === undefined) {
      const bucket = kind === 'pace' ? new TokenBucket(Number(most), nowMs) : undefined;
      const room: Room = { kind, tenantId, most, left, refusedAt: undefined, bucket, pausedUntilMs: 0 };
      this.#rooms.set(key, room);
      return room;
    }
    known.bucket?.setRate(Number(most), nowMs);
    known.most = most;
    known.left = left;
    if (known.refusedAt !== undefined && left > known.refusedAt) known.refusedAt = undefined;
    return known;
  }
}

function isFull(room: Room, nowMs: number): boolean {
  if (room.kind === 'calls') return room.left <= 0n;
  if (room.kind === 'spend') return room.left <= 0n || room.refusedAt !== undefined;
  return nowMs < room.pausedUntilMs || (room.bucket?.waitMs(nowMs) ?? 0) > 0;
}
