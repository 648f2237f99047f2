// Telling a seller that what it sells by has come to be below what it pays, because somebody above it changed a price.
import type { PlatformTx } from '../../connect/index.ts';
import { raiseAlert, resolveAlert } from '../../tenancy/index.ts';
import { loadRatesOf } from '../load-rates.ts';
import { findMarginLosses, findTaskTypesSold } from './find-margin-losses.ts';
import type { DownstreamLoss } from './find-downstream-losses.ts';

const kind = 'margin_lost';
const subjectType = 'rate-group';

type Told = Pick<DownstreamLoss, 'sellerTenantId' | 'soldGroupId' | 'soldGroupName' | 'prefix'>;

/** One alert a group, to whoever sells by it. Called once the change is committed. */
export async function raiseMarginAlerts(tx: PlatformTx, losses: readonly Told[]): Promise<void> {
  for (const subjectId of new Set(losses.map((loss) => loss.soldGroupId))) {
    const of = losses.filter((loss) => loss.soldGroupId === subjectId);
    const [first] = of;
    if (first === undefined) continue;
    const details = {
      groupName: first.soldGroupName,
      prefixes: new Set(of.map((loss) => loss.prefix)).size,
      examplePrefix: first.prefix,
    };
    await raiseAlert(tx, { tenantId: first.sellerTenantId, kind, level: 'warning', subjectType, subjectId, details });
  }
}

/** Closes a seller's alerts of lost margins whose groups lose nothing any more but what he allows; after he changed his prices. */
export async function reviewMarginAlerts(
  tx: PlatformTx,
  { sellerTenantId, at }: { readonly sellerTenantId: string; readonly at: Date },
): Promise<void> {
  const open = await tx.sql<{ subjectId: string }[]>`
    select subject_id as "subjectId" from alerts
    where tenant_id = ${sellerTenantId} and kind = ${kind} and subject_type = ${subjectType} and resolved_at is null`;
  for (const { subjectId } of open) {
    const revenue = (await loadRatesOf(tx, [subjectId])).get(subjectId) ?? [];
    const taskTypes = await findTaskTypesSold(tx, subjectId);
    const losses = await findMarginLosses(tx, { sellerTenantId, revenue, taskTypes, at });
    if (losses.every((loss) => loss.revenueRate.belowCostAllowed === true)) {
      await resolveAlert(tx, { tenantId: sellerTenantId, kind, subjectType, subjectId });
    }
  }
}
