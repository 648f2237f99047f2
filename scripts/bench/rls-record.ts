// A million targets over a thousand customers, with what the lists read beside them: tasks, entries and charges. Set-based, as the
// superuser; rows that refer to each other do so by construction, so the server need not check them one by one.
import postgres from 'postgres';
import type { Hierarchy } from '../fixture/hierarchy.ts';

export const customers = 1_000;
const targetsEach = 1_000;
/** Further tasks of every customer; the first holds its targets. */
const furtherTasks = 40;
/** Answered calls of every customer, one an hour up to `now`. */
const callsEach = 100;

const seatsEach = 5;

/** What the lists take for the present. */
export const now = new Date('2026-06-01T15:00:00Z');

/** Fills the record and gathers statistics, about half a minute. */
export async function fillRecord(superuserUrl: string, hierarchy: Hierarchy): Promise<void> {
  const sql = postgres(superuserUrl, { max: 1, onnotice: () => undefined });
  try {
    await sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await addPeople(tx);
      await addTasks(tx);
      await addTargets(tx);
      await addCharges(tx, hierarchy);
      await addEntries(tx);
    });
    await sql`vacuum analyze`;
  } finally {
    await sql.end();
  }
}

async function addPeople(sql: postgres.TransactionSql): Promise<void> {
  await sql`
    insert into staff (tenant_id, login_name, name, role_id)
    select t.id, 'bench' || row_number() over (order by t.id), t.name, preset_role(t.id, 'administrator') from tenants t`;
  await sql`
    insert into seats (tenant_id, name, state)
    select t.id, 'Seat ' || n, 'ready' from tenants t cross join generate_series(1, ${seatsEach}) n where t.kind = 'customer'`;
}

async function addTasks(sql: postgres.TransactionSql): Promise<void> {
  await sql`
    insert into tasks (tenant_id, name, flow_id, flow_version, caller_id_id, channel_limit)
    select k.tenant_id, 'Further ' || n, k.flow_id, k.flow_version, k.caller_id_id, 10
    from tasks k cross join generate_series(1, ${furtherTasks}) n order by k.tenant_id, n`;
  await sql`
    insert into task_counters (tenant_id, task_id)
    select k.tenant_id, k.id from tasks k where not exists (select from task_counters c where (c.tenant_id, c.task_id) = (k.tenant_id, k.id))`;
}

async function addTargets(sql: postgres.TransactionSql): Promise<void> {
  await sql`
    insert into targets (tenant_id, task_id, number, state, result, attempts_made, last_attempt_at, changed_at)
    select k.tenant_id, k.id, '+86' || (13800000000 + n), 'done', case n % 3 when 0 then 'no_answer' else 'answered' end, 1, at, at
    from tasks k cross join generate_series(1, ${targetsEach}) n
      cross join lateral (select ${now}::timestamptz - n * interval '7 seconds' as at) moment
    where k.name not like 'Further %' order by k.tenant_id, n`;
  await sql`
    update task_counters c set total = ${targetsEach}, done = ${targetsEach}
    from tasks k where (k.tenant_id, k.id) = (c.tenant_id, c.task_id) and k.name not like 'Further %'`;
}

/** Each call charges the whole chain; its attempt's id tells its time, as a uuidv7 does. */
async function addCharges(sql: postgres.TransactionSql, { operatorId }: Hierarchy): Promise<void> {
  await sql`
    with calls as materialized (
      select k.tenant_id, at, (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(noise, 1, 3) || '8'
        || substr(noise, 4, 15))::uuid as id
      from tasks k cross join generate_series(0, ${callsEach - 1}) n
        cross join lateral (select ${now}::timestamptz - n * interval '1 hour' as at, md5(k.id || '/' || n) as noise) x
      where k.name not like 'Further %'
    )
    insert into attempt_charges (tenant_id, attempt_id, level, payee_tenant_id, rate_id, rate_group_id, prefix, billed_seconds, blocks,
      amount_micros, answered_at)
    select t.id, c.id, s.depth, t.parent_id, new_id(), new_id(), '86', 42, 1, 150000 - 20000 * s.depth, c.at
    from calls c join tenant_closure s on s.descendant = c.tenant_id join tenants t on t.id = s.ancestor
    where t.id <> ${operatorId} order by c.at, c.id`;
}

/** A running balance would cost a sort here and is read by nobody. */
async function addEntries(sql: postgres.TransactionSql): Promise<void> {
  await sql`
    with sides as (
      select tenant_id as owner, attempt_id, 'call_charge' as kind, -amount_micros as amount, payee_tenant_id as other, answered_at from attempt_charges
      union all
      select payee_tenant_id, attempt_id, 'call_revenue', amount_micros, tenant_id, answered_at from attempt_charges
    )
    insert into entries (tenant_id, wallet_id, seq, transfer_id, kind, amount_micros, balance_after_micros, counterparty_tenant_id, occurred_at)
    select w.tenant_id, w.id, w.last_seq + row_number() over (partition by w.id order by s.answered_at, s.attempt_id), s.attempt_id, s.kind,
      s.amount, 0, s.other, s.answered_at
    from sides s join wallets w on w.tenant_id = s.owner and w.kind = 'main'`;
  await sql`
    update wallets w set last_seq = e.seq
    from (select wallet_id, max(seq) as seq from entries group by 1) e where e.wallet_id = w.id`;
}
