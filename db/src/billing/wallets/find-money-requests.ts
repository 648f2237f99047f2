import type { TenantTx } from '../../connect/index.ts';
import { cursorForms, type Page, type PageRequest, readCursor, toPage } from '../../cursor.ts';
import { DomainError } from '../../errors.ts';
import type { Micros } from '../micros.ts';
import type { transferRequestKinds, transferRequestStates } from '../tables.ts';

export type MoneyRequestState = (typeof transferRequestStates)[number];

interface Named {
  readonly id: string;
  readonly name: string;
}

export interface ListedMoneyRequest {
  readonly id: string;
  readonly kind: (typeof transferRequestKinds)[number];
  readonly tenant: Named;
  readonly upward: boolean;
  readonly amountMicros: Micros;
  readonly currency: string;
  readonly note: string | null;
  readonly correctsId: string | null;
  readonly state: MoneyRequestState;
  readonly requestedBy: Named;
  readonly requestedAt: Date;
  readonly expiresAt: Date;
  readonly decidedBy: Named | null;
  readonly decidedAt: Date | null;
  readonly reason: string | null;
  /** What came of it, once it was approved. */
  readonly transferId: string | null;
}

/** The current tenant's requests that needed a second person, newest first. */
export async function listMoneyRequests(
  tx: TenantTx,
  filter: { readonly state?: MoneyRequestState | undefined },
  page: PageRequest,
): Promise<Page<ListedMoneyRequest>> {
  const { sql } = tx;
  const [id] = page.cursor === undefined ? [] : readCursor(page.cursor, [cursorForms.uuid]);
  const rows = await select(
    tx,
    sql`${id === undefined ? sql`` : sql`and r.id < ${id}::uuid`} ${filter.state === undefined ? sql`` : sql`and r.state = ${filter.state}`}
      order by r.id desc limit ${page.limit + 1}`,
  );
  return toPage(rows, page.limit, { item: (row) => row, key: (row) => [row.id] });
}

/** One of the current tenant's. Throws `not_found` for any other. */
export async function getMoneyRequest(tx: TenantTx, id: string): Promise<ListedMoneyRequest> {
  const [request] = await select(tx, tx.sql`and r.id = ${id}`);
  if (request === undefined) throw new DomainError('not_found');
  return request;
}

/** How many wait for a decision; at most 1,000 are counted. */
export async function countWaitingRequests({ sql, actor }: TenantTx): Promise<number> {
  const [{ count }] = await sql<[{ count: number }]>`
    select count(*)::int as count from (
      select from transfer_requests where tenant_id = ${actor.tenantId} and state = 'pending' and expires_at > now() limit 1000) w`;
  return count;
}

function select({ sql, actor }: TenantTx, condition: ReturnType<TenantTx['sql']>) {
  return sql<ListedMoneyRequest[]>`
    select r.id, r.kind, json_build_object('id', t.id, 'name', t.name) as tenant, r.upward, r.amount_micros as "amountMicros", t.currency, r.note,
      r.corrects_id as "correctsId", r.state, json_build_object('id', a.id, 'name', a.name) as "requestedBy", r.requested_at as "requestedAt",
      r.expires_at as "expiresAt", case when d.id is not null then json_build_object('id', d.id, 'name', d.name) end as "decidedBy",
      r.decided_at as "decidedAt", r.decision_reason as reason, r.transfer_id as "transferId"
    from transfer_requests r join tenants t on t.id = r.child_tenant_id
      join staff a on (a.tenant_id, a.id) = (r.tenant_id, r.requested_by)
      left join staff d on (d.tenant_id, d.id) = (r.tenant_id, r.decided_by)
    where r.tenant_id = ${actor.tenantId} ${condition}`;
}
