import { DomainError } from '@yunhu/db';
import {
  askForAddress,
  changeOwnMail,
  confirmAddress,
  listMails,
  type MailView,
  readEmailAddress,
  readOwnMail,
  removeAddress,
  sendTestMail,
} from '@yunhu/db/tenancy';
import type { Context } from 'hono';
import { json, requiredJson } from '../../http/bodies.ts';
import { declare } from '../../http/declare.ts';
import { actorOf, type AppEnv, inTenant, sessionOf } from '../../http/request.ts';
import { newRoutes, type Services } from '../../http/services.ts';
import {
  changeOwnMailBody,
  confirmEmailBody,
  emailBody,
  type Mail,
  mails,
  type OwnMail,
  ownMail,
  testMailBody,
} from './schemas.ts';

const tags = ['mail'];
const path = '/v1/session/mail';

const readRoute = declare('signed-in', {
  method: 'get',
  path,
  tags,
  summary: 'Where and in which language one is written to',
  responses: { 200: json(ownMail) },
});

const changeRoute = declare('signed-in', {
  method: 'patch',
  path,
  tags,
  summary: 'Choose the language of mails, and whether alerts are mailed',
  request: { body: requiredJson(changeOwnMailBody) },
  responses: { 200: json(ownMail) },
});

const askRoute = declare('signed-in', {
  method: 'put',
  path: `${path}/address`,
  tags,
  summary: 'Have a link mailed to an address, which becomes one’s own when it is followed within a day',
  request: { body: requiredJson(emailBody) },
  responses: { 200: json(ownMail) },
});

const removeRoute = declare('signed-in', {
  method: 'delete',
  path: `${path}/address`,
  tags,
  summary: 'Take one’s address away',
  responses: { 200: json(ownMail) },
});

const confirmRoute = declare('public', {
  method: 'post',
  path: '/v1/mail/confirmations',
  tags,
  summary: 'Follow a mailed link; good once',
  request: { body: requiredJson(confirmEmailBody) },
  responses: { 204: { description: 'The address is its asker’s' } },
});

const listRoute = declare('branding.write', {
  method: 'get',
  path: '/v1/mails',
  tags,
  summary: 'The last mails to one’s own people, and what became of them',
  responses: { 200: json(mails) },
});

const testRoute = declare('branding.write', {
  method: 'post',
  path: '/v1/mails/test',
  tags,
  summary: 'Of the operator: send a mail that shows that mails arrive',
  request: { body: requiredJson(testMailBody) },
  responses: { 204: { description: 'On its way' } },
});

const listed = 50;

/** Mails to people, and what they say of them. */
export function mailRoutes({ database, clock, sendsMail }: Services) {
  const routes = newRoutes();

  /** Where no mails are sent, nobody can be asked for an address. */
  const requireMail = () => {
    if (!sendsMail) throw new DomainError('not_found', 'this installation sends no mails');
  };
  const own = async (c: Context<AppEnv>): Promise<OwnMail> => {
    const { id } = sessionOf(c).staff;
    const found = await inTenant(c, database, (tx) => readOwnMail(tx, id, clock.now()));
    const pending = found.pending && { ...found.pending, expiresAt: found.pending.expiresAt.toISOString() };
    return { ...found, pending, enabled: sendsMail };
  };

  routes.openapi(readRoute, async (c) => c.json(await own(c), 200));

  routes.openapi(changeRoute, async (c) => {
    await inTenant(c, database, (tx) => changeOwnMail(tx, sessionOf(c).staff.id, c.req.valid('json')));
    return c.json(await own(c), 200);
  });

  routes.openapi(askRoute, async (c) => {
    requireMail();
    const address = readAddress(c.req.valid('json').email);
    await inTenant(c, database, (tx) => askForAddress(tx, sessionOf(c).staff.id, address, clock.now()));
    return c.json(await own(c), 200);
  });

  routes.openapi(removeRoute, async (c) => {
    const actor = { ...actorOf(c), staffId: sessionOf(c).staff.id };
    await database.withPlatform('remove an address', (tx) => removeAddress(tx, actor));
    return c.json(await own(c), 200);
  });

  routes.openapi(confirmRoute, async (c) => {
    const { token } = c.req.valid('json');
    await database.withPlatform('confirm an address', (tx) => confirmAddress(tx, token, clock.now()));
    return c.body(null, 204);
  });

  routes.openapi(listRoute, async (c) => {
    const items = (await inTenant(c, database, (tx) => listMails(tx, listed))).map(viewMail);
    return c.json({ items, enabled: sendsMail }, 200);
  });

  routes.openapi(testRoute, async (c) => {
    requireMail();
    if (sessionOf(c).tenant.kind !== 'operator') throw new DomainError('not_found');
    const { email, locale } = c.req.valid('json');
    const address = readAddress(email);
    await inTenant(c, database, (tx) => sendTestMail(tx, address, locale));
    return c.body(null, 204);
  });
  return routes;
}

function viewMail({ createdAt, endedAt, ...mail }: MailView): Mail {
  return { ...mail, createdAt: createdAt.toISOString(), endedAt: endedAt?.toISOString() ?? null };
}

function readAddress(text: string): string {
  const address = readEmailAddress(text);
  if (address === undefined) {
    const field = { field: 'email', code: 'not_an_address', message: 'not an e-mail address' };
    throw new DomainError('invalid_input', field.message, [field]);
  }
  return address;
}
