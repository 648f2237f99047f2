// The chain of one call: the customer pays its agent, that agent pays its parent, … up to the operator, each at the
// price its own seller gave it. Customer first, everywhere.
import { type RateSnapshot, findRateAt } from './find-rate.ts';
import { type Rate, type RatedCall, rateCall } from './rate-call.ts';

export interface ChainLevel<TenantId extends string = string> {
  readonly payerTenantId: TenantId;
  readonly payeeTenantId: TenantId;
  /** What the payer buys at: the rate group that its payee assigned to it. */
  readonly snapshot: RateSnapshot;
}

export interface RatedLevel<TenantId extends string = string> {
  readonly payerTenantId: TenantId;
  readonly payeeTenantId: TenantId;
  readonly rate: Rate;
}

export interface PricedLevel<TenantId extends string = string> extends RatedLevel<TenantId>, RatedCall {}

/** A level whose price list does not reach the number: the call cannot be made. */
export interface NoRate<TenantId extends string = string> {
  readonly ok: false;
  readonly reason: 'no_rate';
  /** 0 is the customer. */
  readonly level: number;
  readonly payerTenantId: TenantId;
}

export type ChainRates<TenantId extends string = string> =
  { readonly ok: true; readonly levels: readonly RatedLevel<TenantId>[] } | NoRate<TenantId>;
export type PricedCall<TenantId extends string = string> =
  { readonly ok: true; readonly levels: readonly PricedLevel<TenantId>[] } | NoRate<TenantId>;

/** The rate of every level for a number (E.164) at one moment, so that quote, hold and settlement stand on the same ones. */
export function findChainRates<TenantId extends string>(
  chain: readonly ChainLevel<TenantId>[],
  number: string,
  at: Date,
): ChainRates<TenantId> {
  const atMs = at.getTime();
  const levels: RatedLevel<TenantId>[] = [];
  for (const { payerTenantId, payeeTenantId, snapshot } of chain) {
    const rate = findRateAt(snapshot, number, atMs);
    if (rate === undefined) return { ok: false, reason: 'no_rate', level: levels.length, payerTenantId };
    levels.push({ payerTenantId, payeeTenantId, rate });
  }
  return { ok: true, levels };
}

/** What each level pays for `durationMs` of talk at the rates found for it. */
export function priceLevels<TenantId extends string>(
  levels: readonly RatedLevel<TenantId>[],
  durationMs: number,
): PricedLevel<TenantId>[] {
  return levels.map((level) => ({ ...level, ...rateCall(level.rate, durationMs) }));
}

/** What each level pays for a call answered at `at` that lasted `durationMs`. */
export function priceCall<TenantId extends string>(
  chain: readonly ChainLevel<TenantId>[],
  number: string,
  at: Date,
  durationMs: number,
): PricedCall<TenantId> {
  const found = findChainRates(chain, number, at);
  return found.ok ? { ok: true, levels: priceLevels(found.levels, durationMs) } : found;
}
