import type { TenantTx } from '../connect/index.ts';
import { DomainError } from '../errors.ts';
import { recordAudit } from '../tenancy/index.ts';
import { type CallerNumberRefusal, readCallerNumber } from './caller-number.ts';
import { checkPapers, layPapers } from './papers.ts';
import { recordEvent } from './record-event.ts';

/** Numbers in one go. */
export const maxBulkNumbers = 1_000;

/** What became of one line. `repeated`: it stood further up; `taken`: it was submitted before. */
export interface BulkLine {
  readonly line: number;
  readonly text: string;
  readonly number: string | null;
  readonly refusal: CallerNumberRefusal | 'repeated' | 'taken' | null;
  readonly callerIdId: string | null;
}

/** Reads lines of numbers and says of each what it is, and whether it could be submitted; writes nothing. Throws `batch_too_large`. */
export async function checkNumbers(tx: TenantTx, texts: readonly string[]): Promise<BulkLine[]> {
  if (texts.length > maxBulkNumbers) throw new DomainError('batch_too_large', `at most ${maxBulkNumbers} numbers`);
  const read = texts.map((text) => readCallerNumber(text));
  const numbers = read.flatMap((one) => (one.ok ? [one.number] : []));
  const known = await tx.sql<{ number: string }[]>`
    select number from caller_ids where tenant_id = ${tx.actor.tenantId} and number = any (${numbers}::text[])`;
  const taken = new Set(known.map((row) => row.number));
  const seen = new Set<string>();
  return read.map((one, i) => {
    const line = { line: i + 1, text: texts[i] ?? '', callerIdId: null };
    if (!one.ok) return { ...line, number: null, refusal: one.reason };
    const refusal = seen.has(one.number) ? 'repeated' : taken.has(one.number) ? 'taken' : null;
    seen.add(one.number);
    return { ...line, number: one.number, refusal };
  });
}

/**
 * Puts many numbers with the same documents before the reviewers; those that cannot be are named with the reason, the others are
 * submitted. Throws `invalid_input` on `documentIds`, and `batch_too_large`.
 */
export async function submitMany(
  tx: TenantTx,
  input: { readonly numbers: readonly string[]; readonly documentIds: readonly string[]; readonly note: string },
  at: Date,
): Promise<BulkLine[]> {
  const { tenantId } = tx.actor;
  await checkPapers(tx, input.documentIds);
  // One after the other, or two lists at once could both hold a number.
  await tx.sql`select pg_advisory_xact_lock(hashtextextended(${`caller ids of ${tenantId}`}, 0))`;
  const lines = await checkNumbers(tx, input.numbers);
  const fit = lines.flatMap((line) => (line.refusal === null && line.number !== null ? [line.number] : []));
  const made = await tx.sql<{ id: string; number: string }[]>`
    insert into caller_ids (tenant_id, number, note, submitted_at)
    select ${tenantId}, n.number, ${input.note}, ${at} from unnest(${fit}::text[]) n (number)
    on conflict (tenant_id, number) do nothing returning id, number`;
  const idOf = new Map(made.map((row) => [row.number, row.id]));
  const ids = [...idOf.values()];
  await layPapers(tx, ids, { submission: 1, documentIds: input.documentIds });
  for (const id of ids) {
    await recordEvent(tx, { tenantId, callerIdId: id, submission: 1, kind: 'submitted', at, actor: tx.actor });
    await recordAudit(tx, { tenantId, action: 'caller-id.submit', subjectType: 'caller-id', subjectId: id });
  }
  return lines.map((line) => {
    if (line.refusal !== null || line.number === null) return line;
    const callerIdId = idOf.get(line.number);
    return callerIdId === undefined ? { ...line, refusal: 'taken' } : { ...line, callerIdId };
  });
}
