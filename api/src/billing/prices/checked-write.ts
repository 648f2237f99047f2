import {
  type DownstreamLoss,
  lockPrices,
  type PriceStamp,
  raiseMarginAlerts,
  requirePriceStamp,
  reviewMarginAlerts,
} from '@yunhu/db/billing';
import type { TenantTx } from '@yunhu/db/connect';
import type { Context } from 'hono';
import { type AppEnv, inTenant, sessionOf } from '../../http/request.ts';
import type { Services } from '../../http/services.ts';

/** What a look before a change of prices found. */
export interface CheckedPrices {
  readonly stamp: PriceStamp;
  /** What sellers further below will lose, which whoever changes prices has accepted. */
  readonly losses: readonly DownstreamLoss[];
}

/**
 * Changes prices as they were checked, and tells the sellers who lose by it. Throws `stale_preview` where anything that was compared has
 * changed since.
 */
export async function writeAsChecked<T>(
  c: Context<AppEnv>,
  { database, clock }: Pick<Services, 'database' | 'clock'>,
  { stamp, losses }: CheckedPrices,
  write: (tx: TenantTx) => Promise<T>,
): Promise<T> {
  const written = await inTenant(c, database, async (tx) => {
    await lockPrices(tx, stamp);
    await database.withPlatform('see that prices are as they were checked', (at) => requirePriceStamp(at, stamp));
    return write(tx);
  });
  const reviewed = [sessionOf(c).tenant.id, ...(stamp.buyers === 'all' ? [] : stamp.buyers)];
  try {
    await database.withPlatform('tell sellers who lose by a price', async (tx) => {
      for (const sellerTenantId of reviewed) await reviewMarginAlerts(tx, { sellerTenantId, at: clock.now() });
      await raiseMarginAlerts(tx, losses);
    });
  } catch (error) {
    // The change stands; only the word of it is missing.
    c.var.log.error({ err: error }, 'margins.untold');
  }
  return written;
}
