import type { PlatformTx } from '../connect/index.ts';

/** A carrier link that may be dialed over. */
export interface DialTrunk {
  readonly tenantId: string;
  readonly trunkId: string;
  /** The name of the switch's endpoint. */
  readonly name: string;
  readonly numberFormat: 'national' | 'e164' | 'e164_plus';
  readonly stripPrefix: string;
  readonly addPrefix: string;
  readonly maxChannels: number;
  readonly maxCallsPerSecond: number;
}

/** One prefix's way out. */
export interface DialRoute {
  /** E.164 digits without the plus; the empty prefix takes every number. */
  readonly prefix: string;
  /** Smaller is tried first. */
  readonly priority: number;
  /** Share among routes of one prefix and priority. */
  readonly weight: number;
  readonly trunk: DialTrunk;
}

/** The operator's routes over its enabled trunks. */
export async function loadRoutes(tx: PlatformTx): Promise<DialRoute[]> {
  const rows = await tx.sql<(DialTrunk & Omit<DialRoute, 'trunk'>)[]>`
    select r.prefix, r.priority, r.weight, t.tenant_id as "tenantId", t.id as "trunkId", t.name, t.number_format as "numberFormat",
      t.strip_prefix as "stripPrefix", t.add_prefix as "addPrefix", t.max_channels as "maxChannels",
      t.max_calls_per_second as "maxCallsPerSecond"
    from routes r join trunks t on (t.tenant_id, t.id) = (r.tenant_id, r.trunk_id) join tenants o on o.id = r.tenant_id
    where t.enabled and o.kind = 'operator' order by length(r.prefix) desc, r.priority, r.id`;
  return rows.map(({ prefix, priority, weight, ...trunk }) => ({ prefix, priority, weight, trunk }));
}
