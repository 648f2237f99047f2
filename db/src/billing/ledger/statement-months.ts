// A month of a wallet is a stretch of its entries: those booked from its first midnight to the next month's, in the zone of the wallet's
// tenant. It ends at the last entry booked before its end, which is where the next one begins, so that no entry is in two or in none.
import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import type { Micros } from '../micros.ts';

export interface StatementMonth {
  /** `2026-10` */
  readonly month: string;
  readonly from: Date;
  readonly to: Date;
  readonly isOver: boolean;
  readonly openingMicros: Micros;
  readonly closingMicros: Micros;
  readonly entries: number;
  /** Entries of the month have a seq above the first and up to the second. */
  readonly afterSeq: bigint;
  readonly untilSeq: bigint;
}

export interface StatementOwner {
  readonly tenantId: string;
  readonly name: string;
  readonly walletId: string;
  readonly currency: string;
  readonly timeZone: string;
}

const maxMonths = 120;

/** Of whom a statement is: the current tenant or one below it. Throws `not_found` for any other. */
export async function findStatementOwner(tx: TenantTx, tenantId: string): Promise<StatementOwner> {
  const [owner] = await tx.sql<StatementOwner[]>`
    select t.id as "tenantId", t.name, w.id as "walletId", w.currency, t.time_zone as "timeZone"
    from tenants t join wallets w on w.tenant_id = t.id and w.kind = 'main' where t.id = ${tenantId}`;
  if (owner === undefined) throw new DomainError('not_found');
  return owner;
}

/** The months since the first entry, the latest first and at most ten years of them; the last one is not over. */
export function listStatementMonths(tx: TenantTx, owner: StatementOwner, now: Date): Promise<StatementMonth[]> {
  const { sql } = tx;
  const { tenantId, walletId, timeZone } = owner;
  return sql<StatementMonth[]>`
    with first as (
      select date_trunc('month', e.recorded_at at time zone ${timeZone}) as month from entries e
      where e.tenant_id = ${tenantId} and e.wallet_id = ${walletId} order by e.recorded_at, e.seq limit 1
    ), months as (
      select m.month, m.month at time zone ${timeZone} as starts, (m.month + interval '1 month') at time zone ${timeZone} as ends
      from first, generate_series(greatest(first.month, date_trunc('month', ${now}::timestamptz at time zone ${timeZone}) - ${maxMonths - 1} * interval '1 month'),
        date_trunc('month', ${now}::timestamptz at time zone ${timeZone}), interval '1 month') m (month)
    )
    select to_char(m.month, 'YYYY-MM') as month, m.starts as "from", m.ends as "to", m.ends <= ${now} as "isOver",
      coalesce(a.balance, 0)::bigint as "openingMicros", coalesce(z.balance, 0)::bigint as "closingMicros",
      (coalesce(z.seq, 0) - coalesce(a.seq, 0))::int as entries, coalesce(a.seq, 0)::bigint as "afterSeq", coalesce(z.seq, 0)::bigint as "untilSeq"
    from months m
      left join lateral (${lastBefore(tx, owner, sql`m.starts`)}) a on true
      left join lateral (${lastBefore(tx, owner, sql`m.ends`)}) z on true
    order by m.month desc`;
}

function lastBefore({ sql }: TenantTx, { tenantId, walletId }: StatementOwner, at: ReturnType<TenantTx['sql']>) {
  return sql`
    select e.seq, e.balance_after_micros as balance from entries e
    where e.tenant_id = ${tenantId} and e.wallet_id = ${walletId} and e.recorded_at < ${at}
    order by e.recorded_at desc, e.seq desc limit 1`;
}
