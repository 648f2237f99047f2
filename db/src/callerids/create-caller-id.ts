import { type TenantTx, violates } from '../connect/index.ts';
import { DomainError } from '../errors.ts';
import { recordAudit } from '../tenancy/index.ts';

/** Submits a number of the current tenant, in E.164, to be shown to callees once it is approved; answers its id. Throws `name_taken`. */
export async function createCallerId(tx: TenantTx, { number }: { readonly number: string }): Promise<string> {
  const { tenantId } = tx.actor;
  const [{ id }] = await tx.sql<[{ id: string }]>`select new_id() as id`;
  try {
    await tx.sql`insert into caller_ids (tenant_id, id, number) values (${tenantId}, ${id}, ${number})`;
  } catch (error) {
    if (!violates(error, 'caller_ids_tenant_id_number_key')) throw error;
    throw new DomainError(
      'name_taken',
      'this number was submitted before',
      [{ field: 'number', code: 'taken', message: 'it stands in the list' }],
      { cause: error },
    );
  }
  await recordAudit(tx, { tenantId, action: 'caller-id.submit', subjectType: 'caller-id', subjectId: id });
  return id;
}
