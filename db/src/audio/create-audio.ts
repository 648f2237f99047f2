import type { TenantTx } from '../connect/index.ts';
import { recordAudit } from '../tenancy/index.ts';

export interface NewAudio {
  readonly name: string;
  /** outbound: played to the callee. ringback: played while a seat rings. */
  readonly kind: 'outbound' | 'ringback';
  /** Lower-case hex SHA-256 of the converted bytes (8 kHz mono ulaw, no header). */
  readonly sha256: string;
  readonly durationMs: number;
}

/** Submits converted audio of the current tenant for approval; answers its id. The approval will be of exactly these bytes. */
export async function createAudio(tx: TenantTx, { name, kind, sha256, durationMs }: NewAudio): Promise<string> {
  const { tenantId } = tx.actor;
  const [{ id }] = await tx.sql<[{ id: string }]>`
    insert into audio (tenant_id, name, kind, sha256, duration_ms) values (${tenantId}, ${name}, ${kind}, ${sha256}, ${durationMs})
    returning id`;
  await recordAudit(tx, {
    tenantId,
    action: 'audio.submit',
    subjectType: 'audio',
    subjectId: id,
    details: { name, kind, sha256 },
  });
  return id;
}
