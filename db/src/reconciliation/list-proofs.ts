import type { TenantTx } from '../connect/index.ts';
import { cursorForms, type Page, type PageRequest, readCursor, toPage } from '../cursor.ts';
import type { InvariantResult } from './proof-check.ts';
import type { proofModes } from './tables.ts';

/** A kept run of the proof. */
export interface KeptProof {
  readonly id: string;
  readonly mode: (typeof proofModes)[number];
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly examined: bigint;
  readonly drift: bigint;
  readonly results: readonly InvariantResult[];
}

/** The runs of the proof that the current tenant keeps, newest first. */
export async function listProofs(tx: TenantTx, page: PageRequest): Promise<Page<KeptProof>> {
  const { sql, actor } = tx;
  const [startedMicros, id] =
    page.cursor === undefined ? [] : readCursor(page.cursor, [cursorForms.integer, cursorForms.uuid]);
  const after =
    startedMicros === undefined
      ? sql``
      : sql`and (started_at, id) < (to_timestamp(0) + ${startedMicros}::bigint * interval '1 microsecond', ${id ?? ''}::uuid)`;
  const rows = await sql<(KeptProof & { key: bigint })[]>`
    select ${columns(tx)}, (extract(epoch from started_at) * 1000000)::bigint as key from ledger_proofs
    where tenant_id = ${actor.tenantId} ${after} order by started_at desc, id desc limit ${page.limit + 1}`;
  return toPage(rows, page.limit, {
    item: ({ id: itsId, mode, startedAt, endedAt, examined, drift, results }) => ({
      ...{ id: itsId, mode, startedAt, endedAt, examined, drift, results },
    }),
    key: (row) => [String(row.key), row.id],
  });
}

/** The newest run of each kind: what is known of the ledger now. */
export async function getProofState(
  tx: TenantTx,
): Promise<{ readonly recent: KeptProof | undefined; readonly full: KeptProof | undefined }> {
  const newest = async (mode: KeptProof['mode']) => {
    const [row] = await tx.sql<KeptProof[]>`
      select ${columns(tx)} from ledger_proofs where tenant_id = ${tx.actor.tenantId} and mode = ${mode}
      order by started_at desc, id desc limit 1`;
    return row;
  };
  const [recent, full] = await Promise.all([newest('recent'), newest('full')]);
  return { recent, full };
}

function columns({ sql }: TenantTx) {
  return sql`id, mode, started_at as "startedAt", ended_at as "endedAt", examined, drift, results`;
}
