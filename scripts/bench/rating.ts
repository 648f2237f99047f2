// Rate look-ups a second over a full deck, warm, against a Map of prefixes asked from the longest stored prefix down; equal answers.
//   npm run -s bench -- rating [--deck FILE]    FILE: CSV with a heading line and the prefix in the first column
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { buildRateSnapshot, findRateAt, micros, type Rate } from '@yunhu/db/billing';
import { generatePrefixes, seededRandom } from './deck-prefixes.ts';
import { alternate, type BenchResult } from './rounds.ts';

const numbersAsked = 200_000;
const timesAsked = 10;
const warmUps = 3;

export async function benchRating(args: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({ args: [...args], options: { deck: { type: 'string' } } });
  const prefixes = values.deck === undefined ? generatePrefixes() : await readPrefixes(values.deck);
  const rates = prefixes.map(rateOf);
  const numbers = mixedNumbers(prefixes);
  const atMs = Date.now();
  const snapshot = buildRateSnapshot(rates);
  const byMap = mapFinder(rates);
  for (const number of numbers) {
    if (findRateAt(snapshot, number, atMs) !== byMap(number)) throw new Error(`the answers for ${number} differ`);
  }
  const ours = () => lookUpsPerSecond(numbers, (number) => findRateAt(snapshot, number, atMs));
  const baseline = () => lookUpsPerSecond(numbers, byMap);
  for (let i = 0; i < warmUps; i++) {
    ours();
    baseline();
  }
  return alternate('rating', 'million look-ups/s', {
    ours: () => Promise.resolve(ours()),
    baseline: () => Promise.resolve(baseline()),
  });
}

async function readPrefixes(file: string): Promise<string[]> {
  const lines = (await readFile(file, 'utf8')).split(/\r?\n/).slice(1);
  const prefixes = lines.map((line) => line.split(',')[0] ?? '').filter((prefix) => /^[0-9]{1,15}$/.test(prefix));
  if (prefixes.length === 0) throw new Error(`${file} has no prefix in its first column`);
  return [...new Set(prefixes)];
}

function rateOf(prefix: string): Rate {
  return {
    id: prefix,
    rateGroupId: 'deck',
    prefix,
    blockSeconds: 60,
    pricePerBlockMicros: micros(100_000),
    firstBlockSeconds: null,
    firstBlockPriceMicros: null,
    connectionFeeMicros: micros(0),
    graceSeconds: 0,
    minimumChargeMicros: micros(0),
    effectiveFromMs: -Infinity,
    effectiveUntilMs: Infinity,
  };
}

/** Half Chinese mobiles, half numbers below prefixes drawn evenly, in turn. */
function mixedNumbers(prefixes: readonly string[]): string[] {
  const random = seededRandom();
  return Array.from({ length: numbersAsked }, (_, i) => {
    const start = i % 2 === 0 ? `861${3 + random(7)}` : (prefixes[random(prefixes.length)] ?? '');
    const rest = `${random(1e9)}${random(1e9)}`;
    return Buffer.from(`+${(start + rest).slice(0, Math.max(13, start.length))}`).toString();
  });
}

function mapFinder(rates: readonly Rate[]): (number: string) => Rate | undefined {
  const byPrefix = new Map(rates.map((rate) => [rate.prefix, rate]));
  const longest = Math.max(...rates.map((rate) => rate.prefix.length));
  return (number) => {
    for (let length = Math.min(longest, number.length - 1); length > 0; length--) {
      const rate = byPrefix.get(number.slice(1, 1 + length));
      if (rate !== undefined) return rate;
    }
    return undefined;
  };
}

function lookUpsPerSecond(numbers: readonly string[], find: (number: string) => Rate | undefined): number {
  let found = 0;
  const start = performance.now();
  for (let time = 0; time < timesAsked; time++) for (const number of numbers) if (find(number) !== undefined) found++;
  const seconds = (performance.now() - start) / 1000;
  if (found === 0) throw new Error('no number has a rate');
  return (numbers.length * timesAsked) / seconds / 1e6;
}
