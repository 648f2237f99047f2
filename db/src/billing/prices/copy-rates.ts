import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { recordAudit } from '../../tenancy/index.ts';
import type { Rate } from '../rate-call.ts';
import { type MarkUp, markUpPrices } from '../rate-rule.ts';

/** What a copy of these rates begins with: those that are effective or will be, marked up where it is asked for. Pure. */
export function ratesToCopy(source: readonly Rate[], markUp: MarkUp | undefined, at: Date): Rate[] {
  const left = source.filter((rate) => rate.effectiveUntilMs > at.getTime());
  return left.map(({ belowCostAllowed: _allowed, ...rate }) =>
    markUp === undefined ? rate : { ...rate, ...markUpPrices(rate, markUp) },
  );
}

export interface RateCopy {
  readonly name: string;
  /** Those marked `belowCostAllowed` are written as allowed by who acts. */
  readonly rates: readonly Rate[];
  /** Where they come from, for the audit. */
  readonly sourceGroupId: string;
}

/** Creates a list that begins with these rates and follows nothing; answers its id. Throws `empty_list` for none. */
export async function createRateCopy(tx: TenantTx, { name, rates, sourceGroupId }: RateCopy): Promise<string> {
  if (rates.length === 0) throw new DomainError('empty_list', 'the group has no rates to copy');
  const { tenantId } = tx.actor;
  const [{ id }] = await tx.sql<[{ id: string }]>`
    insert into rate_groups (tenant_id, name, currency)
    select ${tenantId}, ${name}, currency from tenants where id = ${tenantId} returning id`;
  await insertRates(tx, id, rates);
  await recordAudit(tx, {
    tenantId,
    action: 'rate-group.copy',
    subjectType: 'rate-group',
    subjectId: id,
    details: {
      name,
      rates: rates.length,
      sourceGroupId,
      belowCostAllowed: rates.filter((rate) => rate.belowCostAllowed).length,
    },
  });
  return id;
}

/** Writes rates into a list of one's own, however many, in one statement. */
async function insertRates({ sql, actor }: TenantTx, rateGroupId: string, rates: readonly Rate[]): Promise<void> {
  const column = <T>(read: (rate: Rate) => T): T[] => rates.map(read);
  const instant = (ms: number) =>
    Number.isFinite(ms) ? new Date(ms).toISOString() : ms < 0 ? '-infinity' : 'infinity';
  const amount = (value: bigint | null) => (value === null ? null : String(value));
  await sql`
    insert into rates (tenant_id, rate_group_id, prefix, destination, block_seconds, price_per_block_micros, first_block_seconds,
      first_block_price_micros, connection_fee_micros, grace_seconds, minimum_charge_micros, effective_from, effective_until,
      below_cost_allowed_by, below_cost_allowed_at)
    select ${actor.tenantId}::uuid, ${rateGroupId}::uuid, x.prefix, x.destination, x.block, x.price, x.first_block, x.first_price, x.fee, x.grace,
      x.minimum, x.since::timestamptz, x.until::timestamptz, case when x.allowed = 'yes' then ${actor.staffId ?? null}::uuid end, case when x.allowed = 'yes' then now() end
    from unnest(${column((r) => r.prefix)}::text[], ${column((r) => r.destination ?? '')}::text[], ${column((r) => r.blockSeconds)}::int[],
      ${column((r) => String(r.pricePerBlockMicros))}::bigint[], ${column((r) => r.firstBlockSeconds)}::int[],
      ${column((r) => amount(r.firstBlockPriceMicros))}::bigint[], ${column((r) => String(r.connectionFeeMicros))}::bigint[],
      ${column((r) => r.graceSeconds)}::int[], ${column((r) => String(r.minimumChargeMicros))}::bigint[],
      ${column((r) => instant(r.effectiveFromMs))}::text[], ${column((r) => instant(r.effectiveUntilMs))}::text[],
      ${column((r) => (r.belowCostAllowed === true ? 'yes' : 'no'))}::text[])
      x (prefix, destination, block, price, first_block, first_price, fee, grace, minimum, since, until, allowed)`;
}
