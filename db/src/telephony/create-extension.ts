import { type TenantTx, violates } from '../connect/index.ts';
import { DomainError } from '../errors.ts';
import { recordAudit } from '../tenancy/index.ts';
import { hashSipPassword } from './sip-password.ts';

export interface NewExtension {
  /** 3 to 8 digits, unique within the tenant. */
  readonly number: string;
  readonly password: string;
}

/**
 * Creates a SIP account of the current tenant; answers its id and the name that it registers by, which is unique over the platform.
 * Only the hash of the password is kept. Throws `name_taken` for a number that is in use.
 */
export async function createExtension(tx: TenantTx, { number, password }: NewExtension) {
  const { tenantId } = tx.actor;
  const [{ id }] = await tx.sql<[{ id: string }]>`select new_id() as id`;
  // The end of a uuidv7 is its random part.
  const sipId = `e${number}x${id.slice(-12)}`;
  const ha1 = hashSipPassword(sipId, password);
  try {
    await tx.sql`
      insert into extensions (tenant_id, id, number, sip_id, ha1) values (${tenantId}, ${id}, ${number}, ${sipId}, ${ha1})`;
  } catch (error) {
    if (!violates(error, 'extensions_tenant_id_number_key')) throw error;
    throw new DomainError(
      'name_taken',
      'an extension has this number',
      [{ field: 'number', code: 'taken', message: 'choose another number' }],
      { cause: error },
    );
  }
  await recordAudit(tx, {
    tenantId,
    action: 'extension.create',
    subjectType: 'extension',
    subjectId: id,
    details: { number },
  });
  return { id, sipId };
}
