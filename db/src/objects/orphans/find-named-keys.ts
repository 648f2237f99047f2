import type { PlatformTx } from '../../connect/index.ts';

/** A key with the ids that it is made of. */
interface KeyParts {
  readonly key: string;
  readonly tenantId: string;
  readonly what: string;
  readonly name: string;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Which of these objects something in the record names, all at one moment: a column `object_key` or `…_object_key` of any table (found in
 * the catalogue, so that none is forgotten), an upload on its way, or a job. What belongs to no tenant of this record counts as named
 * too: it may be another installation's. Throws where a column may not be read, so that nobody takes silence for an answer.
 */
export async function findNamedKeys(tx: PlatformTx, keys: readonly string[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const { sql } = tx;
  const parts = keys.map(partsOf);
  const all = keys as string[];
  const incoming = parts.filter(({ what, name }) => what === 'incoming' && uuid.test(name));
  const ofJobs = parts.filter(({ what, name }) => what === 'jobs' && uuid.test(name));
  const uploads = parts.filter(({ what }) => what === 'uploads').map(({ key }) => key);
  const columns = await findObjectColumns(tx);
  const inColumns = columns.map(
    ({ table, column }) =>
      sql`union all select ${sql(column)} from ${sql(table)} where ${sql(column)} = any (${all}::text[])`,
  );
  const named = await sql<{ key: string }[]>`
    select k.key from unnest(${all}::text[], ${parts.map(({ tenantId }) => tenantId)}::uuid[]) k (key, tenant_id)
    where not exists (select from tenants t where t.id = k.tenant_id)
    ${inColumns}
    union all ${madeOf(tx, incoming, 'uploads')}
    union all ${madeOf(tx, ofJobs, 'jobs')}
    union all select k.key from unnest(${uploads}::text[]) k (key)
      where exists (select from jobs j where position(k.key in j.input::text) > 0 or position(k.key in j.result::text) > 0)`;
  return new Set(named.map(({ key }) => key));
}

/** Keys that end in the id of a row that is there. */
function madeOf({ sql }: PlatformTx, parts: readonly KeyParts[], table: 'uploads' | 'jobs') {
  const [keys, tenants, ids] = [
    parts.map(({ key }) => key),
    parts.map(({ tenantId }) => tenantId),
    parts.map(({ name }) => name),
  ];
  return sql`
    select k.key from unnest(${keys}::text[], ${tenants}::uuid[], ${ids}::uuid[]) k (key, tenant_id, id)
    join ${sql(table)} r on (r.tenant_id, r.id) = (k.tenant_id, k.id)`;
}

/** Every column that names objects. */
function findObjectColumns({ sql }: PlatformTx): Promise<{ table: string; column: string }[]> {
  return sql<{ table: string; column: string }[]>`
    select c.relname as table, a.attname as column
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attname ~ '(^|_)object_key$' order by 1, 2`;
}

function partsOf(key: string): KeyParts {
  const [, tenantId = '', what = '', name = ''] = key.split('/');
  return { key, tenantId, what, name };
}
