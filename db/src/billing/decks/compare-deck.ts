// What a deck would change in a price list: pure, rows in and rows out.
import type { DeckPrice, DeckRate, DeckReading, RejectedRow } from './deck-row.ts';
import { samePrice } from './deck-row.ts';

/** A rate of the group that is in force while the preview is made. */
export interface CurrentRate extends DeckPrice {
  readonly id: string;
  readonly prefix: string;
  readonly destination: string;
}

/** A rate of the deck with its destination settled, and the rate it changes or repeats. */
export interface ComparedRate extends DeckRate {
  readonly destination: string;
  readonly previousRateId: string | null;
}

export interface DeckComparison {
  readonly added: readonly ComparedRate[];
  readonly changed: readonly ComparedRate[];
  readonly unchanged: readonly ComparedRate[];
  /** In force now and not in the deck. */
  readonly removed: readonly CurrentRate[];
  readonly repeated: readonly ComparedRate[];
  readonly rejected: readonly RejectedRow[];
  readonly summary: DeckSummary;
}

export interface DeckSummary {
  readonly rows: number;
  readonly added: number;
  readonly changed: number;
  /** Of the changed ones: what a minute of blocks costs went up or down. The rest differ in something else. */
  readonly raised: number;
  readonly lowered: number;
  readonly unchanged: number;
  readonly removed: number;
  readonly rejected: number;
  readonly repeated: number;
  /** In force, not read from the deck, but named in a rejected row: these stay as they are. */
  readonly kept: number;
}

/** Sorts a deck's rates into what they mean for the rates in force. */
export function compareDeck(current: readonly CurrentRate[], deck: DeckReading): DeckComparison {
  const byPrefix = new Map(current.map((rate) => [rate.prefix, rate]));
  const found: Record<'added' | 'changed' | 'unchanged', ComparedRate[]> = { added: [], changed: [], unchanged: [] };
  let raised = 0;
  let lowered = 0;
  const named = new Set<string>();
  for (const rate of deck.rates) {
    named.add(rate.prefix);
    const before = byPrefix.get(rate.prefix);
    const settled = settle(rate, before);
    if (before === undefined) found.added.push(settled);
    else if (samePrice(before, rate) && before.destination === settled.destination) found.unchanged.push(settled);
    else {
      found.changed.push(settled);
      const difference = compareMinutes(rate, before);
      if (difference > 0n) raised++;
      else if (difference < 0n) lowered++;
    }
  }
  const missing = current.filter((rate) => !named.has(rate.prefix));
  const removed = missing.filter((rate) => !deck.rejectedPrefixes.has(rate.prefix));
  const repeated = deck.repeated.map((rate) => settle(rate, byPrefix.get(rate.prefix)));
  return {
    ...found,
    removed,
    repeated,
    rejected: deck.rejected,
    summary: {
      rows: deck.rows,
      added: found.added.length,
      changed: found.changed.length,
      raised,
      lowered,
      unchanged: found.unchanged.length,
      removed: removed.length,
      rejected: deck.rejectedCount,
      repeated: repeated.length,
      kept: missing.length - removed.length,
    },
  };
}

function settle(rate: DeckRate, before: CurrentRate | undefined): ComparedRate {
  return { ...rate, destination: rate.destination ?? before?.destination ?? '', previousRateId: before?.id ?? null };
}

function compareMinutes(a: DeckPrice, b: DeckPrice): bigint {
  return a.pricePerBlockMicros * BigInt(b.blockSeconds) - b.pricePerBlockMicros * BigInt(a.blockSeconds);
}
