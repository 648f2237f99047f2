import type { PlatformTx } from '../connect/index.ts';
import { raiseAlert, resolveAlert } from '../tenancy/index.ts';
import { findProofHistory } from './plan-proof.ts';
import type { LedgerProof } from './prove-ledger.ts';

/** Recent proofs that found nothing are kept this long; full ones and those that found drift for good. */
const keepRecentDays = 3;

/**
 * Writes down what a proof found: the run in the operator's record, the wallets' checkpoints where nothing was wrong, and an alert
 * while there is drift. What a full proof found wrong only a full one lifts, as a recent one does not look there.
 */
export async function keepProof(tx: PlatformTx, proof: LedgerProof): Promise<void> {
  const { sql } = tx;
  const [operator] = await sql<{ id: string }[]>`select id from tenants where parent_id is null`;
  if (operator === undefined) return;
  await sql`
    insert into ledger_proofs (tenant_id, mode, started_at, ended_at, examined, drift, results)
    values (${operator.id}, ${proof.mode}, ${proof.startedAt}, ${proof.endedAt}, ${proof.examined}, ${proof.drift},
      ${JSON.stringify(proof.results)}::jsonb)`;
  await sql`
    delete from ledger_proofs where tenant_id = ${operator.id} and mode = 'recent' and drift = 0
      and started_at < now() - make_interval(days => ${keepRecentDays})`;
  if (proof.drift === 0) await advanceCheckpoints(tx, proof);
  const subject = {
    tenantId: operator.id,
    kind: 'ledger_drift',
    subjectType: 'ledger',
    subjectId: operator.id,
  } as const;
  if (proof.drift > 0) {
    const broken = proof.results.filter((result) => result.drift > 0);
    await raiseAlert(tx, {
      ...subject,
      level: 'critical',
      details: { drift: proof.drift, invariants: broken.map((result) => result.invariant).join(', ') },
    });
  } else if ((await findProofHistory(tx)).lastFull?.drift === 0n) {
    await resolveAlert(tx, subject);
  }
}

async function advanceCheckpoints({ sql }: PlatformTx, { marks }: LedgerProof): Promise<void> {
  if (marks.length === 0) return;
  await sql`
    insert into ledger_checkpoints (tenant_id, wallet_id, seq, balance_micros)
    select * from unnest(${marks.map((m) => m.tenantId)}::uuid[], ${marks.map((m) => m.walletId)}::uuid[],
      ${marks.map((m) => String(m.seq))}::bigint[], ${marks.map((m) => String(m.balanceMicros))}::bigint[])
    on conflict (tenant_id, wallet_id) do update
      set seq = excluded.seq, balance_micros = excluded.balance_micros, proven_at = now()`;
}
