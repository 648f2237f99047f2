import type { TenantTx } from '../connect/index.ts';
import { recordAudit } from '../tenancy/index.ts';

export interface NewTrunk {
  /** Also the name of the switch's endpoint: lower-case letters, digits and hyphens. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly transport?: 'udp' | 'tcp' | 'tls';
  readonly numberFormat?: 'national' | 'e164' | 'e164_plus';
  readonly maxChannels?: number;
  readonly maxCallsPerSecond?: number;
  /** E.164 digits without the plus that are routed to it; the empty prefix takes every number. */
  readonly prefixes: readonly string[];
}

/** Creates a carrier link of the current tenant with its routes; answers its id. */
export async function createTrunk(tx: TenantTx, input: NewTrunk): Promise<string> {
  const { tenantId } = tx.actor;
  const [{ id }] = await tx.sql<[{ id: string }]>`
    insert into trunks (tenant_id, name, host, port, transport, number_format, max_channels, max_calls_per_second)
    values (${tenantId}, ${input.name}, ${input.host}, ${input.port}, ${input.transport ?? 'udp'}, ${input.numberFormat ?? 'national'},
      ${input.maxChannels ?? 100}, ${input.maxCallsPerSecond ?? 50})
    returning id`;
  await tx.sql`
    insert into routes (tenant_id, prefix, trunk_id) select ${tenantId}, prefix, ${id} from unnest(${input.prefixes}::text[]) prefix`;
  await recordAudit(tx, {
    tenantId,
    action: 'trunk.create',
    subjectType: 'trunk',
    subjectId: id,
    details: { name: input.name, host: input.host, port: input.port },
  });
  return id;
}
