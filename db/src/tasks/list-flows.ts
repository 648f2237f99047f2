import type { AudioState } from '../audio/index.ts';
import type { TenantTx } from '../connect/index.ts';
import { type FlowDefinition, parseFlowDefinition } from './flow-definition.ts';

export interface ListedFlow {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly audio: {
    readonly id: string;
    readonly name: string;
    readonly durationMs: number;
    readonly state: AudioState;
  };
  readonly queue: { readonly id: string; readonly name: string } | null;
  readonly definition: FlowDefinition;
}

const maxFlows = 1000;

/** The current tenant's flows in their current version, newest first. */
export async function listFlows(tx: TenantTx): Promise<ListedFlow[]> {
  const rows = await tx.sql<(ListedFlow & { definition: unknown })[]>`
    select f.id, f.name, v.version, v.definition,
      json_build_object('id', a.id, 'name', a.name, 'durationMs', coalesce(a.duration_ms, 0), 'state', a.state) as audio,
      case when q.id is not null then json_build_object('id', q.id, 'name', q.name) end as queue
    from flows f join flow_versions v on (v.tenant_id, v.flow_id, v.version) = (f.tenant_id, f.id, f.current_version)
      join audio a on (a.tenant_id, a.id) = (v.tenant_id, v.audio_id)
      left join queues q on (q.tenant_id, q.id) = (v.tenant_id, v.queue_id)
    where f.tenant_id = ${tx.actor.tenantId} and f.retired_at is null order by f.id desc limit ${maxFlows}`;
  return rows.map((row) => ({ ...row, definition: parseFlowDefinition(row.definition) }));
}
