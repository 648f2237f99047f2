import { DomainError } from '@yunhu/db';
import type { PlatformTx } from '@yunhu/db/connect';
import {
  type AuditAction,
  beginSecondFactor,
  confirmSecondFactor,
  lockSecondFactor,
  type Person,
  readSecondFactor,
  removeSecondFactor,
  replaceRecoveryCodes,
  writeAudit,
} from '@yunhu/db/tenancy';
import type { Context } from 'hono';
import { json, requiredJson } from '../../http/bodies.ts';
import { declare } from '../../http/declare.ts';
import { actorOf, type AppEnv, sessionOf } from '../../http/request.ts';
import { newRoutes, type Services } from '../../http/services.ts';
import {
  beginSecondFactorBody,
  confirmSecondFactorBody,
  proveSecondFactorBody,
  recoveryCodes,
  secondFactor,
  secondFactorSeed,
} from './schemas.ts';
import { makeRecoveryCodes, makeSeed, takeCode, takeDigits } from './take-code.ts';
import { verifyOwnPassword } from './verify-own-password.ts';

const tags = ['session'];

const readRoute = declare('own-account', {
  method: 'get',
  path: '/v1/session/second-factor',
  tags,
  summary: 'One’s second factor',
  responses: { 200: json(secondFactor) },
});

const beginRoute = declare('own-account', {
  method: 'post',
  path: '/v1/session/second-factor/seed',
  tags,
  summary: 'Begin with a second factor: a new seed, which counts when a code of it was shown',
  request: { body: requiredJson(beginSecondFactorBody) },
  responses: { 201: json(secondFactorSeed, 'Made') },
});

const confirmRoute = declare('own-account', {
  method: 'post',
  path: '/v1/session/second-factor/confirmation',
  tags,
  summary: 'Show a code of the new seed: from now on one is asked for at each log-in; answers the recovery codes',
  request: { body: requiredJson(confirmSecondFactorBody) },
  responses: { 200: json(recoveryCodes) },
});

const regenerateRoute = declare('own-account', {
  method: 'post',
  path: '/v1/session/second-factor/recovery-codes',
  tags,
  summary: 'New recovery codes in the place of the earlier ones',
  request: { body: requiredJson(proveSecondFactorBody) },
  responses: { 200: json(recoveryCodes) },
});

const removeRoute = declare('own-account', {
  method: 'post',
  path: '/v1/session/second-factor/removal',
  tags,
  summary: 'Go without a second factor from now on',
  request: { body: requiredJson(proveSecondFactorBody) },
  responses: { 204: { description: 'Removed' } },
});

/** One's own second factor. */
export function secondFactorRoutes(services: Services) {
  const { database, clock, loginThrottle } = services;
  const routes = newRoutes();
  const within = <T>(run: (tx: PlatformTx) => Promise<T>) => database.withPlatform('second factor', run);

  routes.openapi(readRoute, async (c) => c.json(await within((tx) => read(tx, personOf(c))), 200));

  routes.openapi(beginRoute, async (c) => {
    const person = personOf(c);
    const { loginName, platformName } = await verifyOwnPassword(services, c, c.req.valid('json').currentPassword);
    const { sealedSeed, seed, uri } = makeSeed(services, person, { issuer: platformName, label: loginName });
    await within(async (tx) => {
      if (!(await beginSecondFactor(tx, person, sealedSeed))) throw new DomainError('second_factor_exists');
      await audit(tx, c, 'second-factor.begin');
    });
    return c.json({ seed, uri }, 201);
  });

  routes.openapi(confirmRoute, async (c) => {
    const person = personOf(c);
    const code = c.req.valid('json').code.replaceAll(/\s/g, '');
    await loginThrottle.beginProof('code', person.staffId);
    const codes = await within(async (tx) => {
      const begun = await lockSecondFactor(tx, person);
      if (begun !== undefined && begun.confirmedAt !== null) throw new DomainError('second_factor_exists');
      await takeDigits(services, tx, person, code);
      await confirmSecondFactor(tx, person, clock.now());
      await audit(tx, c, 'second-factor.set-up');
      return newCodes(tx, person);
    });
    await loginThrottle.proved('code', person.staffId);
    return c.json({ codes }, 200);
  });

  routes.openapi(regenerateRoute, async (c) => {
    const codes = await prove(services, c, c.req.valid('json'), async (tx, person) => {
      await audit(tx, c, 'second-factor.renew-recovery');
      return newCodes(tx, person);
    });
    return c.json({ codes }, 200);
  });

  routes.openapi(removeRoute, async (c) => {
    await prove(services, c, c.req.valid('json'), async (tx, person) => {
      await removeSecondFactor(tx, person);
      await audit(tx, c, 'second-factor.remove');
    });
    return c.body(null, 204);
  });
  return routes;
}

function audit(tx: PlatformTx, c: Context<AppEnv>, action: AuditAction): Promise<void> {
  const { tenantId, staffId } = personOf(c);
  return writeAudit(tx, actorOf(c), { tenantId, action, subjectType: 'staff', subjectId: staffId });
}

async function newCodes(tx: PlatformTx, person: Person): Promise<string[]> {
  const { codes, hashes } = makeRecoveryCodes(person);
  await replaceRecoveryCodes(tx, person, hashes);
  return codes;
}

function personOf(c: Context<AppEnv>): Person {
  const { tenant, staff } = sessionOf(c);
  return { tenantId: tenant.id, staffId: staff.id };
}

/** Runs `change` for who shows the password and a code once more. Throws `invalid_credentials`, `invalid_code`, `throttled`. */
async function prove<T>(
  services: Services,
  c: Context<AppEnv>,
  { currentPassword, code }: { readonly currentPassword: string; readonly code: string },
  change: (tx: PlatformTx, person: Person) => Promise<T>,
): Promise<T> {
  const person = personOf(c);
  await verifyOwnPassword(services, c, currentPassword);
  await services.loginThrottle.beginProof('code', person.staffId);
  const result = await services.database.withPlatform('second factor', async (tx) => {
    await takeCode(services, tx, person, code);
    return change(tx, person);
  });
  await services.loginThrottle.proved('code', person.staffId);
  return result;
}

async function read(tx: PlatformTx, person: Person) {
  const { since, ...stand } = await readSecondFactor(tx, person);
  return { ...stand, since: since?.toISOString() ?? null };
}
