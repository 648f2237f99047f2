import { getSignInPolicy, removeSecondFactorOf, setSignInPolicy } from '@yunhu/db/tenancy';
import { z } from 'zod';
import { json, requiredJson } from '../../http/bodies.ts';
import { declare } from '../../http/declare.ts';
import { inTenant } from '../../http/request.ts';
import { id } from '../../http/schemas.ts';
import { newRoutes, type Services } from '../../http/services.ts';
import { signInPolicy, signInPolicyBody } from './schemas.ts';

const readRoute = declare('staff.read', {
  method: 'get',
  path: '/v1/sign-in-policy',
  tags: ['staff'],
  summary: 'What is asked of everybody who logs in to this account',
  responses: { 200: json(signInPolicy) },
});

const changeRoute = declare('roles.write', {
  method: 'put',
  path: '/v1/sign-in-policy',
  tags: ['staff'],
  summary: 'Ask everybody for a second factor, or leave it to them; whoever has none can set one up and nothing else',
  request: { body: requiredJson(signInPolicyBody) },
  responses: { 200: json(signInPolicy) },
});

const removeRoute = declare('staff.write', {
  method: 'delete',
  path: '/v1/staff/{staffId}/second-factor',
  tags: ['staff'],
  summary: 'Take away the second factor of somebody who has lost it; it ends the person’s sessions',
  request: { params: z.object({ staffId: id }) },
  responses: { 204: { description: 'Removed' } },
});

/** What administrators decide about the second factors of their people. */
export function signInPolicyRoutes({ database, clock }: Services) {
  const routes = newRoutes();

  routes.openapi(readRoute, async (c) => c.json(await inTenant(c, database, getSignInPolicy), 200));

  routes.openapi(changeRoute, async (c) => {
    const policy = await inTenant(c, database, async (tx) => {
      await setSignInPolicy(tx, c.req.valid('json'));
      return getSignInPolicy(tx);
    });
    return c.json(policy, 200);
  });

  routes.openapi(removeRoute, async (c) => {
    const { staffId } = c.req.valid('param');
    await inTenant(c, database, (tx) => removeSecondFactorOf(tx, staffId, clock.now()));
    return c.body(null, 204);
  });
  return routes;
}
