import type { TenantTx } from '../connect/index.ts';
import { DomainError } from '../errors.ts';
import { recordAudit } from '../tenancy/index.ts';
import { type NewFlow, readNewVersion, writeVersion } from './create-flow.ts';
import { type FlowDefinition, parseFlowDefinition } from './flow-definition.ts';

/**
 * Gives one of the current tenant's flows a new version; what the definition leaves out stays as it is, and tasks that were made keep
 * theirs. Throws `not_found`, also for audio or a queue
 * that is not one's own, and what `createFlow` throws.
 */
export async function changeFlow(tx: TenantTx, id: string, change: NewFlow): Promise<void> {
  const { tenantId } = tx.actor;
  const { definition: kept, ...before } = await lockFlow(tx, id);
  const version = before.version + 1;
  const definition = { ...kept, ...change.definition };
  await writeVersion(tx, { flowId: id, version }, await readNewVersion(tx, { ...change, definition }));
  await tx.sql`
    update flows set name = ${change.name}, current_version = ${version} where (tenant_id, id) = (${tenantId}, ${id})`;
  await recordAudit(tx, {
    tenantId,
    action: 'flow.update',
    subjectType: 'flow',
    subjectId: id,
    before,
    after: { name: change.name, version },
  });
}

/** Takes one of the current tenant's flows out of what new tasks may choose; tasks that were made keep it. Throws `not_found`. */
export async function retireFlow(tx: TenantTx, id: string, at: Date): Promise<void> {
  const { tenantId } = tx.actor;
  const { name } = await lockFlow(tx, id);
  await tx.sql`update flows set retired_at = ${at} where (tenant_id, id) = (${tenantId}, ${id})`;
  await recordAudit(tx, {
    tenantId,
    action: 'flow.retire',
    subjectType: 'flow',
    subjectId: id,
    details: { name },
  });
}

interface CurrentFlow {
  readonly name: string;
  readonly version: number;
  readonly definition: FlowDefinition;
}

async function lockFlow({ sql, actor }: TenantTx, id: string): Promise<CurrentFlow> {
  const [flow] = await sql<{ name: string; version: number; definition: unknown }[]>`
    select f.name, v.version, v.definition
    from flows f join flow_versions v on (v.tenant_id, v.flow_id, v.version) = (f.tenant_id, f.id, f.current_version)
    where (f.tenant_id, f.id) = (${actor.tenantId}, ${id}) and f.retired_at is null for update of f`;
  if (flow === undefined) throw new DomainError('not_found');
  return { ...flow, definition: parseFlowDefinition(flow.definition) };
}
