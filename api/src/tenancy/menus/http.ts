import { findMenu, readMenuEntries, replaceMenuEntries } from '@yunhu/db/tenancy';
import type { MenuEntry as StoredEntry } from '@yunhu/db/tenancy';
import { json, requiredJson } from '../../http/bodies.ts';
import { declare } from '../../http/declare.ts';
import { inTenant, sessionOf } from '../../http/request.ts';
import { newRoutes, type Services } from '../../http/services.ts';
import { menu, menuChanges, type MenuEntry, replaceMenuBody } from './schemas.ts';

const tags = ['menu'];

const readRoute = declare('signed-in', {
  method: 'get',
  path: '/v1/menu',
  tags,
  summary: 'What the operator changed of the menu, as far as it is for who asks',
  responses: { 200: json(menu) },
});

const changesRoute = declare('menus.write', {
  method: 'get',
  path: '/v1/menu-entries',
  tags,
  summary: 'All changes of the menu, for everybody it is for',
  responses: { 200: json(menuChanges) },
});

const replaceRoute = declare('menus.write', {
  method: 'put',
  path: '/v1/menu-entries',
  tags,
  summary: 'Put other changes in their place; none brings the menu back as it comes',
  request: { body: requiredJson(replaceMenuBody) },
  responses: { 200: json(menuChanges) },
});

/** The menu: what the product brings, with the operator's changes over it. */
export function menuRoutes({ database }: Services) {
  const routes = newRoutes();

  routes.openapi(readRoute, async (c) => {
    const { tenant, staff } = sessionOf(c);
    const items = await database.withPlatform('read the menu', (tx) =>
      findMenu(tx, { kind: tenant.kind, role: staff.role.preset ?? 'own' }),
    );
    return c.json({ items: items.map(view) }, 200);
  });

  routes.openapi(changesRoute, async (c) => {
    const { revision, items } = await inTenant(c, database, (tx) => readMenuEntries(tx));
    return c.json({ revision, items: items.map(view) }, 200);
  });

  routes.openapi(replaceRoute, async (c) => {
    const { revision, items } = await inTenant(c, database, (tx) => replaceMenuEntries(tx, c.req.valid('json')));
    return c.json({ revision, items: items.map(view) }, 200);
  });
  return routes;
}

const view = ({ kinds, roles, ...entry }: StoredEntry): MenuEntry => ({
  ...entry,
  kinds: kinds === null ? null : [...kinds],
  roles: roles === null ? null : [...roles],
});
