import type { PlatformTx, TenantTx } from '../connect/index.ts';
import { allowanceKey, type RateException, type RateRule, type RateRules } from './derive-rates.ts';
import { micros } from './micros.ts';
import type { MarkUp, MarkUpUnit } from './rate-rule.ts';

/** What a task can be. */
export const taskTypes = ['broadcast', 'predictive', 'preview'] as const;

/** What an assignment is for: tasks of one type, or those that have none of their own. */
export type AssignedTaskType = 'any' | (typeof taskTypes)[number];

/** What a group's rates come from. */
export interface RateSource extends RateRules {
  readonly tenantId: string;
  readonly pricing: 'list' | 'rule';
  readonly costTaskType: AssignedTaskType | null;
  /** Goes up with every change of its rates or rules. */
  readonly revision: string;
  /** Of a rule: what its owner buys at, if anything. */
  readonly costGroupId: string | null;
}

/** As deep as tenants stand below each other at most; what would go round in circles ends here too. */
const maxDepth = 32;

type SourceRow = Omit<RateSource, 'rules' | 'exceptions' | 'allowances'>;

/** These groups, and every group that a rule among them follows, with their rules, past and future. By the group's id. */
export async function loadRateSources(
  tx: PlatformTx,
  rateGroupIds: readonly string[],
): Promise<Map<string, RateSource>> {
  const rows = await tx.sql<SourceRow[]>`
    with recursive sources as (
      select g.tenant_id, g.id, g.pricing, g.cost_task_type, g.revision, 0 as depth,
        case g.pricing when 'rule' then rate_group_bought(g.tenant_id, g.cost_task_type) end as cost_group_id
      from rate_groups g where g.id = any (${rateGroupIds}::uuid[])
      union
      select g.tenant_id, g.id, g.pricing, g.cost_task_type, g.revision, s.depth + 1,
        case g.pricing when 'rule' then rate_group_bought(g.tenant_id, g.cost_task_type) end
      from sources s join rate_groups g on g.id = s.cost_group_id where s.depth < ${maxDepth}
    )
    select distinct id as "rateGroupId", tenant_id as "tenantId", pricing, cost_task_type as "costTaskType", revision::text,
      cost_group_id as "costGroupId"
    from sources`;
  const rules = await loadRateRules(
    tx,
    rows.filter((row) => row.pricing === 'rule').map((row) => row.rateGroupId),
  );
  const none = { rules: [], exceptions: [] };
  return new Map(rows.map((row) => [row.rateGroupId, { ...row, ...(rules.get(row.rateGroupId) ?? none) }]));
}

/** The rules of these rule groups, past and future, with their exceptions. By the group's id. */
export async function loadRateRules(
  tx: PlatformTx | TenantTx,
  rateGroupIds: readonly string[],
): Promise<Map<string, RateRules>> {
  if (rateGroupIds.length === 0) return new Map();
  const rules = await loadRules(tx, rateGroupIds);
  const exceptions = await loadExceptions(tx, rateGroupIds);
  const allowances = await tx.sql<{ rateGroupId: string; prefix: string; pricedBy: string }[]>`
    select rate_group_id as "rateGroupId", prefix, priced_by as "pricedBy" from rate_rule_allowances
    where rate_group_id = any (${rateGroupIds}::uuid[])`;
  return new Map(
    rateGroupIds.map((id) => {
      const its = <Row extends { rateGroupId: string }>(list: readonly Row[]) =>
        list.filter((row) => row.rateGroupId === id);
      const allowed = its(allowances).map((row) => allowanceKey(row.pricedBy, row.prefix));
      return [id, { rateGroupId: id, rules: its(rules), exceptions: its(exceptions), allowances: new Set(allowed) }];
    }),
  );
}

interface MarkUpRow {
  readonly percentPpm: number;
  readonly per: MarkUpUnit;
  readonly fixed: bigint;
  readonly step: bigint;
  readonly floor: bigint;
}

