import type { DialRoute, DialTrunk } from '@yunhu/db/telephony';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildRouteTable, chooseTrunk } from './route-table.ts';

function trunk(name: string): DialTrunk {
  const plain = {
    numberFormat: 'national',
    stripPrefix: '',
    addPrefix: '',
    maxChannels: 1,
    maxCallsPerSecond: 1,
  } as const;
  return { tenantId: 'operator', trunkId: name, name, ...plain };
}
function route(prefix: string, name: string, priority = 10, weight = 1): DialRoute {
  return { prefix, priority, weight, trunk: trunk(name) };
}
const free = () => true;
const nameOf = (chosen: ReturnType<typeof chooseTrunk>) => (typeof chosen === 'string' ? chosen : chosen.name);

describe('chooseTrunk', () => {
  const table = buildRouteTable([
    route('', 'any'),
    route('86', 'china'),
    route('8610', 'beijing'),
    route('8613800', 'special'),
  ]);

  it.each([
    ['+861082286688', 'beijing'],
    ['+8613800138000', 'special'],
    ['+8613900138000', 'china'],
    ['+12025550100', 'any'],
  ])('sends %s over the trunk of its longest prefix, %s', (number, expected) => {
    expect(nameOf(chooseTrunk(table, number, free, 0.5))).toBe(expected);
  });

  it('has no way out for a number that no prefix fits', () => {
    expect(chooseTrunk(buildRouteTable([route('86', 'china')]), '+12025550100', free, 0.5)).toBe('no_route');
  });

  it('goes to the next priority only where every trunk before is full, and never past the longest prefix', () => {
    const two = buildRouteTable([route('86', 'second', 20), route('86', 'first', 10), route('', 'any', 1)]);
    const full =
      (...names: string[]) =>
      (t: DialTrunk) =>
        !names.includes(t.name);
    expect(nameOf(chooseTrunk(two, '+861', free, 0))).toBe('first');
    expect(nameOf(chooseTrunk(two, '+861', full('first'), 0))).toBe('second');
    expect(chooseTrunk(two, '+861', full('first', 'second'), 0)).toBe('busy');
  });

  it('shares calls of one priority by weight', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(weights, (list) => {
        const shared = buildRouteTable(list.map((weight, i) => route('86', `trunk-${i}`, 10, weight)));
        const total = list.reduce((sum, weight) => sum + weight, 0);
        const counts = list.map(() => 0);
        for (let i = 0; i < total; i++) {
          const chosen = chooseTrunk(shared, '+861', free, (i + 0.5) / total);
          const place = typeof chosen === 'string' ? -1 : Number(chosen.name.slice(6));
          counts[place] = (counts[place] ?? 0) + 1;
        }
        expect(counts).toEqual(list);
      }),
    );
  });
});
