import { micros, type Micros, type Rate, rateSeconds, zeroMicros } from '../../billing/index.ts';
import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';

/** How one level's amount came to be. */
export interface ExplainedLevel {
  /** 0 is the customer. */
  readonly level: number;
  readonly payer: { readonly id: string; readonly name: string };
  /** null where it lies above the current tenant. */
  readonly payee: { readonly id: string; readonly name: string } | null;
  /** null where the price list is nobody's that the current tenant may read. */
  readonly rateGroupName: string | null;
  readonly destination: string;
  readonly rate: Rate;
  /** Seconds that the amount pays for: those talked, or fewer where the money ended before. */
  readonly paidSeconds: number;
  readonly isFree: boolean;
  readonly billedSeconds: number;
  readonly blocks: number;
  readonly blocksMicros: Micros;
  /** Connection fee, first block and blocks, before the minimum. */
  readonly sumMicros: Micros;
  readonly isMinimum: boolean;
  readonly amountMicros: Micros;
  /** What the ledger has of it. */
  readonly postedMicros: Micros;
}

export interface Explanation {
  readonly attemptId: string;
  readonly answeredAt: Date;
  readonly endedAt: Date | null;
  readonly talkMs: number;
  /** ⌈talk⌉ in seconds. */
  readonly talkSeconds: number;
  readonly authorisedSeconds: number;
  /** The customer's first; none above the current tenant. */
  readonly levels: readonly ExplainedLevel[];
}

interface ChargeRow {
  readonly level: number;
  readonly payerId: string;
  readonly payerName: string;
  readonly payeeId: string | null;
  readonly payeeName: string | null;
  readonly groupName: string | null;
  readonly rateId: string;
  readonly rateGroupId: string;
  readonly destination: string;
  readonly prefix: string;
  readonly blockSeconds: number;
  readonly pricePerBlock: bigint;
  readonly firstBlockSeconds: number | null;
  readonly firstBlockPrice: bigint | null;
  readonly connectionFee: bigint;
  readonly graceSeconds: number;
  readonly minimumCharge: bigint;
  readonly fromMs: number | null;
  readonly untilMs: number | null;
  readonly billedSeconds: number;
  readonly blocks: number;
  readonly amountMicros: Micros;
  readonly postedMicros: Micros;
}

/**
 * Why a call cost what it cost, on each level at or below the current tenant. Throws `not_found` for a call that nobody there paid for.
 */
export async function explainCharge(tx: TenantTx, attemptId: string): Promise<Explanation> {
  const { sql } = tx;
  const [talk] = await sql<{ answeredAt: Date; endedAt: Date | null; authorisedSeconds: number }[]>`
    select answered_at as "answeredAt", ended_at as "endedAt", authorised_seconds as "authorisedSeconds" from talk_of_charge(${attemptId})`;
  if (talk === undefined) throw new DomainError('not_found');
  const talkMs = talk.endedAt === null ? 0 : Math.max(0, talk.endedAt.getTime() - talk.answeredAt.getTime());
  const talkSeconds = Math.ceil(talkMs / 1000);
  const rows = await readCharges(tx, attemptId);
  const dueSeconds = Math.min(talkSeconds, talk.authorisedSeconds);
  return { attemptId, ...talk, talkMs, talkSeconds, levels: rows.map((row) => explainLevel(row, dueSeconds)) };
}

function readCharges({ sql, actor }: TenantTx, attemptId: string): Promise<ChargeRow[]> {
  return sql<ChargeRow[]>`
    select x.level::int as level, x.tenant_id as "payerId", t.name as "payerName", p.id as "payeeId", p.name as "payeeName", g.name as "groupName",
      (r.rate).id as "rateId", (r.rate).rate_group_id as "rateGroupId", (r.rate).destination, (r.rate).prefix, (r.rate).block_seconds as "blockSeconds",
      (r.rate).price_per_block_micros as "pricePerBlock", (r.rate).first_block_seconds as "firstBlockSeconds",
      (r.rate).first_block_price_micros as "firstBlockPrice", (r.rate).connection_fee_micros as "connectionFee",
      (r.rate).grace_seconds as "graceSeconds", (r.rate).minimum_charge_micros as "minimumCharge",
      case when isfinite((r.rate).effective_from) then (extract(epoch from (r.rate).effective_from) * 1000)::float8 end as "fromMs",
      case when isfinite((r.rate).effective_until) then (extract(epoch from (r.rate).effective_until) * 1000)::float8 end as "untilMs",
      x.billed_seconds as "billedSeconds", x.blocks, x.amount_micros as "amountMicros",
      coalesce((select -sum(e.amount_micros) from entries e
        where e.transfer_id = x.attempt_id and e.tenant_id = x.tenant_id and e.kind = 'call_charge'), 0)::bigint as "postedMicros"
    from rates_of_charge(${attemptId}) r
      join attempt_charges x on x.tenant_id = r.payer_tenant_id and x.attempt_id = ${attemptId} and x.level = r.level
      join tenants t on t.id = x.tenant_id
      left join tenant_closure v on v.ancestor = ${actor.tenantId} and v.descendant = x.payee_tenant_id
      left join tenants p on p.id = v.descendant
      left join rate_groups g on g.id = x.rate_group_id
    order by x.level`;
}

function explainLevel(row: ChargeRow, dueSeconds: number): ExplainedLevel {
  const rate = rateOf(row);
  const due = rateSeconds(rate, dueSeconds);
  // A call that was cut where its money ended is charged for less than it was talked; its blocks tell for how much.
  const paidSeconds = due.amountMicros === row.amountMicros ? dueSeconds : Math.min(dueSeconds, row.billedSeconds);
  const isFree = row.billedSeconds === 0;
  const blocksMicros = micros(BigInt(row.blocks) * rate.pricePerBlockMicros);
  const sum = micros(rate.connectionFeeMicros + (rate.firstBlockPriceMicros ?? 0n) + blocksMicros);
  return {
    level: row.level,
    payer: { id: row.payerId, name: row.payerName },
    payee: row.payeeId === null ? null : { id: row.payeeId, name: row.payeeName ?? '' },
    rateGroupName: row.groupName,
    destination: row.destination,
    rate,
    paidSeconds,
    isFree,
    billedSeconds: row.billedSeconds,
    blocks: row.blocks,
    blocksMicros,
    sumMicros: isFree ? zeroMicros : sum,
    isMinimum: !isFree && sum < rate.minimumChargeMicros,
    amountMicros: row.amountMicros,
    postedMicros: row.postedMicros,
  };
}

function rateOf(row: ChargeRow): Rate {
  return {
    id: row.rateId,
    rateGroupId: row.rateGroupId,
    prefix: row.prefix,
    blockSeconds: row.blockSeconds,
    pricePerBlockMicros: micros(row.pricePerBlock),
    firstBlockSeconds: row.firstBlockSeconds,
    firstBlockPriceMicros: row.firstBlockPrice === null ? null : micros(row.firstBlockPrice),
    connectionFeeMicros: micros(row.connectionFee),
    graceSeconds: row.graceSeconds,
    minimumChargeMicros: micros(row.minimumCharge),
    effectiveFromMs: row.fromMs ?? -Infinity,
    effectiveUntilMs: row.untilMs ?? Infinity,
  };
}
