// What an actor must never see, read from the record itself: every id, number and marked name in rows that are not its to read.
import type postgres from 'postgres';
import { marker } from './world.ts';

/**
 * Tables whose rows a tenant's ancestors read too, as the catalogue of the product says: accounts, money, approvals, counts. A table
 * that is not named here is taken for the tenant's own.
 */
const subtreeTables: ReadonlySet<string> = new Set([
  ...['tenants', 'staff', 'audit_entries', 'wallets', 'transfers', 'entries', 'holds', 'rate_assignments'],
  ...['support_sessions', 'support_session_views', 'roles', 'tenant_company_roles'],
  ...['caller_ids', 'caller_id_events', 'audio', 'audio_events', 'task_counters', 'attempt_charges', 'alerts'],
  ...['payments', 'payment_reversals', 'payment_postings', 'tenant_domains'],
]);

/** What the operator's reviewers read beside it, to decide about an approval. */
const reviewedTables: ReadonlySet<string> = new Set([
  ...['caller_id_documents', 'caller_id_document_pages', 'caller_id_papers'],
]);

interface Row {
  readonly table: string;
  readonly tenantId: string;
  readonly values: readonly string[];
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const number = /^\+[0-9]{5,15}$/;
const account = /^[a-z0-9]{15,}$/;

/** Every row of every table that has a tenant, as the superuser sees it, reduced to what would tell it apart. */
export async function readRows(sql: postgres.Sql): Promise<Row[]> {
  const tables = await sql<{ table: string; tenant: string }[]>`
    select c.relname as table, a.attname as tenant from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      and a.attname = case c.relname when 'tenants' then 'id' else 'tenant_id' end`;
  const rows: Row[] = [];
  for (const { table, tenant } of tables) {
    const found = await sql<{ row: Record<string, unknown> }[]>`select to_jsonb(t) as row from ${sql(table)} t`;
    for (const { row } of found) {
      rows.push({ table, tenantId: String(row[tenant]), values: Object.values(row).flatMap(tellingOf) });
    }
  }
  return rows;
}

function tellingOf(value: unknown): string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(tellingOf);
  if (typeof value !== 'string') return [];
  const isTelling = uuid.test(value) || number.test(value) || account.test(value) || value.includes(`${marker}-`);
  return isTelling ? [value] : [];
}

/** What may stand in no answer to this tenant. */
export async function secretsFrom(
  sql: postgres.Sql,
  rows: readonly Row[],
  tenantId: string,
): Promise<ReadonlySet<string>> {
  const below = await sql<{ id: string }[]>`select descendant as id from tenant_closure where ancestor = ${tenantId}`;
  const subtree = new Set(below.map((tenant) => tenant.id));
  const bought = await sql<
    { id: string }[]
  >`select rate_group_id as id from rate_assignments where tenant_id = ${tenantId}`;
  const [{ reviews }] = await sql<
    [{ reviews: boolean }]
  >`select kind = 'operator' as reviews from tenants where id = ${tenantId}`;
  const isPermitted = ({ table, tenantId: owner, values }: Row) =>
    owner === tenantId ||
    (reviews && reviewedTables.has(table)) ||
    (subtreeTables.has(table) && subtree.has(owner)) ||
    // The explicit grant: the groups that it buys at, with their rates.
    (['rate_groups', 'rates'].includes(table) && bought.some((group) => values.includes(group.id)));
  const permitted = new Set(rows.filter(isPermitted).flatMap((row) => row.values));
  const all = rows.flatMap((row) => row.values);
  return new Set(all.filter((value) => !permitted.has(value)));
}

/** Which secrets stand in a text. */
export function leaksIn(text: string, secrets: ReadonlySet<string>): string[] {
  return [...secrets].filter((secret) => text.includes(secret));
}

/** One hash over every row of every table. */
export async function fingerprint(sql: postgres.Sql): Promise<string> {
  const tables = await sql<{ name: string }[]>`
    select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by 1`;
  const parts = tables.map(({ name }) => {
    // That somebody was refused is written down, which is no change of what he tried to change.
    const but = name === 'audit_entries' ? `where action <> 'permission.refuse'` : '';
    return `select '${name}' t, md5(coalesce(string_agg(x::text, '|' order by x::text), '')) h from "${name}" x ${but}`;
  });
  const [{ hash }] = (await sql.unsafe(
    `select md5(string_agg(t || h, ',' order by t)) hash from (${parts.join(' union all ')}) p`,
  )) as [{ hash: string }];
  return hash;
}
