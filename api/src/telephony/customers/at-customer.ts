import { DomainError } from '@yunhu/db';
import type { Database, TenantTx } from '@yunhu/db/connect';
import { findTenant } from '@yunhu/db/tenancy';
import type { Context } from 'hono';
import { actorOf, type AppEnv, inTenant } from '../../http/request.ts';

/**
 * Runs `fn` at a customer below, as the person that asks, whose company the audit names. What runs here is this folder's alone: nothing else
 * of a customer opens so. Throws `not_found` for whoever is no customer below.
 */
export async function atCustomer<T>(
  c: Context<AppEnv>,
  database: Database,
  tenantId: string,
  fn: (tx: TenantTx) => Promise<T>,
): Promise<T> {
  const place = await inTenant(c, database, (tx) => findTenant(tx, tenantId));
  if (place.kind !== 'customer' || place.depth === 0) throw new DomainError('not_found');
  const actor = actorOf(c);
  return database.withTenant({ ...actor, tenantId, staffTenantId: actor.tenantId }, fn);
}
