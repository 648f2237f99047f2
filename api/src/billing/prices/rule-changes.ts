// What the routes of rules and of exceptions have in common: a look at what would be, and the answer afterwards.
import {
  checkRules,
  findLossesOfPrices,
  findRuleGroup,
  listRules,
  loadRatesOf,
  loadRulesOf,
  type RateGroupFacts,
  type RateRules,
  readPriceStamp,
  refuseDownstreamLosses,
} from '@yunhu/db/billing';
import type { Context } from 'hono';
import { type AppEnv, inTenant } from '../../http/request.ts';
import type { Services } from '../../http/services.ts';
import type { CheckedPrices } from './checked-write.ts';
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

/** A rule group as it was checked. */
export interface CheckedGroup extends CheckedPrices {
  readonly group: RateGroupFacts;
}

/**
 * Refuses what would sell below cost, or make those below do so unawares, and answers the group as it was checked. Throws `below_cost`,
 * `downstream_losses`, `not_found`, and `invalid_transition` for a list.
 */
export async function checkChange(
  c: Context<AppEnv>,
  { database, clock }: Reach,
  { rateGroupId, accepted }: { rateGroupId: string; accepted: boolean },
  change: (rules: RateRules) => RateRules,
): Promise<CheckedGroup> {
  const group = await inTenant(c, database, (tx) => findRuleGroup(tx, rateGroupId));
  const sellerTenantId = group.tenantId;
  const followed = { sellerTenantId, costTaskType: group.costTaskType ?? 'any' };
  const at = clock.now();
  return database.withPlatform('compare a rule with what its seller pays', async (tx) => {
    const stamp = await readPriceStamp(tx, { sellerTenantId, rateGroupId, buyers: 'all' });
    const rules = change(await loadRulesOf(tx, rateGroupId));
    const after = await checkRules(tx, followed, { rules, rateGroupId, at });
    const before = (await loadRatesOf(tx, [rateGroupId])).get(rateGroupId) ?? [];
    const losses = await findLossesOfPrices(tx, { rateGroupId, before, after, at });
    refuseDownstreamLosses(losses, accepted);
    return { group, stamp, losses };
  });
}

/** A moment of a request, where one is said. */
export function dateOf(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text);
}
