import { companyRole, companyRoleBook, role } from '@yunhu/api/schemas';
import { keptPermissions } from '@yunhu/db/tenancy';
import type { TestApi } from '../setup/api.ts';
import type { Actor } from './world.ts';

/** A role of its own to change, one to move people to; and company roles for who keeps them. */
export async function withRoles(api: TestApi, actor: Actor, mark: (name: string) => string): Promise<Actor> {
  const client = await api.logIn(actor.loginName);
  const add = async () =>
    (await client.post('/v1/roles', { name: mark(actor.name), permissions: ['staff.read'] })).as(role).id;
  const ids = { ...actor.ids, roleId: await add(), moveToRoleId: await add() };
  if (actor.name !== 'operator') return { ...actor, ids };
  const { items } = (await client.get('/v1/company-roles')).as(companyRoleBook);
  const spare = { name: mark(actor.name), kind: 'agent', permissions: keptPermissions('agent') };
  const moveToCompanyRoleId = items.find(({ kind }) => kind === 'agent')?.id ?? '';
  const companyRoleId = (await client.post('/v1/company-roles', spare)).as(companyRole).id;
  return { ...actor, ids: { ...ids, companyRoleId, moveToCompanyRoleId } };
}
