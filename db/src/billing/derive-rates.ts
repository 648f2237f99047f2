// The rates of a rule group, worked out of what its owner pays. Pure: the same cost, rules and exceptions give the same rates, with the
// same ids.
//
// A number is priced by the exception with the longest prefix that it has, else by the rule of the group, from the cost with the
// longest prefix that it has. So the prefixes of the answer are those of the cost and those of the exceptions together. What the answer
// says of a number that the cost does not reach is of no use: nobody can call it.
import { hash } from 'node:crypto';
import type { Rate } from './rate-call.ts';
import { type MarkUp, markUpPrices, type Prices } from './rate-rule.ts';

/** Milliseconds since the epoch, -Infinity and Infinity where open; the end is exclusive. */
interface Period {
  readonly effectiveFromMs: number;
  readonly effectiveUntilMs: number;
}

/** One version of a group's rule. */
export interface RateRule extends Period {
  readonly id: string;
  readonly markUp: MarkUp;
  readonly belowCostAllowed?: boolean;
}

/** What holds instead of the rule for a prefix and all longer ones, up to the next longer exception. */
export interface RateException extends Period {
  readonly id: string;
  readonly prefix: string;
  /** Instead of the cost's, where it is not empty. */
  readonly destination: string;
  readonly terms:
    { readonly kind: 'rule'; readonly markUp: MarkUp } | { readonly kind: 'fixed'; readonly prices: Prices };
  readonly belowCostAllowed?: boolean;
}

export interface RateRules {
  readonly rateGroupId: string;
  /** Versions that do not overlap. */
  readonly rules: readonly RateRule[];
  /** Those of one prefix do not overlap. */
  readonly exceptions: readonly RateException[];
  /** Prices that may be below cost, beside those of a rule or exception that says so itself; as `allowanceKey` writes them. */
  readonly allowances?: ReadonlySet<string>;
}

/** Names the price that a version of a rule, or an exception, makes for a prefix. */
export function allowanceKey(pricedBy: string, prefix: string): string {
  return `${pricedBy} ${prefix}`;
}

/** What prices a prefix at a moment: the id of the exception that speaks for it, else of the rule. */
export function pricedBy({ rules, exceptions }: RateRules, prefix: string, atMs: number): string | undefined {
  const speaking = exceptions.filter((exception) => prefix.startsWith(exception.prefix));
  speaking.sort((a, b) => b.prefix.length - a.prefix.length);
  return pricingAt(rules, speaking, atMs)?.id;
}

/**
 * The rates of a rule group over `cost`, past and future ones too, in no order. Only what stands in `cost` at a prefix or one of its
 * beginnings matters for that prefix, so a part of a cost gives that part of the answer. An id is a hash of the group, what priced it,
 * the cost's id, the prefix and the start: it stays while they do.
 */
export function deriveRates(cost: Iterable<Rate>, group: RateRules): Rate[] {
  const costs = gather(cost, (rate) => rate.prefix);
  const exceptions = gather(group.exceptions, (exception) => exception.prefix);
  const derived: Rate[] = [];
  for (const [prefix, rates] of costs) {
    const speaking = exceptions.size === 0 ? [] : alongPrefix(exceptions, prefix);
    for (const rate of rates) {
      for (const period of cut(rate, [...group.rules, ...speaking])) {
        const pricing = pricingAt(group.rules, speaking, period.effectiveFromMs);
        // A fixed rate of a shorter prefix takes these numbers; of this prefix, it is added below.
        if (pricing?.markUp !== undefined) derived.push(priced(group, prefix, rate, pricing, period));
      }
    }
  }
  for (const [prefix, list] of exceptions) {
    const paid = alongPrefix(costs, prefix);
    const own = costs.get(prefix) ?? [];
    for (const exception of list) {
      if (exception.terms.kind === 'fixed') {
        derived.push(fixedRate(group, exception, exception.terms.prices));
        continue;
      }
      const pricing = { id: exception.id, markUp: exception.terms.markUp, exception };
      for (const period of cut(exception, paid)) {
        if (effectiveAt(own, period.effectiveFromMs) !== undefined) continue;
        const rate = effectiveAt(paid, period.effectiveFromMs);
        if (rate !== undefined) derived.push(priced(group, prefix, rate, pricing, period));
      }
    }
  }
  return derived;
}

