import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { recordAudit } from '../../tenancy/index.ts';
import { pricedBy } from '../derive-rates.ts';
import { loadRateRules } from '../load-rate-sources.ts';
import { findSoldRateGroup } from './find-rate-group.ts';

/**
 * Lets the prices that a group of one's own has for these prefixes now, and those to come that are known, be below cost. Of a list it is
 * said at the rates; of a rule for the prefix, as long as the same version of the rule or exception prices it. A new price needs a new
 * word. Throws `not_found` for a prefix that the group does not price, or a group of somebody else's.
 */
export async function allowBelowCost(
  tx: TenantTx,
  rateGroupId: string,
  prefixes: readonly string[],
  at: Date,
): Promise<void> {
  const group = await findSoldRateGroup(tx, rateGroupId);
  const found =
    group.pricing === 'list'
      ? await allowRates(tx, group.id, prefixes, at)
      : await allowRules(tx, group.id, prefixes, at);
  const missing = prefixes.filter((prefix) => !found.has(prefix));
  if (missing.length > 0) {
    throw new DomainError('not_found', 'the group has no price for some of these', [
      { field: 'prefixes', code: 'no_rate', message: missing.slice(0, 20).join(', ') },
    ]);
  }
  await recordAudit(tx, {
    tenantId: tx.actor.tenantId,
    action: 'rate-group.allow-below-cost',
    subjectType: 'rate-group',
    subjectId: rateGroupId,
    details: { prefixes: prefixes.slice(0, 200).join(' '), count: prefixes.length },
  });
}

async function allowRates(
  { sql, actor }: TenantTx,
  rateGroupId: string,
  prefixes: readonly string[],
  at: Date,
): Promise<Set<string>> {
  const rows = await sql<{ prefix: string }[]>`
    update rates set below_cost_allowed_by = ${actor.staffId ?? null}, below_cost_allowed_at = now()
    where tenant_id = ${actor.tenantId} and rate_group_id = ${rateGroupId} and prefix = any (${prefixes}::text[])
      and effective_until > ${at} and effective_until > effective_from
    returning prefix`;
  return new Set(rows.map((row) => row.prefix));
}

async function allowRules(
  tx: TenantTx,
  rateGroupId: string,
  prefixes: readonly string[],
  at: Date,
): Promise<Set<string>> {
  const rules = (await loadRateRules(tx, [rateGroupId])).get(rateGroupId);
  if (rules === undefined) return new Set();
  const coming = [...rules.rules, ...rules.exceptions].map((rule) => rule.effectiveFromMs);
  const moments = [at.getTime(), ...coming.filter((ms) => ms > at.getTime())];
  const allowed = prefixes.flatMap((prefix) =>
    [...new Set(moments.flatMap((ms) => pricedBy(rules, prefix, ms) ?? []))].map((id) => ({ prefix, id })),
  );
  await tx.sql`
    insert into rate_rule_allowances (tenant_id, rate_group_id, prefix, priced_by, allowed_by)
    select ${tx.actor.tenantId}::uuid, ${rateGroupId}::uuid, prefix, priced_by, ${tx.actor.staffId ?? null}::uuid
    from unnest(${allowed.map((one) => one.prefix)}::text[], ${allowed.map((one) => one.id)}::uuid[]) x (prefix, priced_by)
    on conflict do nothing`;
  return new Set(allowed.map((one) => one.prefix));
}
