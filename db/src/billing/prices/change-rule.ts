import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { recordAudit } from '../../tenancy/index.ts';
import type { RateRule, RateRules } from '../derive-rates.ts';
import { formatMicros } from '../micros.ts';
import type { MarkUp } from '../rate-rule.ts';

export interface RuleChange {
  readonly markUp: MarkUp;
  /** From when on, not in the past; absent: from now on. What was to begin later is withdrawn. */
  readonly effectiveFrom?: Date | undefined;
  /** Its seller lets every price that it makes be below cost. */
  readonly belowCostAllowed: boolean;
}

/** When a change begins. Throws `invalid_input` for a moment that is over. */
export function startOf(effectiveFrom: Date | undefined, now: Date): Date {
  if (effectiveFrom === undefined) return now;
  if (effectiveFrom >= now) return effectiveFrom;
  throw new DomainError('invalid_input', 'prices are not changed in the past', [
    { field: 'effectiveFrom', code: 'in_the_past', message: 'leave it out, or say a moment to come' },
  ]);
}

/** What the group's rules are once the rule is changed, for a look before it is. Pure. */
export function withRule(group: RateRules, change: RuleChange, from: Date): RateRules {
  const next: RateRule = {
    id: 'next',
    markUp: change.markUp,
    effectiveFromMs: from.getTime(),
    effectiveUntilMs: Infinity,
    belowCostAllowed: change.belowCostAllowed,
  };
  return { ...group, rules: [...endingBy(group.rules, from), next] };
}

/** The periods that are left when everything ends at a moment. */
export function endingBy<T extends { effectiveFromMs: number; effectiveUntilMs: number }>(
  items: readonly T[],
  moment: Date,
): T[] {
  const ms = moment.getTime();
  return items.flatMap((item) =>
    item.effectiveFromMs < ms ? [{ ...item, effectiveUntilMs: Math.min(item.effectiveUntilMs, ms) }] : [],
  );
}

/** Ends the rule of a group that is locked, and begins its next version. */
export async function changeRule(tx: TenantTx, rateGroupId: string, change: RuleChange, from: Date): Promise<void> {
  const { tenantId } = tx.actor;
  await tx.sql`
    update rate_rules set effective_until = greatest(effective_from, ${from}::timestamptz)
    where tenant_id = ${tenantId} and rate_group_id = ${rateGroupId} and effective_until > ${from} and effective_until > effective_from`;
  const [{ version }] = await tx.sql<[{ version: number }]>`
    select coalesce(max(version), 0) + 1 as version from rate_rules where tenant_id = ${tenantId} and rate_group_id = ${rateGroupId}`;
  await insertRule(tx, rateGroupId, { ...change, version, from });
  await recordAudit(tx, {
    tenantId,
    action: 'rate-group.change-rule',
    subjectType: 'rate-group',
    subjectId: rateGroupId,
    details: {
      version,
      ...markUpInWords(change.markUp),
      from: from.toISOString(),
      belowCostAllowed: change.belowCostAllowed,
    },
  });
}

/** Writes one version of a rule; without `from` it has held since ever. */
export async function insertRule(
  tx: TenantTx,
  rateGroupId: string,
  { markUp, version, from, belowCostAllowed }: Omit<RuleChange, 'effectiveFrom'> & { version: number; from?: Date },
): Promise<void> {
  const staffId = tx.actor.staffId ?? null;
  await tx.sql`
    insert into rate_rules (tenant_id, rate_group_id, version, percent_ppm, per, fixed_micros, step_micros, floor_micros, effective_from,
      below_cost_allowed_by, below_cost_allowed_at, staff_id)
    values (${tx.actor.tenantId}, ${rateGroupId}, ${version}, ${markUp.percentPpm}, ${markUp.per}, ${markUp.fixedMicros},
      ${markUp.stepMicros}, ${markUp.floorMicros}, ${from?.toISOString() ?? '-infinity'}::text::timestamptz,
      ${belowCostAllowed ? staffId : null}, ${belowCostAllowed ? tx.sql`now()` : null}, ${staffId})`;
}

/** A mark-up as the audit keeps it. */
export function markUpInWords({ percentPpm, per, fixedMicros, stepMicros, floorMicros }: MarkUp) {
  return {
    percent: String(percentPpm / 10_000),
    per,
    fixed: formatMicros(fixedMicros),
    step: formatMicros(stepMicros),
    floor: formatMicros(floorMicros),
  };
}
