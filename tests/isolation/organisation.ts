import { organisationUnit } from '@yunhu/api/schemas';
import type { TestApi } from '../setup/api.ts';
import type { Actor } from './world.ts';

/** A customer's department, team and region, a person to place, and a team of its own to change. */
export async function withOrganisation(api: TestApi, actor: Actor, mark: (name: string) => string): Promise<Actor> {
  if (!actor.name.startsWith('customer')) return actor;
  const client = await api.logIn(actor.loginName);
  const add = async (kind: string, departmentId?: string) =>
    (await client.post('/v1/organisation/units', { kind, name: mark(kind), departmentId })).as(organisationUnit).id;
  const departmentId = await add('department');
  const places = { departmentId, teamId: await add('team', departmentId), regionId: await add('region') };
  const [person] = await api.behind<[{ id: string }]>`select id from staff where tenant_id = ${actor.tenantId} limit 1`;
  return { ...actor, ids: { ...actor.ids, ...places, memberId: person.id, unitId: await add('team', departmentId) } };
}
