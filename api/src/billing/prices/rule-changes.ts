// What the routes of rules and of exceptions have in common: a look at what would be, and the answer afterwards.
import {
  checkRules,
  findRuleGroup,
  listRules,
  loadRulesOf,
  type RateGroupFacts,
  type RateRules,
} from '@yunhu/db/billing';
import type { Context } from 'hono';
import { type AppEnv, inTenant } from '../../http/request.ts';
import type { Services } from '../../http/services.ts';
import type { RateRules as RateRulesView } from './schemas.ts';
import { viewException, viewRule } from './views.ts';

type Reach = Pick<Services, 'database' | 'clock'>;

/** The rules of a group that was found before, as they stand now. */
export function viewRules(
  c: Context<AppEnv>,
  { database, clock }: Reach,
  group: RateGroupFacts,
): Promise<RateRulesView> {
  return inTenant(c, database, async (tx) => {
    const { rules, exceptions } = await listRules(tx, group.id, clock.now());
    const costTaskType = group.costTaskType ?? 'any';
    return { costTaskType, versions: rules.map(viewRule), exceptions: exceptions.map(viewException) };
  });
}

/**
 * Refuses what would sell below cost, and answers the group as it was checked. Throws `below_cost`, `not_found`, and
 * `invalid_transition` for a list.
 */
export async function checkChange(
  c: Context<AppEnv>,
  { database, clock }: Reach,
  rateGroupId: string,
  change: (rules: RateRules) => RateRules,
): Promise<RateGroupFacts> {
  const group = await inTenant(c, database, (tx) => findRuleGroup(tx, rateGroupId));
  const followed = { sellerTenantId: group.tenantId, costTaskType: group.costTaskType ?? 'any' };
  await database.withPlatform('compare a rule with what its seller pays', async (tx) => {
    const rules = change(await loadRulesOf(tx, rateGroupId));
    await checkRules(tx, followed, { rules, rateGroupId, at: clock.now() });
  });
  return group;
}

/** A moment of a request, where one is said. */
export function dateOf(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text);
}
