import { expect, test } from 'vitest';
import { micros } from '../micros.ts';
import { compareDeck, type CurrentRate } from './compare-deck.ts';
import type { DeckRate, DeckReading } from './deck-row.ts';

const price = {
  blockSeconds: 60,
  pricePerBlockMicros: micros(100_000),
  firstBlockSeconds: null,
  firstBlockPriceMicros: null,
  connectionFeeMicros: micros(0),
  graceSeconds: 0,
  minimumChargeMicros: micros(0),
};
const current = (prefix: string, more: Partial<CurrentRate> = {}): CurrentRate => ({
  ...price,
  id: `id-${prefix}`,
  prefix,
  destination: `to ${prefix}`,
  ...more,
});
const said = (prefix: string, more: Partial<DeckRate> = {}): DeckRate => ({
  ...price,
  line: 1,
  prefix,
  destination: `to ${prefix}`,
  ...more,
});
const deck = (rates: DeckRate[], more: Partial<DeckReading> = {}): DeckReading => ({
  rows: rates.length,
  rates,
  repeated: [],
  rejected: [],
  rejectedCount: 0,
  rejectedPrefixes: new Set(),
  ...more,
});

test('each rate of a deck is added, changed or unchanged, and what it leaves out is removed', () => {
  const found = compareDeck(
    [current('1'), current('2'), current('3'), current('4'), current('5'), current('6')],
    deck([
      said('1'),
      said('2', { pricePerBlockMicros: micros(100_001) }),
      said('3', { blockSeconds: 6, pricePerBlockMicros: micros(9_999) }),
      said('4', { destination: 'elsewhere' }),
      said('7', { destination: undefined }),
    ]),
  );
  expect(found.summary).toEqual({
    rows: 5,
    added: 1,
    changed: 3,
    raised: 1,
    lowered: 1,
    unchanged: 1,
    removed: 2,
    rejected: 0,
    repeated: 0,
    kept: 0,
  });
  expect(found.removed.map((rate) => rate.prefix)).toEqual(['5', '6']);
  expect(found.added).toMatchObject([{ prefix: '7', destination: '', previousRateId: null }]);
  expect(found.changed.map((rate) => rate.previousRateId)).toEqual(['id-2', 'id-3', 'id-4']);
});

test('a rate whose row is rejected stays as it is, rather than being removed', () => {
  const found = compareDeck(
    [current('1'), current('2')],
    deck([said('1')], { rejectedPrefixes: new Set(['2']), rejectedCount: 1 }),
  );
  expect(found.removed).toEqual([]);
  expect(found.summary).toMatchObject({ rejected: 1, removed: 0, kept: 1 });
});

test('where the deck has no destinations, those in force stay', () => {
  const found = compareDeck([current('1')], deck([said('1', { destination: undefined })]));
  expect(found.unchanged).toMatchObject([{ destination: 'to 1' }]);
});
