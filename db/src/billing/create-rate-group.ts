import type { TenantTx } from '../connect/index.ts';
import { DomainError, type FieldError } from '../errors.ts';
import { recordAudit } from '../tenancy/index.ts';
import { type Micros, zeroMicros } from './micros.ts';
import type { Rate } from './rate-call.ts';
import { maxPriceMicros } from './rate-rule.ts';

/** A price for one prefix; what is left out is 0 or absent. Seconds and micro-units. */
export interface NewRate {
  /** E.164 digits without the plus. */
  readonly prefix: string;
  readonly destination?: string;
  readonly blockSeconds: number;
  readonly pricePerBlockMicros: Micros;
  readonly firstBlockSeconds?: number;
  readonly firstBlockPriceMicros?: Micros;
  readonly connectionFeeMicros?: Micros;
  readonly graceSeconds?: number;
  readonly minimumChargeMicros?: Micros;
  /** Its seller lets it be below cost. */
  readonly belowCostAllowed?: boolean;
}

/** Creates a price list that the current tenant sells by; answers its id. Throws `invalid_input` naming the rate that is wrong. */
export async function createRateGroup(
  tx: TenantTx,
  { name, rates }: { readonly name: string; readonly rates: readonly NewRate[] },
): Promise<string> {
  const wrong = rates.flatMap((rate, i) => problemsOf(rate, i, rates));
  if (wrong.length > 0) throw new DomainError('invalid_input', 'some rates are wrong', wrong);
  const { tenantId } = tx.actor;
  const [{ id }] = await tx.sql<[{ id: string }]>`
    insert into rate_groups (tenant_id, name, currency)
    select ${tenantId}, ${name}, currency from tenants where id = ${tenantId} returning id`;
  const rows = rates.map((rate) => ({
    tenant_id: tenantId,
    rate_group_id: id,
    prefix: rate.prefix,
    destination: rate.destination ?? '',
    block_seconds: rate.blockSeconds,
    price_per_block_micros: rate.pricePerBlockMicros,
    first_block_seconds: rate.firstBlockSeconds ?? null,
    first_block_price_micros: rate.firstBlockPriceMicros ?? null,
    connection_fee_micros: rate.connectionFeeMicros ?? zeroMicros,
    grace_seconds: rate.graceSeconds ?? 0,
    minimum_charge_micros: rate.minimumChargeMicros ?? zeroMicros,
    below_cost_allowed_by: rate.belowCostAllowed === true ? (tx.actor.staffId ?? null) : null,
    below_cost_allowed_at: rate.belowCostAllowed === true ? new Date() : null,
  }));
  if (rows.length > 0) await tx.sql`insert into rates ${tx.sql(rows)}`;
  await recordAudit(tx, {
    tenantId,
    action: 'rate-group.create',
    subjectType: 'rate-group',
    subjectId: id,
    details: { name, rates: rates.length, belowCostAllowed: rates.filter((rate) => rate.belowCostAllowed).length },
  });
  return id;
}

/** What new rates will be, for a look before they are written. */
export function ratesToBe(rates: readonly NewRate[]): Rate[] {
  return rates.map((rate) => ({
    id: rate.prefix,
    rateGroupId: 'new',
    prefix: rate.prefix,
    destination: rate.destination ?? '',
    blockSeconds: rate.blockSeconds,
    pricePerBlockMicros: rate.pricePerBlockMicros,
    firstBlockSeconds: rate.firstBlockSeconds ?? null,
    firstBlockPriceMicros: rate.firstBlockPriceMicros ?? null,
    connectionFeeMicros: rate.connectionFeeMicros ?? zeroMicros,
    graceSeconds: rate.graceSeconds ?? 0,
    minimumChargeMicros: rate.minimumChargeMicros ?? zeroMicros,
    effectiveFromMs: -Infinity,
    effectiveUntilMs: Infinity,
    ...(rate.belowCostAllowed === true ? { belowCostAllowed: true } : {}),
  }));
}

function problemsOf(rate: NewRate, index: number, rates: readonly NewRate[]): FieldError[] {
  const wrong: FieldError[] = [];
  if (rates.findIndex((other) => other.prefix === rate.prefix) < index) {
    wrong.push({
      field: `rates.${index}.prefix`,
      code: 'duplicate',
      message: 'this prefix stands in the list already',
    });
  }
  if (rate.pricePerBlockMicros < 0n || rate.pricePerBlockMicros > maxPriceMicros) {
    wrong.push({ field: `rates.${index}.pricePerBlock`, code: 'too_large', message: 'at most 1000000 a block' });
  }
  return wrong;
}
