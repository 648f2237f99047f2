import type { TenantTx } from '../connect/index.ts';
import { DomainError } from '../errors.ts';
import { recordAudit } from '../tenancy/index.ts';

/**
 * Takes one of the current tenant's queues out of service for good; flows and calls of the past keep its name. Throws `not_found`, and
 * `queue_in_use` while a flow transfers to it, or a task that has not ended does.
 */
export async function retireQueue(tx: TenantTx, id: string, at: Date): Promise<void> {
  const { sql } = tx;
  const { tenantId } = tx.actor;
  const [queue] = await sql<{ name: string }[]>`
    select name from queues where (tenant_id, id) = (${tenantId}, ${id}) and retired_at is null for update`;
  if (queue === undefined) throw new DomainError('not_found');
  const used = await sql`
    select from flow_versions v join flows f on (f.tenant_id, f.id) = (v.tenant_id, v.flow_id)
    where (v.tenant_id, v.queue_id) = (${tenantId}, ${id}) and (f.retired_at is null and f.current_version = v.version
      or exists (select from tasks k where (k.tenant_id, k.flow_id, k.flow_version) = (v.tenant_id, v.flow_id, v.version)
        and k.state in ('draft', 'running', 'paused'))) limit 1`;
  if (used.length > 0) throw new DomainError('queue_in_use');
  await sql`delete from queue_seats where (tenant_id, queue_id) = (${tenantId}, ${id})`;
  await sql`
    update queues set ringback_audio_id = null, retired_at = ${at} where (tenant_id, id) = (${tenantId}, ${id})`;
  const { name } = queue;
  await recordAudit(tx, {
    tenantId,
    action: 'queue.retire',
    subjectType: 'queue',
    subjectId: id,
    details: { name },
  });
}
