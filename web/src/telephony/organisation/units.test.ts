import type { OrganisationMember, OrganisationUnit } from '@yunhu/api/schemas';
import { expect, test } from 'vitest';
import { membersIn, unitRows, wayBack } from './units.ts';

const unit = (id: string, kind: OrganisationUnit['kind'], departmentId: string | null = null): OrganisationUnit => ({
  ...{ id, kind, departmentId, name: id, position: 0, staffCount: 0, seatCount: 0 },
});
const units = [unit('north', 'department'), unit('sub', 'department', 'north'), unit('crew', 'team', 'sub')].concat(
  unit('east', 'region'),
  unit('first', 'team', 'north'),
);
const member = (id: string, places: Partial<OrganisationMember>): OrganisationMember => ({
  ...{ type: 'staff', id, name: id, note: null, departmentId: null, teamId: null, regionId: null },
  ...places,
});
const members = [member('a', { departmentId: 'sub', teamId: 'crew' }), member('b', { regionId: 'east' })];

test('units stand below what they stand in, teams first, and regions apart', () => {
  expect(unitRows(units).map(({ unit: { id }, depth }) => `${depth} ${id}`)).toEqual([
    '0 north',
    '1 first',
    '1 sub',
    '2 crew',
  ]);
});

test('a department holds whoever stands anywhere below it', () => {
  const ids = (view: Parameters<typeof membersIn>[2]) => membersIn(members, units, view).map(({ id }) => id);
  expect(ids({ unitId: 'north' })).toEqual(['a']);
  expect(ids({ unitId: 'east' })).toEqual(['b']);
  expect(ids('unplaced')).toEqual(['b']);
  expect(ids('all')).toEqual(['a', 'b']);
});

test('the way back names each place once, with everybody who had it', () => {
  expect(wayBack([...members, member('c', { regionId: 'east' })])).toEqual([
    { members: [{ type: 'staff', memberId: 'a' }], departmentId: 'sub', teamId: 'crew', regionId: null },
    {
      members: ['b', 'c'].map((memberId) => ({ type: 'staff', memberId })),
      ...{ departmentId: null, teamId: null, regionId: 'east' },
    },
  ]);
});
