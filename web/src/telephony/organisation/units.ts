// Departments as a tree with their teams, and whom a place holds. Pure.
import type { OrganisationMember, OrganisationUnit } from '@yunhu/api/schemas';

export type UnitRow = { unit: OrganisationUnit; depth: number };

/** What is looked at: everybody, who has no department, or one unit with everything below it. */
export type View = 'all' | 'unplaced' | { readonly unitId: string };

/** Departments and teams, each below what it stands in; siblings keep the order they came in, teams before departments. */
export function unitRows(units: readonly OrganisationUnit[]): UnitRow[] {
  const rows: UnitRow[] = [];
  const add = (above: string | null, depth: number) => {
    const children = units.filter((unit) => unit.kind !== 'region' && unit.departmentId === above);
    for (const unit of [...children].sort((a, b) => Number(a.kind !== 'team') - Number(b.kind !== 'team'))) {
      rows.push({ unit, depth });
      if (unit.kind === 'department') add(unit.id, depth + 1);
    }
  };
  add(null, 0);
  return rows;
}

/** A unit's own id with all that stand below it. */
export function withinUnit(units: readonly OrganisationUnit[], unitId: string): Set<string> {
  const found = new Set([unitId]);
  for (let before = 0; before !== found.size;) {
    before = found.size;
    for (const unit of units) if (unit.departmentId !== null && found.has(unit.departmentId)) found.add(unit.id);
  }
  return found;
}

/** The members that a view holds. */
export function membersIn(
  members: readonly OrganisationMember[],
  units: readonly OrganisationUnit[],
  view: View,
): OrganisationMember[] {
  if (view === 'all') return [...members];
  if (view === 'unplaced') return members.filter((member) => member.departmentId === null && member.teamId === null);
  const within = withinUnit(units, view.unitId);
  return members.filter(({ departmentId, teamId, regionId }) =>
    [departmentId, teamId, regionId].some((place) => place !== null && within.has(place)),
  );
}

/** How a request names a place in a unit. */
export function placeIn({ kind, id }: OrganisationUnit) {
  if (kind === 'team') return { teamId: id };
  return kind === 'region' ? { regionId: id } : { departmentId: id };
}

/** What brings members back to where they stand now: one request for all of each place. */
export function wayBack(members: readonly OrganisationMember[]) {
  const places = new Map<string, OrganisationMember[]>();
  for (const member of members) {
    const place = [member.departmentId, member.teamId, member.regionId].join(' ');
    places.set(place, [...(places.get(place) ?? []), member]);
  }
  return [...places.values()].map((group) => ({
    members: group.map(({ type, id }) => ({ type, memberId: id })),
    departmentId: group[0]?.departmentId ?? null,
    teamId: group[0]?.teamId ?? null,
    regionId: group[0]?.regionId ?? null,
  }));
}
