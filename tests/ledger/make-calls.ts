import { randomUUID } from 'node:crypto';
import { admitAttempts, finishAttempts } from '@yunhu/db/calls';
import type { Database } from '@yunhu/db/connect';
import { callMaker, leaseFreshTargets } from '@yunhu/scripts/fixture/calls';
import type { Hierarchy } from '@yunhu/scripts/fixture/hierarchy';

const at = new Date('2026-06-01T03:59:00Z');

/** Calls of the first customer: ended ones of so many seconds (0: not answered), and one more that is under way. */
export async function makeCallsOf(
  database: Database,
  superuserUrl: string,
  hierarchy: Hierarchy,
  seconds: readonly number[],
): Promise<void> {
  const [customer] = hierarchy.customers;
  const workerId = randomUUID();
  const maker = await callMaker(superuserUrl, hierarchy, customer);
  const leased = await leaseFreshTargets(superuserUrl, [customer], workerId, seconds.length + 1);
  const requests = (leased.get(customer.tenantId) ?? []).map((target) => maker.request(target, 600));
  await database.withPlatform('test', (tx) => admitAttempts(tx, { workerId, at, holdExpiresAt: at, calls: requests }));
  const ends = requests.slice(1).map((request, i) => maker.finished(request, seconds[i] ?? 0));
  await database.withPlatform('test', (tx) => finishAttempts(tx, ends));
}
