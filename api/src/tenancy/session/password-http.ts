import { changeOwnPassword } from '@yunhu/db/tenancy';
import { requiredJson } from '../../http/bodies.ts';
import { declare } from '../../http/declare.ts';
import { DomainError } from '@yunhu/db';
import { askingOf } from '../../http/password-queue.ts';
import { sessionOf } from '../../http/request.ts';
import { newRoutes, type Services } from '../../http/services.ts';
import { changePasswordBody } from './schemas.ts';
import { verifyOwnPassword } from './verify-own-password.ts';

const changeRoute = declare('own-account', {
  method: 'put',
  path: '/v1/session/password',
  tags: ['session'],
  summary: 'Change one’s own password; it ends one’s other sessions',
  request: { body: requiredJson(changePasswordBody) },
  responses: { 204: { description: 'Changed' } },
});

/** One's own password. */
export function ownPasswordRoutes(services: Services) {
  const { database, clock, passwords } = services;
  const routes = newRoutes();

  routes.openapi(changeRoute, async (c) => {
    const { currentPassword, password } = c.req.valid('json');
    const { id: sessionId, tenant, staff } = sessionOf(c);
    const credentials = await verifyOwnPassword(services, c, currentPassword);
    if (password.normalize('NFKC') === currentPassword.normalize('NFKC'))
      throw new DomainError('invalid_input', 'the new password is the old one', [
        { field: 'password', code: 'same_password', message: 'choose another one' },
      ]);
    const newHash = await passwords.hashNew(password, credentials, askingOf(c));
    await database.withPlatform('change password', (tx) =>
      changeOwnPassword(tx, {
        ...{ tenantId: tenant.id, staffId: staff.id, sessionId, at: clock.now() },
        ...{ currentHash: credentials.passwordHash, newHash },
        ...{ address: c.var.address, requestId: c.var.requestId },
      }),
    );
    return c.body(null, 204);
  });
  return routes;
}
