import type { Database, PlatformTx } from '../connect/index.ts';
import { openSecret, sealingKeyOf, SecretError, sealSecret } from './seal-secret.ts';
import type { SecretKeys } from './secret-keys.ts';

/** Every column that holds sealed secrets, with what its secrets are bound to. A test compares it with the columns named `sealed_…`. */
export const sealedColumns = [
  { table: 'second_factors', column: 'sealed_seed', rowId: 'staff_id' },
  { table: 'trunks', column: 'sealed_password', rowId: 'id' },
] as const;

type SealedColumn = (typeof sealedColumns)[number];

export interface Resealed {
  readonly table: string;
  /** Sealed with the newest key already. */
  readonly current: number;
  readonly resealed: number;
  /** That no key of the ring opens. */
  readonly stuck: number;
}

const batchSize = 500;

/**
 * Seals everything anew that an older key of the ring holds, in batches of their own transactions: it may be stopped and begun again at
 * any moment, and may run while the product does. When nothing is stuck, older keys can go. Throws `SecretError` `no_key`.
 */
export async function resealSecrets(database: Database, keys: SecretKeys): Promise<Resealed[]> {
  if (keys.sealing === undefined) throw new SecretError('no_key');
  const newest = keys.sealing.id;
  const results: Resealed[] = [];
  for (const column of sealedColumns) {
    const total = { table: column.table, current: 0, resealed: 0, stuck: 0 };
    for (let after = ''; ;) {
      const batch = await database.withPlatform('seal secrets anew', (tx) =>
        resealBatch(tx, column, keys, after, newest),
      );
      total.current += batch.current;
      total.resealed += batch.resealed;
      total.stuck += batch.stuck;
      if (batch.last === undefined) break;
      after = batch.last;
    }
    results.push(total);
  }
  return results;
}

async function resealBatch(
  { sql }: PlatformTx,
  { table, column, rowId }: SealedColumn,
  keys: SecretKeys,
  after: string,
  newest: string,
) {
  const rows = await sql<{ place: string; tenantId: string; rowId: string; sealed: string }[]>`
    select tenant_id || ' ' || ${sql(rowId)} as place, tenant_id as "tenantId", ${sql(rowId)} as "rowId", ${sql(column)} as sealed
    from ${sql(table)} where ${sql(column)} is not null and tenant_id || ' ' || ${sql(rowId)} > ${after}
    order by 1 limit ${batchSize} for update`;
  const count = { current: 0, resealed: 0, stuck: 0 };
  for (const row of rows) {
    const outcome = reseal(keys, row.sealed, { table, tenantId: row.tenantId, rowId: row.rowId }, newest);
    if (typeof outcome === 'string') count[outcome]++;
    else {
      count.resealed++;
      await sql`
        update ${sql(table)} set ${sql(column)} = ${outcome.sealed}
        where tenant_id = ${row.tenantId} and ${sql(rowId)} = ${row.rowId}`;
    }
  }
  return { ...count, last: rows.length < batchSize ? undefined : rows.at(-1)?.place };
}

function reseal(
  keys: SecretKeys,
  sealed: string,
  context: { readonly table: string; readonly tenantId: string; readonly rowId: string },
  newest: string,
): 'current' | 'stuck' | { readonly sealed: string } {
  try {
    const plain = openSecret(keys, sealed, context);
    return sealingKeyOf(sealed) === newest ? 'current' : { sealed: sealSecret(keys, plain, context) };
  } catch (error) {
    if (error instanceof SecretError) return 'stuck';
    throw error;
  }
}
