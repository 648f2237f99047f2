import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import type { Micros } from '../micros.ts';
import type { EntryKind } from './entry-filter.ts';
import {
  findStatementOwner,
  listStatementMonths,
  type StatementMonth,
  type StatementOwner,
} from './statement-months.ts';

/** What one kind of movement came to. */
export interface StatementGroup {
  readonly kind: EntryKind;
  readonly count: number;
  readonly inMicros: Micros;
  /** Not positive. */
  readonly outMicros: Micros;
}

/** A movement that is told by itself: everything that is not a call. */
export interface StatementLine {
  readonly seq: bigint;
  readonly recordedAt: Date;
  readonly kind: EntryKind;
  readonly counterpartyName: string | null;
  readonly note: string | null;
  readonly amountMicros: Micros;
  readonly balanceAfterMicros: Micros;
}

/** Calls of one day, or to one destination. */
export interface StatementCalls {
  readonly kind: 'call_charge' | 'call_revenue';
  readonly calls: number;
  readonly billedSeconds: number;
  /** Signed. */
  readonly amountMicros: Micros;
}

export interface Statement {
  readonly owner: StatementOwner;
  readonly month: StatementMonth;
  readonly groups: readonly StatementGroup[];
  readonly lines: readonly StatementLine[];
  /** Movements beyond those that are told one by one. */
  readonly linesLeftOut: number;
  readonly days: readonly (StatementCalls & { readonly day: string })[];
  readonly destinations: readonly (StatementCalls & { readonly destination: string })[];
  readonly inMicros: Micros;
  /** Not positive. */
  readonly outMicros: Micros;
}

/** A statement is for people; what is more than this is in the export. */
const maxLines = 2_000;

/**
 * One month of a wallet, in one transaction: all of it as it stands at one moment where that is a snapshot. Throws `not_found` for a
 * wallet that is not at or below the current tenant and for a month without entries before its end; an Error where opening + in + out
 * is not closing, which would be a broken ledger.
 */
export async function readStatement(tx: TenantTx, tenantId: string, name: string, now: Date): Promise<Statement> {
  const owner = await findStatementOwner(tx, tenantId);
  const month = (await listStatementMonths(tx, owner, now)).find((one) => one.month === name);
  if (month === undefined) throw new DomainError('not_found');
  const groups = await readGroups(tx, owner, month);
  const sum = (key: 'inMicros' | 'outMicros') => groups.reduce((total, group) => total + group[key], 0n) as Micros;
  const [inMicros, outMicros] = [sum('inMicros'), sum('outMicros')];
  if (month.openingMicros + inMicros + outMicros !== month.closingMicros) {
    throw new Error(
      `wallet ${owner.walletId}: the entries of ${name} do not lead from its opening to its closing balance`,
    );
  }
  const lines = await readLines(tx, owner, month);
  const told = groups
    .filter((group) => !group.kind.startsWith('call_'))
    .reduce((total, group) => total + group.count, 0);
  return {
    owner,
    month,
    groups,
    lines,
    linesLeftOut: told - lines.length,
    ...(await readCalls(tx, owner, month)),
    inMicros,
    outMicros,
  };
}

function readGroups({ sql }: TenantTx, owner: StatementOwner, month: StatementMonth): Promise<StatementGroup[]> {
  return sql<StatementGroup[]>`
    select kind, count(*)::int as count, coalesce(sum(amount_micros) filter (where amount_micros > 0), 0)::bigint as "inMicros",
      coalesce(sum(amount_micros) filter (where amount_micros < 0), 0)::bigint as "outMicros"
    from entries where tenant_id = ${owner.tenantId} and wallet_id = ${owner.walletId}
      and seq > ${month.afterSeq} and seq <= ${month.untilSeq} group by kind order by kind`;
}

function readLines(tx: TenantTx, owner: StatementOwner, month: StatementMonth): Promise<StatementLine[]> {
  return tx.sql<StatementLine[]>`
    select e.seq, e.recorded_at as "recordedAt", e.kind, c.name as "counterpartyName", t.note, e.amount_micros as "amountMicros",
      e.balance_after_micros as "balanceAfterMicros"
    from entries e
      left join tenants c on c.id = e.counterparty_tenant_id and c.id <> e.tenant_id
      left join transfers t on t.id = e.transfer_id and t.tenant_id in (e.tenant_id, e.counterparty_tenant_id)
    where e.tenant_id = ${owner.tenantId} and e.wallet_id = ${owner.walletId} and e.seq > ${month.afterSeq} and e.seq <= ${month.untilSeq}
      -- Where the index begins; a clock that was set back within the hour loses nothing.
      and e.recorded_at >= ${month.from}::timestamptz - interval '1 hour' and e.recorded_at < ${month.to}::timestamptz + interval '1 hour'
      and e.kind not like 'call%'
      and e.kind not in ('call_charge', 'call_revenue')
    order by e.seq limit ${maxLines}`;
}

interface CallsRow extends StatementCalls {
  readonly day: string | null;
  readonly destination: string | null;
}

async function readCalls(tx: TenantTx, owner: StatementOwner, month: StatementMonth) {
  const rows = await tx.sql<CallsRow[]>`
    select kind, day::text, destination, calls::int, billed_seconds::float8 as "billedSeconds", amount_micros as "amountMicros"
    from calls_of_entries(${owner.tenantId}, ${owner.walletId}, ${month.afterSeq}, ${month.untilSeq}, ${owner.timeZone})
    order by day, abs(amount_micros) desc, destination`;
  const days: (StatementCalls & { day: string })[] = [];
  const destinations: (StatementCalls & { destination: string })[] = [];
  for (const { day, destination, ...calls } of rows) {
    if (day !== null) days.push({ ...calls, day });
    else destinations.push({ ...calls, destination: destination ?? '' });
  }
  return { days, destinations };
}
