// Longest-prefix search over one version of a rate group: a digit trie in one typed array, built once, never changed.
// Nodes without children are no nodes but negative numbers in their parent, so that the trie of a full deck (36,000
// prefixes) stays within a processor's second-level cache. `bench rating` measures it against a Map of prefixes.
import type { Rate } from './rate-call.ts';

const digits = 10;
const digitZero = 48;
const plus = 43;
const none = -1;
const firstNodes = 256;
/** Ten children and, last, the entry of the prefix that ends here plus one. */
const nodeSize = digits + 1;

/** The price list of one rate group, frozen; build a new one when its rates change. */
export interface RateSnapshot {
  /** By node and digit: 0 no child, n > 0 the child node's offset, n < 0 a childless prefix with entry -n - 1. */
  readonly nodes: Int32Array;
  /** By entry (one stored prefix): its rates, the latest start first. */
  readonly versions: readonly (readonly Rate[])[];
  /** By entry: its latest rate, and from when until when that is effective, in milliseconds. */
  readonly latest: readonly Rate[];
  readonly latestPeriod: Float64Array;
  /** By entry: the entry of the next shorter stored prefix, or -1. */
  readonly shorter: Int32Array;
}

/** A rate's prefix is not 1 to 15 digits, or two of its versions overlap in time. */
export class RateListError extends RangeError {}

/** Builds the searchable form of all rates of one rate group, in any order. */
export function buildRateSnapshot(rates: Iterable<Rate>): RateSnapshot {
  const byPrefix = new Map<string, Rate[]>();
  for (const rate of rates) {
    const known = byPrefix.get(rate.prefix);
    if (known === undefined) byPrefix.set(rate.prefix, [rate]);
    else known.push(rate);
  }
  const versions = [...byPrefix.values()];
  for (const list of versions) orderVersions(list);
  const nodes = buildNodes([...byPrefix.keys()]);
  const latest = versions.flatMap((list) => list.slice(0, 1));
  return {
    nodes,
    versions,
    latest,
    latestPeriod: Float64Array.from(latest.flatMap((rate) => [rate.effectiveFromMs, rate.effectiveUntilMs])),
    shorter: Int32Array.from(latest, ({ prefix }) => findEntry(nodes, prefix.slice(0, -1), 0)),
  };
}

function orderVersions(list: Rate[]): void {
  list.sort((a, b) => b.effectiveFromMs - a.effectiveFromMs);
  for (const [i, earlier] of list.entries()) {
    const later = list[i - 1];
    if (later !== undefined && earlier.effectiveUntilMs > later.effectiveFromMs) {
      throw new RateListError(`two rates of prefix ${later.prefix} are effective at once`);
    }
  }
}

function buildNodes(prefixes: readonly string[]): Int32Array {
  let nodes = new Int32Array(firstNodes * nodeSize);
  let used = nodeSize;
  for (const [entry, prefix] of prefixes.entries()) {
    if (!/^[0-9]{1,15}$/.test(prefix)) throw new RateListError(`not a prefix: ${prefix}`);
    let node = 0;
    for (let i = 0; i < prefix.length; i++) {
      const slot = node + prefix.charCodeAt(i) - digitZero;
      const child = nodes[slot] ?? 0;
      const last = i === prefix.length - 1;
      if (child > 0) {
        node = child;
        if (last) nodes[node + digits] = entry + 1;
      } else if (last) {
        nodes[slot] = -entry - 1;
      } else {
        if (used === nodes.length) nodes = doubled(nodes);
        node = used;
        used += nodeSize;
        nodes[slot] = node;
        // The childless prefix that stood here now ends at the new node.
        nodes[node + digits] = -child;
      }
    }
  }
  return nodes.slice(0, used);
}

function doubled(nodes: Int32Array): Int32Array<ArrayBuffer> {
  const more = new Int32Array(nodes.length * 2);
  more.set(nodes);
  return more;
}

/** The entry of the longest stored prefix of the digits from `start` on, or -1. */
function findEntry(nodes: Int32Array, number: string, start: number): number {
  let node = 0;
  let entry = none;
  for (let i = start; i < number.length; i++) {
    const digit = number.charCodeAt(i) - digitZero;
    if (digit < 0 || digit >= digits) break;
    const child = nodes[node + digit] ?? 0;
    if (child <= 0) return child === 0 ? entry : -child - 1;
    node = child;
    const own = nodes[node + digits] ?? 0;
    if (own !== 0) entry = own - 1;
  }
  return entry;
}

/**
 * The rate of the longest prefix of `number` (E.164, with or without the plus) that is effective at `at`. A prefix
 * whose rates are all over or not begun counts as missing, so the next shorter one answers.
 */
export function findRate(snapshot: RateSnapshot, number: string, at: Date): Rate | undefined {
  return findRateAt(snapshot, number, at.getTime());
}

/** As `findRate`, at milliseconds since the epoch. */
export function findRateAt(snapshot: RateSnapshot, number: string, atMs: number): Rate | undefined {
  const entry = findEntry(snapshot.nodes, number, number.charCodeAt(0) === plus ? 1 : 0);
  if (entry === none) return undefined;
  const from = snapshot.latestPeriod[2 * entry] ?? Infinity;
  const until = snapshot.latestPeriod[2 * entry + 1] ?? Infinity;
  return from <= atMs && atMs < until ? snapshot.latest[entry] : findOlderOrShorter(snapshot, entry, atMs);
}

function findOlderOrShorter({ versions, shorter }: RateSnapshot, first: number, atMs: number): Rate | undefined {
  for (let entry = first; entry !== none; entry = shorter[entry] ?? none) {
    const rate = versions[entry]?.find((version) => version.effectiveFromMs <= atMs);
    if (rate !== undefined && atMs < rate.effectiveUntilMs) return rate;
  }
  return undefined;
}
