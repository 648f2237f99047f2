import type { PlatformTx } from '../../connect/index.ts';
import type { DestinationRules } from './limit-rules.ts';

/** calls: under way at once. pace: calls a second. spend: money of a day, in micro-units. */
export type LimitKind = 'calls' | 'pace' | 'spend';

/** What one limit leaves at the moment. */
export interface LimitRoom {
  readonly kind: LimitKind;
  /** Whose limit it is: the caller or somebody above it. */
  readonly tenantId: string;
  readonly most: bigint;
  /** May be below 0, where the limit was lowered meanwhile. */
  readonly room: bigint;
}

/** What holds for the calls of one tenant. */
export interface CallerLimits {
  readonly rules: DestinationRules;
  readonly rooms: readonly LimitRoom[];
}

/** What limits the calls of these tenants now, by tenant. An estimate for who chooses calls: admission alone decides. */
export async function loadLimits(
  tx: PlatformTx,
  tenantIds: readonly string[],
  at: Date,
): Promise<Map<string, CallerLimits>> {
  if (tenantIds.length === 0) return new Map();
  const [rules, rooms] = await Promise.all([
    tx.sql<(DestinationRules & { tenantId: string })[]>`
      select tenant_id as "tenantId", international, premium, allowed_prefixes as "allowedPrefixes", blocked_prefixes as "blockedPrefixes",
        home_country as "homeCountry" from destination_rules(${tenantIds as string[]}::uuid[])`,
    tx.sql<(LimitRoom & { callerId: string })[]>`
      select c.descendant as "callerId", r.kind, r.tenant_id as "tenantId", r.most, r.room
      from limit_rooms(${tenantIds as string[]}::uuid[], ${at}) r join tenant_closure c on c.ancestor = r.tenant_id
      where c.descendant = any (${tenantIds as string[]}::uuid[]) order by c.descendant, c.depth, r.kind`,
  ]);
  return new Map(
    rules.map(({ tenantId, ...rule }) => [
      tenantId,
      {
        rules: rule,
        rooms: rooms
          .filter((room) => room.callerId === tenantId)
          .map(({ kind, tenantId: owner, most, room }) => ({ kind, tenantId: owner, most, room })),
      },
    ]),
  );
}
