import type { DialRoute, DialTrunk } from '@yunhu/db/telephony';

/** Routes by prefix; each prefix's routes in groups of one priority, the smallest first. */
export type RouteTable = ReadonlyMap<string, readonly (readonly DialRoute[])[]>;

export function buildRouteTable(routes: readonly DialRoute[]): RouteTable {
  const table = new Map<string, DialRoute[][]>();
  for (const route of [...routes].sort((a, b) => a.priority - b.priority)) {
    const groups = table.get(route.prefix) ?? [];
    table.set(route.prefix, groups);
    const last = groups.at(-1);
    if (last?.[0]?.priority === route.priority) last.push(route);
    else groups.push([route]);
  }
  return table;
}

/** The routes of the longest prefix of an E.164 number; none where no prefix fits. */
export function routesOf(table: RouteTable, number: string): readonly (readonly DialRoute[])[] | undefined {
  const digits = number.startsWith('+') ? number.slice(1) : number;
  for (let length = Math.min(digits.length, 15); length >= 0; length--) {
    const groups = table.get(digits.slice(0, length));
    if (groups !== undefined) return groups;
  }
  return undefined;
}

/**
 * The trunk a number takes now: among the routes of its longest prefix the first priority that has a free trunk, and there by
 * weight. `pick` is uniform in [0, 1). `no_route` where no prefix fits, `busy` where every trunk is full for the moment.
 */
export function chooseTrunk(
  table: RouteTable,
  number: string,
  isFree: (trunk: DialTrunk) => boolean,
  pick: number,
): DialTrunk | 'no_route' | 'busy' {
  const groups = routesOf(table, number);
  if (groups === undefined) return 'no_route';
  for (const group of groups) {
    const free = group.filter((route) => isFree(route.trunk));
    let left = pick * free.reduce((total, route) => total + route.weight, 0);
    for (const route of free) {
      left -= route.weight;
      if (left < 0) return route.trunk;
    }
  }
  return 'busy';
}
