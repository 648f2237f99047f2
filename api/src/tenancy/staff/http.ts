import {
  createStaff,
  getStaff,
  listRoles,
  listStaff,
  resetPassword,
  type StaffView,
  updateStaff,
} from '@yunhu/db/tenancy';
import { z } from 'zod';
import { json, requiredJson } from '../../http/bodies.ts';
import { declare } from '../../http/declare.ts';
import { askingOf } from '../../http/password-queue.ts';
import { inTenant, sessionOf } from '../../http/request.ts';
import { id, listOf } from '../../http/schemas.ts';
import { newRoutes, type Services } from '../../http/services.ts';
import {
  createStaffBody,
  resetPasswordBody,
  type StaffMember,
  staffMember,
  staffRole,
  updateStaffBody,
} from './schemas.ts';

const tags = ['staff'];
const params = z.object({ staffId: id });

const listRoute = declare('staff.read', {
  method: 'get',
  path: '/v1/staff',
  tags,
  summary: 'One’s own people',
  responses: { 200: json(listOf(staffMember)) },
});

const listRolesRoute = declare('staff.read', {
  method: 'get',
  path: '/v1/staff/roles',
  tags,
  summary: 'The roles that one’s people have, by name, and which of them one may give',
  responses: { 200: json(listOf(staffRole)) },
});

const createRoute = declare('staff.write', {
  method: 'post',
  path: '/v1/staff',
  tags,
  summary: 'Add a person with a login',
  request: { body: requiredJson(createStaffBody) },
  responses: { 201: json(staffMember, 'Created') },
});

const changeRoute = declare('staff.write', {
  method: 'patch',
  path: '/v1/staff/{staffId}',
  tags,
  summary: 'Rename, change the role, enable or disable; disabling ends the person’s sessions',
  request: { params, body: requiredJson(updateStaffBody) },
  responses: { 200: json(staffMember) },
});

const resetRoute = declare('staff.write', {
  method: 'put',
  path: '/v1/staff/{staffId}/password',
  tags,
  summary: 'Set a new password; it ends the person’s sessions',
  request: { params, body: requiredJson(resetPasswordBody) },
  responses: { 200: json(staffMember) },
});

/** The people of the tenant that asks. */
export function staffRoutes({ database, clock, passwords }: Services) {
  const routes = newRoutes();

  routes.openapi(listRoute, async (c) =>
    c.json({ items: (await inTenant(c, database, (tx) => listStaff(tx))).map(view) }, 200),
  );

  routes.openapi(listRolesRoute, async (c) => {
    const { roles } = await inTenant(c, database, (tx) => listRoles(tx));
    const items = roles.map(({ id: roleId, preset, name, people, withinReach }) => ({
      ...{ id: roleId, preset, name, people, withinReach },
    }));
    return c.json({ items }, 200);
  });

  routes.openapi(createRoute, async (c) => {
    const { password, ...input } = c.req.valid('json');
    const { name: tenantName } = sessionOf(c).tenant;
    const context = { loginName: input.loginName, tenantName };
    const passwordHash = await passwords.hashNew(password, context, askingOf(c));
    const created = await inTenant(c, database, async (tx) =>
      getStaff(tx, await createStaff(tx, { ...input, passwordHash })),
    );
    return c.json(view(created), 201);
  });

  routes.openapi(changeRoute, async (c) => {
    const { staffId } = c.req.valid('param');
    const changed = await inTenant(c, database, async (tx) => {
      await updateStaff(tx, staffId, c.req.valid('json'), clock.now());
      return getStaff(tx, staffId);
    });
    return c.json(view(changed), 200);
  });

  routes.openapi(resetRoute, async (c) => {
    const { staffId } = c.req.valid('param');
    const context = { tenantName: sessionOf(c).tenant.name };
    const passwordHash = await passwords.hashNew(c.req.valid('json').password, context, askingOf(c));
    const changed = await inTenant(c, database, async (tx) => {
      await resetPassword(tx, staffId, passwordHash, clock.now());
      return getStaff(tx, staffId);
    });
    return c.json(view(changed), 200);
  });
  return routes;
}

function view(person: StaffView): StaffMember {
  return {
    ...person,
    createdAt: person.createdAt.toISOString(),
    lastLogInAt: person.lastLogInAt?.toISOString() ?? null,
  };
}
