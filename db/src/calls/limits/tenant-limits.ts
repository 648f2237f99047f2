import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { type AuditFields, recordAudit } from '../../tenancy/index.ts';
import { combineLimits, type EffectiveLimits, type LimitLevel, type LimitSet } from './combine-limits.ts';

export interface TenantLimitsView {
  readonly tenantId: string;
  /** What who stands right above set, and what the tenant set itself; null where nothing is said. */
  readonly seller: (LimitSet & { readonly changedAt: Date }) | null;
  readonly self: (LimitSet & { readonly changedAt: Date }) | null;
  /** The most that the tenant can have, by what stands above its own. */
  readonly inherited: EffectiveLimits;
  readonly effective: EffectiveLimits;
  /** Calls under way, of it and of everybody below; what it spent today; what the calls under way may still cost it. */
  readonly openCalls: number;
  readonly spentMicros: bigint;
  readonly committedMicros: bigint;
}

interface LevelRow extends LimitSet {
  readonly name: string;
  readonly isTop: boolean;
  readonly origin: 'seller' | 'self' | null;
  readonly depth: number;
  readonly changedAt: Date;
}

/** The limits of the current tenant or one below it, and how much of them is used. Throws `not_found` for any other. */
export async function getTenantLimits(tx: TenantTx, tenantId: string, at: Date): Promise<TenantLimitsView> {
  const rows = await readLevels(tx, tenantId);
  if (rows.length === 0) throw new DomainError('not_found');
  const [above] = await tx.sql<LimitSet[]>`
    select max_calls as "maxCalls", max_calls_per_second as "maxCallsPerSecond", daily_spend_micros as "dailySpendMicros", international, premium,
      allowed_prefixes as "allowedPrefixes", blocked_prefixes as "blockedPrefixes", home_country as "homeCountry" from limits_from_above()`;
  const [use] = await tx.sql<[{ openCalls: number; spentMicros: bigint; committedMicros: bigint }]>`
    select open_calls as "openCalls", spent_micros as "spentMicros", committed_micros as "committedMicros" from limits_use(${tenantId}, ${at})`;
  const levels = levelsOf(rows);
  if (above !== undefined) levels.push({ tenantName: null, hasSeller: true, seller: above, self: null });
  const rowOf = (origin: 'seller' | 'self') => rows.find((row) => row.depth === 0 && row.origin === origin) ?? null;
  const [own, ...others] = levels;
  // Its own rows taken out; that a seller's yes is needed remains.
  const bare = {
    tenantName: null,
    hasSeller: false,
    seller: null,
    self: null,
    ...(own && { tenantName: own.tenantName }),
  };
  return {
    tenantId,
    seller: rowOf('seller'),
    self: rowOf('self'),
    inherited: combineLimits([bare, ...others]),
    effective: combineLimits(levels),
    ...use,
  };
}

/** The tenant's own rows and those of each level up to the current tenant; one row with a null origin for a level that says nothing. */
function readLevels({ sql, actor }: TenantTx, tenantId: string): Promise<LevelRow[]> {
  return sql<LevelRow[]>`
    with recursive path as (
      select id, parent_id, name, 0 as depth from tenants where id = ${tenantId}
      union all
      select t.id, t.parent_id, t.name, p.depth + 1 from path p join tenants t on t.id = p.parent_id where p.id <> ${actor.tenantId}
    )
    select p.name, p.depth, p.parent_id is null as "isTop", l.origin, l.max_calls as "maxCalls", l.max_calls_per_second as "maxCallsPerSecond",
      l.daily_spend_micros as "dailySpendMicros", l.international, l.premium, l.allowed_prefixes as "allowedPrefixes",
      coalesce(l.blocked_prefixes, '{}') as "blockedPrefixes", l.home_country as "homeCountry", l.changed_at as "changedAt"
    from path p left join tenant_limits l on l.tenant_id = p.id order by p.depth, l.origin`;
}

function levelsOf(rows: readonly LevelRow[]): LimitLevel[] {
  const depths = [...new Set(rows.map((row) => row.depth))];
  return depths.flatMap((depth) => {
    const own = rows.filter((row) => row.depth === depth);
    const [first] = own;
    if (first === undefined) return [];
    const row = (origin: 'seller' | 'self') => own.find((one) => one.origin === origin) ?? null;
    return [{ tenantName: first.name, hasSeller: !first.isTop, seller: row('seller'), self: row('self') }];
  });
}

/**
 * Sets what a direct child may use, or what the current tenant allows itself, and tells it in the audit. Throws `not_found` for any other,
 * and `invalid_input` where somebody would allow itself what only its seller can.
 */
export async function setTenantLimits(tx: TenantTx, tenantId: string, set: LimitSet): Promise<void> {
  const { actor } = tx;
  const money = set.dailySpendMicros === null ? null : String(set.dailySpendMicros);
  const before = await readFields(tx, tenantId);
  await tx.sql`
    select set_tenant_limits(${tenantId}, ${actor.staffId ?? null}, ${set.maxCalls}, ${set.maxCallsPerSecond}, ${money}::bigint, ${set.international},
      ${set.premium}, ${set.allowedPrefixes}::text[], ${set.blockedPrefixes}::text[], ${set.homeCountry})`;
  const { maxCalls, maxCallsPerSecond, international, premium, homeCountry } = set;
  await recordAudit(tx, {
    tenantId,
    action: 'limits.set',
    subjectType: 'tenant',
    subjectId: tenantId,
    details: {
      ...{ maxCalls, maxCallsPerSecond, dailySpendMicros: money, international, premium, homeCountry },
      allowedPrefixes: set.allowedPrefixes?.join(' ') ?? null,
      blockedPrefixes: set.blockedPrefixes.join(' '),
    },
    before,
    after: await readFields(tx, tenantId),
  });
}

/** The row that the current tenant sets, as the audit keeps it; undefined where there is none. */
async function readFields({ sql, actor }: TenantTx, tenantId: string): Promise<AuditFields | undefined> {
  const [row] = await sql<{ fields: AuditFields }[]>`
    select jsonb_build_object('maxCalls', l.max_calls, 'maxCallsPerSecond', l.max_calls_per_second,
      'dailySpendMicros', l.daily_spend_micros::text, 'international', l.international, 'premium', l.premium,
      'allowedPrefixes', array_to_string(l.allowed_prefixes, ' '), 'blockedPrefixes', array_to_string(l.blocked_prefixes, ' '),
      'homeCountry', l.home_country) as fields
    from tenant_limits l where (l.tenant_id, l.origin) = (${tenantId}, ${tenantId === actor.tenantId ? 'self' : 'seller'})`;
  return row?.fields;
}
