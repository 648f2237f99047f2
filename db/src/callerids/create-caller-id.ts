import { type TenantTx, violates } from '../connect/index.ts';
import { DomainError } from '../errors.ts';
import { recordAudit } from '../tenancy/index.ts';
import { readCallerNumber } from './caller-number.ts';
import { checkPapers, layPapers } from './papers.ts';
import { recordEvent } from './record-event.ts';

export interface NewCallerId {
  /** As the person wrote it. */
  readonly number: string;
  readonly documentIds: readonly string[];
  /** To whoever reviews it. */
  readonly note: string;
}

/**
 * Puts a number of the current tenant with its documents before the reviewers; answers its id. Throws `invalid_input` on the field
 * `number` with why it cannot be shown, or on `documentIds`, and `name_taken` for one that stands in the list.
 */
export async function submitCallerId(tx: TenantTx, input: NewCallerId, at: Date): Promise<string> {
  const read = readCallerNumber(input.number);
  if (!read.ok)
    throw new DomainError('invalid_input', 'the number cannot be shown', [
      { field: 'number', code: read.reason, message: 'a mobile, a landline with its area code, or a 400 number' },
    ]);
  await checkPapers(tx, input.documentIds);
  const id = await createCallerId(tx, { number: read.number, note: input.note, at });
  await layPapers(tx, [id], { submission: 1, documentIds: input.documentIds });
  return id;
}

/** Writes a number, in E.164, that waits for a decision; without looking at documents. Answers its id. Throws `name_taken`. */
export async function createCallerId(
  tx: TenantTx,
  { number, note = '', at = new Date() }: { readonly number: string; readonly note?: string; readonly at?: Date },
): Promise<string> {
  const { tenantId } = tx.actor;
  const [{ id }] = await tx.sql<[{ id: string }]>`select new_id() as id`;
  try {
    await tx.sql`
      insert into caller_ids (tenant_id, id, number, note, submitted_at) values (${tenantId}, ${id}, ${number}, ${note}, ${at})`;
  } catch (error) {
    if (!violates(error, 'caller_ids_tenant_id_number_key')) throw error;
    throw new DomainError(
      'name_taken',
      'this number was submitted before',
      [{ field: 'number', code: 'taken', message: 'it stands in the list' }],
      { cause: error },
    );
  }
  await recordEvent(tx, { tenantId, callerIdId: id, submission: 1, kind: 'submitted', at, actor: tx.actor });
  await recordAudit(tx, { tenantId, action: 'caller-id.submit', subjectType: 'caller-id', subjectId: id });
  return id;
}
