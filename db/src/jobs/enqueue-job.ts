import type { TenantTx } from '../connect/index.ts';

export interface NewJob {
  /** `deck-preview`, `ledger-export` …: the handler in `workers/src/jobs` of that name does it. */
  readonly kind: string;
  /** What the handler needs to begin; it parses this itself. Never secrets. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** Asks for background work in the transaction of its cause: neither exists without the other. Answers the job's id. */
export async function enqueueJob(tx: TenantTx, { kind, input }: NewJob): Promise<string> {
  const [job] = await tx.sql<[{ id: string }]>`
    insert into jobs (tenant_id, id, kind, input, staff_id)
    values (${tx.actor.tenantId}, new_id(), ${kind}, ${JSON.stringify(input)}::jsonb, ${tx.actor.staffId ?? null}) returning id`;
  return job.id;
}