/** Which rule prices: an exception's or the group's; without a mark-up it is an exception with a fixed rate. */
interface Pricing {
  readonly id: string;
  readonly markUp: MarkUp | undefined;
  readonly exception?: RateException;
  readonly belowCostAllowed?: boolean | undefined;
}

function pricingAt(rules: readonly RateRule[], speaking: readonly RateException[], atMs: number): Pricing | undefined {
  const exception = effectiveAt(speaking, atMs);
  if (exception === undefined) return effectiveAt(rules, atMs);
  const markUp = exception.terms.kind === 'rule' ? exception.terms.markUp : undefined;
  return { id: exception.id, markUp, exception };
}

function priced(group: RateRules, prefix: string, cost: Rate, pricing: Pricing, period: Period): Rate {
  const { exception, markUp } = pricing;
  const named = exception?.prefix === prefix && exception.destination !== '' ? exception.destination : cost.destination;
  const { belowCostAllowed: _allowed, ...rest } = cost;
  return {
    ...rest,
    ...(markUp === undefined ? {} : markUpPrices(cost, markUp)),
    ...optional(named, isAllowed(group, prefix, exception ?? pricing)),
    id: hashId(group.rateGroupId, pricing.id, cost.id, prefix, String(period.effectiveFromMs)),
    rateGroupId: group.rateGroupId,
    prefix,
    effectiveFromMs: period.effectiveFromMs,
    effectiveUntilMs: period.effectiveUntilMs,
  };
}

function fixedRate(group: RateRules, exception: RateException, prices: Prices): Rate {
  const { prefix, destination, effectiveFromMs, effectiveUntilMs } = exception;
  const { rateGroupId } = group;
  return {
    ...prices,
    ...optional(destination, isAllowed(group, prefix, exception)),
    ...{ id: hashId(rateGroupId, exception.id), rateGroupId, prefix, effectiveFromMs, effectiveUntilMs },
  };
}

function isAllowed(
  { allowances }: RateRules,
  prefix: string,
  { id, belowCostAllowed }: { id: string; belowCostAllowed?: boolean | undefined },
): boolean {
  return belowCostAllowed === true || allowances?.has(allowanceKey(id, prefix)) === true;
}

function optional(destination: string | undefined, belowCostAllowed: boolean) {
  return {
    ...(destination === undefined ? {} : { destination }),
    ...(belowCostAllowed ? { belowCostAllowed } : {}),
  };
}

/** By prefix; what lasts no time is left out. */
function gather<T extends Period>(items: Iterable<T>, prefixOf: (item: T) => string): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const item of items) {
    if (item.effectiveUntilMs <= item.effectiveFromMs) continue;
    const known = found.get(prefixOf(item));
    if (known === undefined) found.set(prefixOf(item), [item]);
    else known.push(item);
  }
  return found;
}

/** What stands at a prefix and its beginnings, the longest first. */
function alongPrefix<T>(known: ReadonlyMap<string, readonly T[]>, prefix: string): T[] {
  const found: T[] = [];
  for (let length = prefix.length; length > 0; length--) found.push(...(known.get(prefix.slice(0, length)) ?? []));
  return found;
}

function effectiveAt<T extends Period>(items: readonly T[], atMs: number): T | undefined {
  return items.find((item) => item.effectiveFromMs <= atMs && atMs < item.effectiveUntilMs);
}

/** A period in pieces, within each of which none of these begins or ends. */
function cut(whole: Period, by: readonly Period[]): Period[] {
  const { effectiveFromMs: from, effectiveUntilMs: until } = whole;
  const marks = new Set<number>();
  for (const { effectiveFromMs, effectiveUntilMs } of by) {
    if (effectiveFromMs > from && effectiveFromMs < until) marks.add(effectiveFromMs);
    if (effectiveUntilMs > from && effectiveUntilMs < until) marks.add(effectiveUntilMs);
  }
  if (marks.size === 0) return [whole];
  const edges = [from, ...[...marks].sort((a, b) => a - b), until];
  return edges.slice(1).map((edge, i) => ({ effectiveFromMs: edges[i] ?? from, effectiveUntilMs: edge }));
}

/** A uuid of version 8 (RFC 9562: made by a rule of one's own) from the SHA-256 of its parts. */
function hashId(...parts: readonly string[]): string {
  const hex = hash('sha256', parts.join(' '));
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
