import type { DialRoute, DialTrunk } from '@yunhu/db/telephony';
import { buildRouteTable, chooseTrunk, type RouteTable } from './route-table.ts';
import { TokenBucket } from './token-bucket.ts';

interface TrunkUse {
  readonly bucket: TokenBucket;
  channels: number;
}

/** What each carrier link bears now: its free channels and its calls per second, as far as this worker uses it. */
export class TrunkDesk {
  #table: RouteTable = new Map();
  readonly #uses = new Map<string, TrunkUse>();

  get routes(): RouteTable {
    return this.#table;
  }

  setRoutes(routes: readonly DialRoute[], nowMs: number): void {
    this.#table = buildRouteTable(routes);
    for (const { trunk } of routes) {
      this.#use(trunk.trunkId, trunk.maxCallsPerSecond, nowMs).bucket.setRate(trunk.maxCallsPerSecond, nowMs);
    }
  }

  /** Takes a channel and a call's token of the trunk that the number goes out by; or says why none is to be had. */
  take(number: string, nowMs: number): DialTrunk | 'no_route' | 'busy' {
    const isFree = (trunk: DialTrunk): boolean => this.#waitMs(trunk, nowMs) === 0;
    const chosen = chooseTrunk(this.#table, number, isFree, Math.random());
    if (typeof chosen === 'string') return chosen;
    const use = this.#use(chosen.trunkId, chosen.maxCallsPerSecond, nowMs);
    use.bucket.take(nowMs);
    use.channels += 1;
    return chosen;
  }

  /** Counts a channel that lives already. */
  occupy(trunkId: string, nowMs: number): void {
    this.#use(trunkId, 1, nowMs).channels += 1;
  }

  release(trunkId: string): void {
    const use = this.#uses.get(trunkId);
    if (use !== undefined) use.channels = Math.max(0, use.channels - 1);
  }

  /** Milliseconds until any trunk has a call's token again; what frees a channel tells so by itself. */
  nextTokenMs(nowMs: number): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { bucket } of this.#uses.values()) {
      const waitMs = bucket.waitMs(nowMs);
      if (waitMs > 0 && waitMs < next) next = waitMs;
    }
    return next;
  }

  #waitMs(trunk: DialTrunk, nowMs: number): number {
    const use = this.#use(trunk.trunkId, trunk.maxCallsPerSecond, nowMs);
    return use.channels >= trunk.maxChannels ? Number.POSITIVE_INFINITY : use.bucket.waitMs(nowMs);
  }

  #use(trunkId: string, perSecond: number, nowMs: number): TrunkUse {
    let use = this.#uses.get(trunkId);
    if (use === undefined) {
      use = { bucket: new TokenBucket(perSecond, nowMs), channels: 0 };
      this.#uses.set(trunkId, use);
    }
    return use;
  }
}
