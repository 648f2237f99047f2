// Longest-prefix search over one version of a rate group: a digit trie in one typed array, built once, never changed.
// Measured against a Map asked for the number's prefixes longest first, over 36,000 prefixes (scripts/bench/rating.ts).
import type { Rate } from './rate-call.ts';

const digits = 10;
const digitZero = 48;
const plus = 43;
const none = -1;
const firstNodes = 1024;

/** The price list of one rate group, frozen; build a new one when its rates change. */
export interface RateSnapshot {
  /** Child node by `node * 10 + digit`; 0 is the root, which is nobody's child, so 0 also says "no child". */
  readonly children: Int32Array;
  /** By node: index into `versions`, or -1 where no prefix ends. */
  readonly entries: Int32Array;
  /** By prefix, its rates with the latest start first. */
  readonly versions: readonly (readonly Rate[])[];
}

/** A rate's prefix is not 1 to 15 digits, or two of its versions overlap in time. */
export class RateListError extends RangeError {}

/** Builds the searchable form of all rates of one rate group, in any order. */
export function buildRateSnapshot(rates: Iterable<Rate>): RateSnapshot {
  let children = new Int32Array(firstNodes * digits);
  let entries = new Int32Array(firstNodes).fill(none);
  let nodes = 1;
  const versions: Rate[][] = [];
  for (const rate of rates) {
    if (!/^[0-9]{1,15}$/.test(rate.prefix)) throw new RateListError(`not a prefix: ${rate.prefix}`);
    let node = 0;
    for (let i = 0; i < rate.prefix.length; i++) {
      const slot = node * digits + rate.prefix.charCodeAt(i) - digitZero;
      if (children[slot] === 0) {
        if (nodes === entries.length) [children, entries] = grow(children, entries);
        children[slot] = nodes++;
      }
      node = children[slot] ?? 0;
    }
    if (entries[node] === none) entries[node] = versions.push([]) - 1;
    versions[entries[node] ?? 0]?.push(rate);
  }
  for (const list of versions) orderVersions(list);
  return { children: children.slice(0, nodes * digits), entries: entries.slice(0, nodes), versions };
}

function grow(children: Int32Array, entries: Int32Array): [Int32Array<ArrayBuffer>, Int32Array<ArrayBuffer>] {
  const moreChildren = new Int32Array(children.length * 2);
  moreChildren.set(children);
  const moreEntries = new Int32Array(entries.length * 2).fill(none);
  moreEntries.set(entries);
  return [moreChildren, moreEntries];
}

function orderVersions(list: Rate[]): void {
  list.sort((a, b) => b.effectiveFromMs - a.effectiveFromMs);
  for (let i = 1; i < list.length; i++) {
    const [later, earlier] = [list[i - 1], list[i]];
    if (later !== undefined && earlier !== undefined && earlier.effectiveUntilMs > later.effectiveFromMs) {
      throw new RateListError(`two rates of prefix ${later.prefix} are effective at once`);
    }
  }
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
  const { children, entries, versions } = snapshot;
  let found: Rate | undefined;
  let node = 0;
  for (let i = number.charCodeAt(0) === plus ? 1 : 0; i < number.length; i++) {
    const digit = number.charCodeAt(i) - digitZero;
    if (digit < 0 || digit >= digits) break;
    node = children[node * digits + digit] ?? 0;
    if (node === 0) break;
    const entry = entries[node] ?? none;
    if (entry !== none) found = effectiveVersion(versions[entry], atMs) ?? found;
  }
  return found;
}

function effectiveVersion(list: readonly Rate[] | undefined, atMs: number): Rate | undefined {
  if (list === undefined) return undefined;
  for (const rate of list) if (rate.effectiveFromMs <= atMs) return atMs < rate.effectiveUntilMs ? rate : undefined;
  return undefined;
}
