// Limits narrow: whatever a level says, nobody below it has more. Numbers are the smallest, destinations what all allow and none forbids.

/** What one row says; null says nothing. */
export interface LimitSet {
  readonly maxCalls: number | null;
  readonly maxCallsPerSecond: number | null;
  /** In a day of the tenant's zone, of what the tenant pays. */
  readonly dailySpendMicros: bigint | null;
  readonly international: boolean | null;
  readonly premium: boolean | null;
  /** E.164 digits; null allows every destination. */
  readonly allowedPrefixes: readonly string[] | null;
  readonly blockedPrefixes: readonly string[];
  /** ISO 3166. */
  readonly homeCountry: string | null;
}

/** Rows of one tenant, or of all that stand above who asks taken together. */
export interface LimitLevel {
  /** null for what stands above who asks: that is known as a sum only. */
  readonly tenantName: string | null;
  /** Somebody sells to it, so that destinations are off until that one says otherwise. */
  readonly hasSeller: boolean;
  readonly seller: LimitSet | null;
  readonly self: LimitSet | null;
}

/** Whose word holds: the tenant's own, its seller's, or somebody's further above. */
export interface LimitSource {
  readonly kind: 'self' | 'seller' | 'above';
  /** Where who asks may know it. */
  readonly tenantName: string | null;
}

export interface Sourced<T> {
  readonly value: T;
  readonly setBy: LimitSource;
}

export interface EffectiveLimits {
  readonly maxCalls: Sourced<number> | null;
  readonly maxCallsPerSecond: Sourced<number> | null;
  readonly dailySpendMicros: Sourced<bigint> | null;
  readonly international: boolean;
  readonly premium: boolean;
  readonly allowedPrefixes: readonly string[] | null;
  readonly blockedPrefixes: readonly string[];
  readonly homeCountry: string;
}

const defaultHome = 'CN';
/** No country at all: levels that allow no calls abroad are at home in different ones. */
const nowhere = 'ZZ';

/** What holds for the first of these levels; the nearest first, the topmost last. */
export function combineLimits(levels: readonly LimitLevel[]): EffectiveLimits {
  const rows = levels.flatMap(({ tenantName, self, seller }, depth) => [
    { set: self, setBy: { kind: depth === 0 ? 'self' : 'above', tenantName } as const },
    { set: seller, setBy: { kind: depth === 0 ? 'seller' : 'above', tenantName } as const },
  ]);
  const least = <T extends number | bigint>(pick: (set: LimitSet) => T | null): Sourced<T> | null => {
    let found: Sourced<T> | null = null;
    for (const { set, setBy } of rows) {
      const value = set === null ? null : pick(set);
      if (value !== null && (found === null || value < found.value)) found = { value, setBy };
    }
    return found;
  };
  const allows = ({ hasSeller, seller, self }: LimitLevel, pick: (set: LimitSet) => boolean | null): boolean =>
    ((seller && pick(seller)) ?? !hasSeller) && ((self && pick(self)) ?? true);
  const isOn = (pick: (set: LimitSet) => boolean | null): boolean => levels.every((level) => allows(level, pick));
  const abroad = (set: LimitSet): boolean | null => set.international;
  const staysHome = levels.map((level) => !allows(level, abroad));
  const sets = rows.flatMap(({ set }) => set ?? []);
  return {
    maxCalls: least((set) => set.maxCalls),
    maxCallsPerSecond: least((set) => set.maxCallsPerSecond),
    dailySpendMicros: least((set) => set.dailySpendMicros),
    international: isOn(abroad),
    premium: isOn((set) => set.premium),
    allowedPrefixes: sets.reduce<readonly string[] | null>((all, set) => narrow(all, set.allowedPrefixes), null),
    blockedPrefixes: [...new Set(sets.flatMap((set) => set.blockedPrefixes))].sort(),
    homeCountry: homeOf(levels, staysHome),
  };
}

/** The country that is no call abroad: the nearest one that is said, or that of the levels which allow no other. */
function homeOf(levels: readonly LimitLevel[], staysHome: readonly boolean[]): string {
  const said = levels.map(({ self, seller }) => self?.homeCountry ?? seller?.homeCountry ?? undefined);
  const homes = levels.map((_, depth) => said.slice(depth).find((home) => home !== undefined) ?? defaultHome);
  const required = new Set(homes.filter((_, depth) => staysHome[depth]));
  const [only = homes[0] ?? defaultHome] = required;
  return required.size > 1 ? nowhere : only;
}

/** What two lists of prefixes both allow. */
function narrow(ours: readonly string[] | null, theirs: readonly string[] | null): readonly string[] | null {
  if (ours === null || theirs === null) return ours ?? theirs;
  const within = (some: readonly string[], others: readonly string[]) =>
    some.filter((prefix) => others.some((other) => prefix.startsWith(other)));
  return [...new Set([...within(ours, theirs), ...within(theirs, ours)])].sort();
}
