// A page of a rule's rates, worked out from the part of its cost that the page shows: what a prefix costs depends on nothing but what
// stands at it and at its beginnings.
import type { PlatformTx } from '../../connect/index.ts';
import { cursorForms, type Page, type PageRequest, readCursor, toPage } from '../../cursor.ts';
import type { ListedRate, RateFilter } from '../list-rates.ts';
import { chainOf, deriveChain } from '../load-rates.ts';
import { loadRateSources, type RateSource } from '../load-rate-sources.ts';
import type { Rate } from '../rate-call.ts';

const firstWindow = 256;
const largestWindow = 8_192;

/**
 * As `listRates`, for a group of either kind; the versions of one prefix stand in the order of their time. The caller has checked that who asks may read the group: its prices are in the answer, what
 * they come from is not.
 */
export async function listDerivedRates(
  tx: PlatformTx,
  rateGroupId: string,
  page: PageRequest,
  filter: RateFilter = {},
): Promise<Page<ListedRate>> {
  const [prefix = '', id = ''] =
    page.cursor === undefined ? [] : readCursor(page.cursor, [/^[0-9]{1,15}$/, cursorForms.uuid]);
  const chain = chainOf(await loadRateSources(tx, [rateGroupId]), rateGroupId);
  const wanted = readWords(filter);
  const fits = filterOf(filter, wanted);
  const found: Rate[] = [];
  const from = prefix > wanted.digits ? prefix : wanted.digits;
  let window: Window | undefined = { ...wanted, from, inclusive: true, size: Math.max(firstWindow, page.limit + 1) };
  while (window !== undefined && found.length <= page.limit) {
    const { prefixes, next } = await readWindow(tx, chain, window);
    const inWindow = new Set(prefixes);
    const rates = await deriveChain(tx, chain, [...new Set(prefixes.flatMap(beginnings))]);
    const ordered = rates
      .filter((rate) => inWindow.has(rate.prefix))
      .sort((a, b) => compare(a.prefix, b.prefix) || a.effectiveFromMs - b.effectiveFromMs);
    // Where the last page ended, the versions of its last prefix that it had are left out.
    const shown = ordered.findIndex((rate) => rate.prefix === prefix && rate.id === id);
    found.push(...ordered.slice(shown + 1).filter(fits));
    window = next;
  }
  return toPage(found.slice(0, page.limit + 1), page.limit, { item: viewRate, key: (rate) => [rate.prefix, rate.id] });
}

/** What a filter looks for: the digits that prefixes begin with, or words of a destination; empty for everything. */
interface Wanted {
  readonly digits: string;
  readonly words: string;
}

interface Window extends Wanted {
  /** The first prefix of it, or what it comes after. */
  readonly from: string;
  readonly inclusive: boolean;
  readonly size: number;
}

/** The next prefixes of the list that everything follows, with those of the exceptions between them; and what comes after. */
async function readWindow(
  tx: PlatformTx,
  chain: readonly RateSource[],
  { from, inclusive, size, digits, words }: Window,
): Promise<{ prefixes: string[]; next: Window | undefined }> {
  const base = chain.at(-1);
  const after = inclusive ? tx.sql`prefix >= ${from}` : tx.sql`prefix > ${from}`;
  // A prefix has the list's name for it, unless an exception stands at it, and those are all looked at.
  const named = words === '' ? tx.sql`` : tx.sql`and position(${words} in lower(destination)) > 0`;
  const stored =
    base?.pricing !== 'list'
      ? []
      : await tx.sql<{ prefix: string }[]>`
          select distinct prefix from rates
          where rate_group_id = ${base.rateGroupId} and ${after} and prefix < ${`${digits}:`} ${named} order by prefix limit ${size}`;
  const last = stored.length === size ? stored.at(-1)?.prefix : undefined;
  const inside = (prefix: string) =>
    (inclusive ? prefix >= from : prefix > from) && prefix < `${digits}:` && (last === undefined || prefix <= last);
  const exceptions = chain.flatMap((group) => group.exceptions.map((exception) => exception.prefix).filter(inside));
  return {
    prefixes: [...new Set([...stored.map((row) => row.prefix), ...exceptions])],
    next:
      last === undefined
        ? undefined
        : { digits, words, from: last, inclusive: false, size: Math.min(size * 2, largestWindow) },
  };
}

function beginnings(prefix: string): string[] {
  return Array.from(prefix, (_, i) => prefix.slice(0, i + 1));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function readWords({ q = '' }: RateFilter): Wanted {
  const digits = /^\+?([0-9]{1,15})$/.exec(q)?.[1];
  return digits === undefined ? { digits: '', words: q.toLowerCase() } : { digits, words: '' };
}

function filterOf({ endsAfter, beginsBy }: RateFilter, { digits, words }: Wanted): (rate: Rate) => boolean {
  return (rate) =>
    rate.prefix.startsWith(digits) &&
    (words === '' || (rate.destination ?? '').toLowerCase().includes(words)) &&
    (endsAfter === undefined || rate.effectiveUntilMs > endsAfter.getTime()) &&
    (beginsBy === undefined || rate.effectiveFromMs <= beginsBy.getTime());
}

function viewRate(rate: Rate): ListedRate {
  const dateOf = (ms: number) => (Number.isFinite(ms) ? new Date(ms) : null);
  return {
    id: rate.id,
    prefix: rate.prefix,
    destination: rate.destination ?? '',
    blockSeconds: rate.blockSeconds,
    pricePerBlockMicros: rate.pricePerBlockMicros,
    firstBlockSeconds: rate.firstBlockSeconds,
    firstBlockPriceMicros: rate.firstBlockPriceMicros,
    connectionFeeMicros: rate.connectionFeeMicros,
    graceSeconds: rate.graceSeconds,
    minimumChargeMicros: rate.minimumChargeMicros,
    effectiveFrom: dateOf(rate.effectiveFromMs),
    effectiveUntil: dateOf(rate.effectiveUntilMs),
  };
}