interface PeriodRow {
  readonly id: string;
  readonly rateGroupId: string;
  readonly fromMs: number | null;
  readonly untilMs: number | null;
  readonly allowed: boolean;
}

function markUpOf(row: MarkUpRow): MarkUp {
  return {
    percentPpm: row.percentPpm,
    per: row.per,
    fixedMicros: micros(row.fixed),
    stepMicros: micros(row.step),
    floorMicros: micros(row.floor),
  };
}

function periodOf({ id, rateGroupId, fromMs, untilMs, allowed }: PeriodRow) {
  return {
    id,
    rateGroupId,
    effectiveFromMs: fromMs ?? -Infinity,
    effectiveUntilMs: untilMs ?? Infinity,
    belowCostAllowed: allowed,
  };
}

/** What every rule and exception says of its time and itself. */
const periodColumns = ({ sql }: PlatformTx | TenantTx) => sql`
  id, rate_group_id as "rateGroupId", below_cost_allowed_at is not null as allowed,
  case when isfinite(effective_from) then (extract(epoch from effective_from) * 1000)::float8 end as "fromMs",
  case when isfinite(effective_until) then (extract(epoch from effective_until) * 1000)::float8 end as "untilMs",
  percent_ppm as "percentPpm", per, fixed_micros as fixed, step_micros as step, floor_micros as floor`;

/** The versions of the rules of these groups. */
async function loadRules(
  tx: PlatformTx | TenantTx,
  rateGroupIds: readonly string[],
): Promise<(RateRule & { rateGroupId: string })[]> {
  const rows = await tx.sql<(PeriodRow & MarkUpRow)[]>`
    select ${periodColumns(tx)} from rate_rules
    where rate_group_id = any (${rateGroupIds}::uuid[]) and effective_until > effective_from`;
  return rows.map((row) => ({ ...periodOf(row), markUp: markUpOf(row) }));
}

interface ExceptionRow extends PeriodRow, MarkUpRow {
  readonly prefix: string;
  readonly destination: string;
  readonly kind: 'rule' | 'fixed';
  readonly blockSeconds: number;
  readonly pricePerBlock: bigint;
  readonly firstBlockSeconds: number | null;
  readonly firstBlockPrice: bigint | null;
  readonly connectionFee: bigint;
  readonly graceSeconds: number;
  readonly minimumCharge: bigint;
}

/** The exceptions of these groups, past and future. */
async function loadExceptions(
  tx: PlatformTx | TenantTx,
  rateGroupIds: readonly string[],
): Promise<(RateException & { rateGroupId: string })[]> {
  const rows = await tx.sql<ExceptionRow[]>`
    select ${periodColumns(tx)}, prefix, destination, kind, block_seconds as "blockSeconds",
      price_per_block_micros as "pricePerBlock", first_block_seconds as "firstBlockSeconds",
      first_block_price_micros as "firstBlockPrice", connection_fee_micros as "connectionFee",
      grace_seconds as "graceSeconds", minimum_charge_micros as "minimumCharge"
    from rate_rule_exceptions
    where rate_group_id = any (${rateGroupIds}::uuid[]) and effective_until > effective_from`;
  return rows.map((row) => ({
    ...periodOf(row),
    prefix: row.prefix,
    destination: row.destination,
    terms:
      row.kind === 'rule'
        ? { kind: 'rule', markUp: markUpOf(row) }
        : {
            kind: 'fixed',
            prices: {
              blockSeconds: row.blockSeconds,
              pricePerBlockMicros: micros(row.pricePerBlock),
              firstBlockSeconds: row.firstBlockSeconds,
              firstBlockPriceMicros: row.firstBlockPrice === null ? null : micros(row.firstBlockPrice),
              connectionFeeMicros: micros(row.connectionFee),
              graceSeconds: row.graceSeconds,
              minimumChargeMicros: micros(row.minimumCharge),
            },
          },
  }));
}
