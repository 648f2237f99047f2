import type postgres from 'postgres';
import type { TenantTx } from '../../connect/index.ts';

/** A piece of SQL; to await one would send it. */
export type Fragment = postgres.PendingQuery<postgres.Row[]>;

/** What a person typed to find a movement again. */
export interface Reference {
  /** Of whose entries it speaks, where that is known; the entries of all of them, if they also fit the rest. */
  readonly transferIds?: readonly string[];
  /** Otherwise what fits, entry by entry. */
  readonly looked?: Fragment;
  /** Only transfers have notes: calls need not be looked through. */
  readonly isOfTransfer?: boolean;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** As lists show ids: by their last digits. */
const endOfId = /^[0-9a-f]{6,12}$/;

/** Reads a reference: an id, its end, a payment service's name of a payment, or words of a note. */
export async function findReference(tx: TenantTx, typed: string, tenantId: string | undefined): Promise<Reference> {
  const { sql } = tx;
  const text = typed.trim().toLowerCase();
  const ofPayment = await transfersOfPayment(tx, typed.trim(), tenantId);
  if (uuid.test(text)) return { transferIds: [text, ...ofPayment] };
  if (ofPayment.length > 0) return { transferIds: ofPayment };
  if (endOfId.test(text)) return { looked: sql`and right(e.transfer_id::text, ${text.length}::int) = ${text}` };
  return {
    isOfTransfer: true,
    looked: sql`and exists (select from transfers t where t.id = e.transfer_id and t.tenant_id in (e.tenant_id, e.counterparty_tenant_id)
      and position(${text} in lower(t.note)) > 0)`,
  };
}

async function transfersOfPayment(tx: TenantTx, name: string, tenantId: string | undefined): Promise<string[]> {
  const { sql } = tx;
  const whose =
    tenantId === undefined
      ? sql`any (array(select descendant from tenant_closure where ancestor = ${tx.actor.tenantId}))`
      : sql`${tenantId}`;
  const rows = await sql<{ id: string }[]>`
    select distinct s.transfer_id as id from payments p join payment_postings s on (s.tenant_id, s.payment_id) = (p.tenant_id, p.id)
    where p.tenant_id = ${whose} and ${name} in (p.id::text, p.checkout_id, p.provider_payment_id, s.provider_id) limit 100`;
  return rows.map((row) => row.id);
}
