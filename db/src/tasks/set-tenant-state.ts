import type { Actor, PlatformTx } from '../connect/index.ts';
import { DomainError } from '../errors.ts';
import { endSessions, writeAudit } from '../tenancy/index.ts';
import { haltTasks } from './halt-tasks.ts';

export interface TenantStateChange {
  /** Who does it: somebody of a tenant above. */
  readonly actor: Actor;
  readonly tenantId: string;
  readonly state: 'enabled' | 'disabled';
  readonly at: Date;
}

/**
 * Disables a tenant with everybody below it, or enables it again, in one transaction. Disabled, all of them are logged out, their running
 * tasks pause as `tenant_disabled`, the workers end their calls, and the switch does not know their extensions. Enabled again they log in
 * and register as before, unless somebody else in the line is disabled; the tasks stay paused. Throws `not_found` for whoever does not
 * stand below the actor; nothing happens where the state is that already.
 */
export async function setTenantState(
  tx: PlatformTx,
  { actor, tenantId, state, at }: TenantStateChange,
): Promise<{ readonly haltedTasks: number; readonly endedSessions: number }> {
  const [tenant] = await tx.sql<{ state: string }[]>`
    select t.state from tenants t join tenant_closure c on c.descendant = t.id
    where c.ancestor = ${actor.tenantId} and c.depth > 0 and t.id = ${tenantId} for update of t`;
  if (tenant === undefined) throw new DomainError('not_found');
  if (tenant.state === state) return { haltedTasks: 0, endedSessions: 0 };
  await tx.sql`update tenants set state = ${state} where id = ${tenantId}`;
  const stopped = state === 'disabled' ? await stopEverything(tx, actor, tenantId, at) : undefined;
  await writeAudit(tx, actor, {
    tenantId,
    action: state === 'disabled' ? 'tenant.disable' : 'tenant.enable',
    subjectType: 'tenant',
    subjectId: tenantId,
    details: { ...stopped },
  });
  return stopped ?? { haltedTasks: 0, endedSessions: 0 };
}

async function stopEverything(tx: PlatformTx, actor: Actor, tenantId: string, at: Date) {
  const halted = await haltTasks(tx, { tenantIds: [tenantId], reason: 'tenant_disabled', actor });
  // What is over stays over: nobody is signed in again by the tenant being enabled.
  const endedSessions = await endSessions(tx, { who: { branchOf: tenantId }, reason: 'disabled', at });
  return { haltedTasks: halted.length, endedSessions };
}
