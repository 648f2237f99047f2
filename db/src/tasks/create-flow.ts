import { holdAudio } from '../audio/index.ts';
import type { TenantTx } from '../connect/index.ts';
import { DomainError } from '../errors.ts';
import { recordAudit } from '../tenancy/index.ts';
import { type FlowDefinitionInput, flowDefinition } from './flow-definition.ts';

export interface NewFlow {
  readonly name: string;
  readonly audioId: string;
  /** Needed where a key transfers. */
  readonly queueId?: string | undefined;
  readonly definition: FlowDefinitionInput;
}

/** Creates a flow with its first version; answers its id. Throws `not_found` for audio or a queue that is not one's own. */
export async function createFlow(tx: TenantTx, { name, audioId, queueId, definition }: NewFlow): Promise<string> {
  const { tenantId } = tx.actor;
  const complete = flowDefinition.parse(definition);
  if (queueId === undefined && Object.values(complete.keys).includes('transfer')) {
    throw new DomainError('invalid_input', 'a transfer needs a queue', [
      { field: 'queueId', code: 'required', message: 'say who takes the calls' },
    ]);
  }
  await holdAudio(tx, audioId);
  const [{ id }] = await tx.sql<[{ id: string }]>`
    insert into flows (tenant_id, name) values (${tenantId}, ${name}) returning id`;
  await tx.sql`
    insert into flow_versions (tenant_id, flow_id, version, audio_id, queue_id, definition)
    values (${tenantId}, ${id}, 1, ${audioId}, ${queueId ?? null}, ${JSON.stringify(complete)}::jsonb)`;
  await recordAudit(tx, { tenantId, action: 'flow.create', subjectType: 'flow', subjectId: id, details: { name } });
  return id;
}
