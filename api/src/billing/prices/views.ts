// Prices, rules and losses as JSON carries them.
import {
  findLargestLoss,
  type ListedException,
  type ListedRule,
  type MarginLoss as Loss,
  type MarkUp,
  pricePerMinuteFromBlock,
  type Prices as PricesOf,
  type Rate,
} from '@yunhu/db/billing';
import type { MarginLoss, MarginLosses, Prices, RateException, RatePoint, RateRule } from './schemas.ts';

function viewPrices(rate: PricesOf): Prices {
  return {
    blockSeconds: rate.blockSeconds,
    pricePerBlockMicros: String(rate.pricePerBlockMicros),
    firstBlockSeconds: rate.firstBlockSeconds,
    firstBlockPriceMicros: rate.firstBlockPriceMicros === null ? null : String(rate.firstBlockPriceMicros),
    connectionFeeMicros: String(rate.connectionFeeMicros),
    graceSeconds: rate.graceSeconds,
    minimumChargeMicros: String(rate.minimumChargeMicros),
  };
}

export function viewPoint(rate: Rate): RatePoint {
  return {
    ...viewPrices(rate),
    prefix: rate.prefix,
    destination: rate.destination ?? '',
    perMinuteMicros: String(pricePerMinuteFromBlock(rate)),
  };
}

export function viewPeriod({ effectiveFromMs, effectiveUntilMs }: Pick<Rate, 'effectiveFromMs' | 'effectiveUntilMs'>) {
  const instant = (ms: number) => (Number.isFinite(ms) ? new Date(ms).toISOString() : null);
  return { effectiveFrom: instant(effectiveFromMs), effectiveUntil: instant(effectiveUntilMs) };
}

function viewMarkUp({ percentPpm, per, fixedMicros, stepMicros, floorMicros }: MarkUp): RateRule['markUp'] {
  return {
    percent: String(percentPpm / 10_000),
    per,
    fixedMicros: String(fixedMicros),
    stepMicros: String(stepMicros),
    floorMicros: String(floorMicros),
  };
}

function viewWritten({ createdAt, by, allowed }: ListedRule | ListedException) {
  return {
    createdAt: createdAt.toISOString(),
    by,
    allowed: allowed === null ? null : { by: allowed.by, at: allowed.at.toISOString() },
  };
}

export function viewRule(rule: ListedRule): RateRule {
  return { version: rule.version, markUp: viewMarkUp(rule.markUp), ...viewPeriod(rule), ...viewWritten(rule) };
}

export function viewException(exception: ListedException): RateException {
  const { prefix, destination, terms } = exception;
  return {
    prefix,
    destination,
    markUp: terms.kind === 'rule' ? viewMarkUp(terms.markUp) : null,
    rate: terms.kind === 'fixed' ? viewPrices(terms.prices) : null,
    ...viewPeriod(exception),
    ...viewWritten(exception),
  };
}

const shownLosses = 200;
/** A call as long as people imagine one; what only longer ones lose is shown as the longest loses it. */
const imaginableSeconds = 3_600;

function worstCall({ costRate, revenueRate, worstSeconds, lossMicros }: Loss) {
  const within = findLargestLoss(costRate, revenueRate, imaginableSeconds);
  const shown = within.lossMicros > 0n ? within : { seconds: worstSeconds, lossMicros };
  return { worstSeconds: shown.seconds, lossMicros: String(shown.lossMicros) };
}

export function viewLosses(losses: readonly Loss[]): MarginLosses {
  const isAllowed = (loss: Loss) => loss.revenueRate.belowCostAllowed === true;
  const first = losses.toSorted(
    (a, b) =>
      Number(isAllowed(a)) - Number(isAllowed(b)) ||
      (a.lossMicros < b.lossMicros ? 1 : a.lossMicros > b.lossMicros ? -1 : 0),
  );
  return {
    items: first.slice(0, shownLosses).map((loss): MarginLoss => ({
      price: viewPoint(loss.revenueRate),
      cost: viewPoint(loss.costRate),
      taskTypes: [...loss.taskTypes],
      ...worstCall(loss),
      from: new Date(loss.fromMs).toISOString(),
      allowed: isAllowed(loss),
    })),
    total: losses.length,
    allowed: losses.filter(isAllowed).length,
  };
}
