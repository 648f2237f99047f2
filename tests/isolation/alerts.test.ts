// Every kind of alert × every permission that sees one: on the page, in its counter, when it is acknowledged, in a support session and by
// mail, whoever holds exactly one permission meets exactly the kinds that name it.
import { session as sessionSchema, alertPage } from '@yunhu/api/schemas';
import {
  type AlertKind,
  alertKinds,
  alertPermissions,
  permissionKinds,
  type Permission,
  queueAlertMails,
  raiseAlert,
} from '@yunhu/db/tenancy';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { supportPermissions } from '../../api/src/tenancy/support/support-rules.ts';
import { startTestApi, type TestApi, type TestClient } from '../setup/api.ts';
import { createTestTenant, type TestTenant } from '../setup/customer.ts';
import { addPersonWith } from '../setup/staff.ts';

const kinds = Object.keys(alertKinds) as AlertKind[];
const seenWith = (held: readonly Permission[]) =>
  kinds.filter((kind) => alertKinds[kind].some((permission) => held.includes(permission))).toSorted();

let api: TestApi;
let operator: TestClient;
let customer: TestTenant;

beforeAll(async () => {
  api = await startTestApi({ loginLimits: { perAccount: 100_000, perAddress: 1_000_000, windowSeconds: 1 } });
  operator = await api.logIn('operator');
  customer = await createTestTenant(api, operator, { kind: 'customer', name: 'Bakery', loginName: 'bakery' });
  for (const tenantId of [api.operatorId, customer.id])
    for (const kind of kinds)
      await api.database.withPlatform('one of each kind', (tx) =>
        raiseAlert(tx, { tenantId, kind, level: 'warning', subjectType: 'x', subjectId: 'x' }),
      );
});

afterAll(() => api.stop());

async function seenBy(client: TestClient, query = ''): Promise<{ kinds: string[]; unseen: number }> {
  const { items, unseen } = (await client.get(`/v1/alerts?limit=100${query}`)).as(alertPage);
  return { kinds: items.map(({ kind }) => kind).toSorted(), unseen };
}

const alertOf = async (tenantId: string, kind: AlertKind): Promise<string> => {
  const [alert] = await api.behind<
    { id: string }[]
  >`select id from alerts where (tenant_id, kind) = (${tenantId}, ${kind})`;
  return alert?.id ?? '';
};

let people = 0;

describe.each(alertPermissions.map((permission) => [permission] as const))('%s', (permission) => {
  test('sees the kinds that name it, counts them alone, and acknowledges no others', async () => {
    const isCustomers = (permissionKinds[permission] as readonly string[]).includes('customer');
    const [giver, tenantId] = isCustomers ? [customer.client, customer.id] : [operator, api.operatorId];
    const loginName = `reader${(people++).toString(36)}`;
    const { id, client } = await addPersonWith(api, giver, { loginName, permissions: [permission] });
    const expected = seenWith([permission]);
    expect((await client.get('/v1/session')).as(sessionSchema).seesAlerts).toBe(true);
    expect(await seenBy(client)).toEqual({ kinds: expected, unseen: expected.length });
    for (const kind of kinds.filter((one) => !expected.includes(one))) {
      const path = `/v1/alerts/${await alertOf(tenantId, kind)}/acknowledge`;
      expect([kind, (await client.post(path)).status]).toEqual([kind, 404]);
    }

    await api.behind`update staff set email = ${`${loginName}@mail.example`}, wants_mail = true where id = ${id}`;
    await api.behind`update alerts set mailed_level = null`;
    await api.behind`delete from alert_mail_turns`;
    await api.database.withPlatform('mail what is new', (tx) => queueAlertMails(tx, new Date()));
    const [mail] = await api.behind<{ details: { alerts: { kind: string }[] } }[]>`
      select details from mails where staff_id = ${id}`;
    expect(mail?.details.alerts.map(({ kind }) => kind).toSorted()).toEqual(expected);
  });
});

test('whoever may open nothing that alerts are about has no bell, and is refused', async () => {
  const { client } = await addPersonWith(api, customer.client, { loginName: 'nobody', permissions: ['task.read'] });
  expect((await client.get('/v1/session')).as(sessionSchema).seesAlerts).toBe(false);
  expect((await client.get('/v1/alerts')).status).toBe(403);
  expect((await client.post(`/v1/alerts/${await alertOf(customer.id, 'low_balance')}/acknowledge`)).status).toBe(403);
});

test('from above one reads of a customer’s what one may open oneself', async () => {
  const money = await addPersonWith(api, operator, { loginName: 'money', permissions: ['money.read'] });
  expect((await seenBy(money.client, `&tenantId=${customer.id}`)).kinds).toEqual(seenWith(['money.read']));
});

test('a support session sees what its closed list opens, and nothing of the customer’s people', async () => {
  const opened = await operator.post(`/v1/tenants/${customer.id}/support-sessions`, {
    reason: 'Looking at alerts from inside',
    minutes: 10,
  });
  const cookie = opened.headers.getSetCookie().find((one) => one.startsWith('yunhu_support='));
  const inside = await api.anonymous.send('GET', '/v1/alerts?limit=100', undefined, {
    cookie: `${operator.cookie}; ${cookie?.split(';')[0]}`,
  });
  const seen = new Set(inside.as(alertPage).items.map(({ kind }) => kind));
  expect([...seen].toSorted()).toEqual(seenWith(supportPermissions));
  expect(seen).not.toContain('session_replayed');
});
