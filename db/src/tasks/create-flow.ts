import { holdAudio } from '../audio/index.ts';
import type { TenantTx } from '../connect/index.ts';
import { DomainError } from '../errors.ts';
import { recordAudit } from '../tenancy/index.ts';
import { type FlowDefinition, type FlowDefinitionInput, flowDefinition } from './flow-definition.ts';

export interface NewFlow {
  readonly name: string;
  readonly audioId: string;
  /** Needed where a key transfers. */
  readonly queueId?: string | undefined;
  readonly definition: FlowDefinitionInput;
}

/** What a version is written from. */
interface FlowVersion {
  readonly audioId: string;
  readonly queueId: string | null;
  readonly definition: FlowDefinition;
}

/** Creates a flow with its first version; answers its id. Throws `not_found` for audio or a queue that is not one's own. */
export async function createFlow(tx: TenantTx, flow: NewFlow): Promise<string> {
  const { name } = flow;
  const { tenantId } = tx.actor;
  const written = await readNewVersion(tx, flow);
  const [{ id }] = await tx.sql<[{ id: string }]>`
    insert into flows (tenant_id, name) values (${tenantId}, ${name}) returning id`;
  await writeVersion(tx, { flowId: id, version: 1 }, written);
  await recordAudit(tx, { tenantId, action: 'flow.create', subjectType: 'flow', subjectId: id, details: { name } });
  return id;
}

/**
 * What a flow is to be, complete, with its audio and queue held. Throws `not_found` for those that are not the tenant's, and
 * `invalid_input` for a transfer without a queue.
 */
export async function readNewVersion(tx: TenantTx, { audioId, queueId, definition }: NewFlow): Promise<FlowVersion> {
  const complete = flowDefinition.parse(definition);
  if (queueId === undefined && Object.values(complete.keys).includes('transfer')) {
    throw new DomainError('invalid_input', 'a transfer needs a queue', [
      { field: 'queueId', code: 'required', message: 'say who takes the calls' },
    ]);
  }
  await holdAudio(tx, audioId);
  if (queueId !== undefined) await holdQueue(tx, queueId);
  return { audioId, queueId: queueId ?? null, definition: complete };
}

export async function writeVersion(
  { sql, actor }: TenantTx,
  { flowId, version }: { readonly flowId: string; readonly version: number },
  { audioId, queueId, definition }: FlowVersion,
): Promise<void> {
  await sql`
    insert into flow_versions (tenant_id, flow_id, version, audio_id, queue_id, definition)
    values (${actor.tenantId}, ${flowId}, ${version}, ${audioId}, ${queueId}, ${JSON.stringify(definition)}::jsonb)`;
}

/** Until the transaction ends nobody retires it. */
async function holdQueue({ sql, actor }: TenantTx, id: string): Promise<void> {
  const held = await sql`
    select from queues where (tenant_id, id) = (${actor.tenantId}, ${id}) and retired_at is null for share`;
  if (held.length === 0) throw new DomainError('not_found');
}
