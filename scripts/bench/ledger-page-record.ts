// A ledger of any size for `ledger-page`: calls of a four-level chain, booked one after the other over fifty customers of which the
// first has two fifths, and a top-up in every twenty entries, so that a page of them is full at either size. Set-based, as the superuser; each entry's number in its wallet follows
// from the call's, so nothing is sorted. Balances stand still: nobody proves this ledger.
import postgres from 'postgres';
import type { Hierarchy } from '../fixture/hierarchy.ts';

export const customers = 50;
/** The last call is booked at; each one before it so much earlier. */
export const newest = new Date('2026-06-01T15:00:00Z');
export const callEveryMs = 50;
/** Two of each paying level: customer, sub-agent, agent. */
export const entriesPerCall = 6;

/** Fills the entries and gathers statistics; a minute for five million. */
export async function fillLedger(superuserUrl: string, hierarchy: Hierarchy, entries: number): Promise<void> {
  const sql = postgres(superuserUrl, { max: 1, onnotice: () => undefined });
  try {
    await sql`delete from entries`;
    const indexes = await sql<{ name: string; definition: string }[]>`
      select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i
      where i.indrelid = 'entries'::regclass and not i.indisprimary`;
    for (const { name } of indexes) await sql.unsafe(`drop index ${name}`);
    await sql`set session_replication_role = replica`;
    await sql`set maintenance_work_mem = '256MB'`;
    await addEntries(sql, hierarchy, Math.round(entries / entriesPerCall));
    for (const { definition } of indexes) await sql.unsafe(definition);
    await sql`
      update wallets w set last_seq = e.seq from (select wallet_id, max(seq) as seq from entries group by 1) e where e.wallet_id = w.id`;
    await sql`vacuum analyze`;
    // The writing of what was filled would fall on whoever is measured next.
    await sql`checkpoint`;
  } finally {
    await sql.end();
  }
}

async function addEntries(sql: postgres.Sql, hierarchy: Hierarchy, calls: number): Promise<void> {
  const { operatorId, agentId, subAgentId } = hierarchy;
  const tenants = hierarchy.customers.map((customer) => customer.tenantId);
  await sql`
    with purses as materialized (
      select array_agg(w.id order by o.n) as ids from unnest(${tenants}::uuid[]) with ordinality o (id, n) join wallets w on w.tenant_id = o.id
    ), of as materialized (
      select (select id from wallets where tenant_id = ${operatorId} and kind = 'main') as operator,
        (select id from wallets where tenant_id = ${agentId}) as agent, (select id from wallets where tenant_id = ${subAgentId}) as sub_agent
    )
    insert into entries (tenant_id, wallet_id, seq, transfer_id, kind, amount_micros, balance_after_micros, counterparty_tenant_id,
      occurred_at, recorded_at)
    select s.tenant_id, s.wallet_id, s.seq, ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
      case when s.seq % 20 = 10 then 'top_up' when s.amount < 0 then 'call_charge' else 'call_revenue' end,
      case when s.seq % 20 = 10 then 100000000 else s.amount end, 1000000000, s.other, at, at
    from purses, of, generate_series(0, ${calls - 1}::int) n
      cross join lateral (
        select case when n % 5 < 2 then 1 else 2 + ((n / 5) * 3 + n % 5 - 2) % ${customers - 1} end as customer,
          case when n % 5 < 2 then (n / 5) * 2 + n % 5 else ((n / 5) * 3 + n % 5 - 2) / ${customers - 1} end + 1 as seq,
          ${newest}::timestamptz - (${calls - 1}::int - n) * ${callEveryMs}::int * interval '1 millisecond' as at
      ) c
      cross join lateral (values
        ((${tenants}::uuid[])[c.customer], purses.ids[c.customer], c.seq, -150000, ${subAgentId}::uuid),
        (${subAgentId}, of.sub_agent, 2 * n + 1, 150000, (${tenants}::uuid[])[c.customer]),
        (${subAgentId}, of.sub_agent, 2 * n + 2, -120000, ${agentId}),
        (${agentId}, of.agent, 2 * n + 1, 120000, ${subAgentId}),
        (${agentId}, of.agent, 2 * n + 2, -100000, ${operatorId}),
        (${operatorId}, of.operator, n + 1, 100000, ${agentId})
      ) s (tenant_id, wallet_id, seq, amount, other)`;
}
