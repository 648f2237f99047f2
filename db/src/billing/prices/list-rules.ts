import type { TenantTx } from '../../connect/index.ts';
import type { RateException, RateRule } from '../derive-rates.ts';
import { loadRateRules } from '../load-rate-sources.ts';
import { findRuleGroup } from './find-rate-group.ts';

interface Written {
  readonly createdAt: Date;
  /** Who wrote it, where a person did. */
  readonly by: string | null;
  /** Who lets it be below cost, and since when. */
  readonly allowed: { readonly by: string | null; readonly at: Date } | null;
}

export type ListedRule = RateRule & Written & { readonly version: number };
export type ListedException = RateException & Written;

interface Row {
  readonly id: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly by: string | null;
  readonly allowedAt: Date | null;
  readonly allowedBy: string | null;
}

/**
 * The rule of a group of one's own: every version, the newest first, and the exceptions that are not over, by prefix. Throws `not_found`,
 * and `invalid_transition` for a list.
 */
export async function listRules(
  tx: TenantTx,
  rateGroupId: string,
  at: Date,
): Promise<{ rules: ListedRule[]; exceptions: ListedException[] }> {
  const group = await findRuleGroup(tx, rateGroupId);
  const { sql } = tx;
  const known = (await loadRateRules(tx, [group.id])).get(group.id);
  const people = (table: 'rate_rules' | 'rate_rule_exceptions') => sql<Row[]>`
    select r.id, r.created_at as "createdAt", s.name as by, r.below_cost_allowed_at as "allowedAt", a.name as "allowedBy",
      ${table === 'rate_rules' ? sql`r.version` : sql`0 as version`}
    from ${sql(table)} r left join staff s on (s.tenant_id, s.id) = (r.tenant_id, r.staff_id)
      left join staff a on (a.tenant_id, a.id) = (r.tenant_id, r.below_cost_allowed_by)
    where r.tenant_id = ${group.tenantId} and r.rate_group_id = ${group.id}`;
  const [rules, exceptions] = [await people('rate_rules'), await people('rate_rule_exceptions')];
  return {
    rules: (known?.rules ?? [])
      .flatMap((rule) => written(rule, rules).map((row) => ({ ...rule, ...row.written, version: row.version })))
      .sort((a, b) => b.version - a.version),
    exceptions: (known?.exceptions ?? [])
      .filter((exception) => exception.effectiveUntilMs > at.getTime())
      .flatMap((exception) => written(exception, exceptions).map((row) => ({ ...exception, ...row.written })))
      .sort((a, b) => (a.prefix < b.prefix ? -1 : a.prefix > b.prefix ? 1 : a.effectiveFromMs - b.effectiveFromMs)),
  };
}

function written({ id }: { id: string }, rows: readonly Row[]): { written: Written; version: number }[] {
  const row = rows.find((one) => one.id === id);
  if (row === undefined) return [];
  const { createdAt, by, allowedAt, allowedBy, version } = row;
  return [
    { version, written: { createdAt, by, allowed: allowedAt === null ? null : { by: allowedBy, at: allowedAt } } },
  ];
}
