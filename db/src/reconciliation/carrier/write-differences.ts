import type { PlatformTx } from '../../connect/index.ts';
import type { CarrierDifference } from './match-tally.ts';

const batchRows = 2_000;

const iso = (ms: number | null | undefined) => (ms === null || ms === undefined ? null : new Date(ms).toISOString());
const text = (amount: bigint | null | undefined) => (amount === null || amount === undefined ? null : String(amount));

/** Writes the list of a file's differences in place of the one that stood there, in order of time. */
export async function writeDifferences(
  { sql }: PlatformTx,
  { tenantId, fileId }: { readonly tenantId: string; readonly fileId: string },
  differences: readonly CarrierDifference[],
): Promise<void> {
  await sql`delete from carrier_differences where tenant_id = ${tenantId} and carrier_file_id = ${fileId}`;
  const startOf = ({ theirs, ours }: CarrierDifference) =>
    theirs?.startedAtMs ?? ours?.originatedAtMs ?? ours?.answeredAtMs ?? 0;
  const ordered = differences.toSorted((a, b) => startOf(a) - startOf(b));
  for (let first = 0; first < ordered.length; first += batchRows) {
    const rows = ordered.slice(first, first + batchRows);
    await sql`
      insert into carrier_differences (tenant_id, carrier_file_id, seq, kind, number_masked, line, attempt_id, our_started_at, our_seconds, our_micros,
          their_started_at, their_seconds, their_micros)
        select ${tenantId}, ${fileId}, r.* from unnest(
          ${rows.map((_, i) => first + i + 1)}::int[], ${rows.map((r) => r.kind)}::text[], ${rows.map((r) => r.numberMasked)}::text[],
          ${rows.map((r) => r.theirs?.line ?? null)}::int[], ${rows.map((r) => r.ours?.attemptId ?? null)}::uuid[],
          ${rows.map((r) => iso(r.ours?.answeredAtMs ?? r.ours?.originatedAtMs))}::timestamptz[],
          ${rows.map((r) => r.ours?.seconds ?? null)}::int[], ${rows.map((r) => text(r.ours?.expectedMicros))}::bigint[],
          ${rows.map((r) => iso(r.theirs?.startedAtMs))}::timestamptz[], ${rows.map((r) => r.theirs?.seconds ?? null)}::int[],
          ${rows.map((r) => text(r.theirs?.amountMicros))}::bigint[]) r`;
  }
}
