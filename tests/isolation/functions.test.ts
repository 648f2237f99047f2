// Functions that the app role may call, by tenants that call them with another's ids. They are taken from the catalogue: a new one
// fails here until it is said how it refuses.
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fingerprint } from './secrets.ts';
import { buildWorld, furnishingMs, type World } from './world.ts';

type Name = keyof World['actors'];

interface Hostile {
  readonly calls: readonly string[];
  /** The SQLSTATE that refuses it. */
  readonly code: string;
  /** Attacks on those whom other functions let it name: itself, or who is below it. */
  readonly also?: readonly (readonly [Name, Name])[];
}

/** Attacker and victim, who is never below the attacker. */
const attacks: readonly (readonly [Name, Name])[] = [
  ['customerA', 'customerB'],
  ['agentA', 'customerB'],
  ['agentA', 'agentB'],
  ['stranger', 'customerA'],
  ['customerA', 'agentA'],
  ['agentA', 'operator'],
];
const itself = [
  ['customerA', 'customerA'],
  ['agentA', 'agentA'],
] as const;
const below = [['agentA', 'customerA']] as const;
const twoBelow = [['operator', 'customerA']] as const;

/** How each refuses; $1 is the victim's id. Functions without a call have a reason to need none. */
const refusals: Record<string, Hostile | string> = {
  'new_id()': 'takes nothing and reads nothing',
  'resubmit_caller_id(uuid,text,timestamp with time zone)':
    "changes the current tenant's own, which it raises without, and answers null for any other id",
  'withdraw_caller_id(uuid)':
    "changes the current tenant's own, which it raises without, and answers null for any other id",
  'audit_names_no_secret(jsonb)': 'looks at the JSON that it is given and reads no table',
  'tenant_is_active(uuid)': { calls: ['select tenant_is_active($1)'], code: 'YH403', also: below },
  'blocked_numbers(uuid,text[],timestamp with time zone)': {
    calls: [`select blocked_numbers($1, array['+8613800009999', '+8613900009999'], now())`],
    code: 'YH403',
    also: below,
  },
  'own_permissions(uuid)': {
    calls: [
      'select own_permissions((select id from staff where tenant_id = $1 limit 1))',
      'select own_permissions($1)',
    ],
    code: 'YH404',
    also: [...below, ...twoBelow, ['operator', 'agentA']],
  },
  'own_company_permissions()': 'takes nothing; answers for the current tenant, which it raises without',
  'preset_role(uuid,text)': 'reads roles as who asks, under row-level security',
  'begin_tenant_move()': 'takes nothing and reads nothing: it waits for its turn',
  'move_tenant(uuid,uuid,uuid)': {
    calls: [
      `select move_tenant($1, current_setting('app.tenant')::uuid, null)`,
      `select move_tenant(coalesce((select id from tenants where parent_id = $1 limit 1), $1), current_setting('app.tenant')::uuid, null)`,
      `select move_tenant((select id from tenants where parent_id = current_setting('app.tenant')::uuid limit 1), $1, null)`,
    ],
    code: 'YH404',
  },
  'rate_groups_sold_by(uuid)': { calls: ['select rate_groups_sold_by($1)'], code: 'YH404' },
  'open_wallet(uuid)': { calls: ['select open_wallet($1)'], code: 'YH404', also: itself },
  'request_money(uuid,text,boolean,bigint,text,uuid,text,uuid)': {
    calls: [
      `select request_money($1, 'withdrawal', true, 1, null, null, 'key of a thief', null)`,
      `select request_money($1, 'top_up', false, 1, null, null, 'key of a launderer', null)`,
      `select request_money($1, 'correction', true, 1, 'a slip', null, 'key of a forger', null)`,
      `select request_money($1, 'credit_limit', false, 1, null, null, 'key of a lender', null)`,
    ],
    code: 'YH404',
    also: [...itself, ...twoBelow],
  },
  'decide_money_request(uuid,text,text,uuid)': {
    calls: [
      `select decide_money_request((select id from transfer_requests where tenant_id = $1 limit 1), 'approved', null,
        (select id from staff where tenant_id = $1 limit 1))`,
    ],
    code: 'YH404',
    also: [...twoBelow, ['operator', 'agentA']],
  },
  'block_wallet(uuid,boolean)': {
    calls: ['select block_wallet($1, true)', 'select block_wallet($1, false)'],
    code: 'YH404',
    also: [...itself, ...twoBelow],
  },
  'set_money_settings(bigint,bigint,bigint,bigint,uuid)': "writes the current tenant's own, which it raises without",
  'remove_second_factor(uuid)': {
    calls: ['select remove_second_factor((select id from staff where tenant_id = $1 limit 1))'],
    code: 'YH404',
    also: [...below, ...twoBelow, ['operator', 'agentA']],
  },
  'set_staff_password(uuid,text,boolean)': {
    calls: [`select set_staff_password((select id from staff where tenant_id = $1 limit 1), 'hash')`],
    code: 'YH404',
    also: [...below, ...twoBelow, ['operator', 'agentA']],
  },
  'open_payment(bigint,text,uuid)': "asks to pay into the current tenant's own wallet, which it raises without",
  'request_refund(uuid,uuid,bigint,text,uuid)': {
    calls: [
      `select request_refund($1, (select id from payments where tenant_id = $1 limit 1), 1, 'key of a thief', null)`,
      `select request_refund($1, $1, 1, 'key of a prober', null)`,
    ],
    code: 'YH403',
    also: below,
  },
  'rates_of_charge(uuid)': {
    calls: [
      'select rates_of_charge((select attempt_id from attempt_charges where tenant_id = $1 limit 1))',
      'select rates_of_charge($1)',
    ],
    code: 'YH404',
  },
  'limits_use(uuid,timestamp with time zone)': { calls: ['select limits_use($1, now())'], code: 'YH404' },
  'limits_from_above()':
    'takes nothing; answers of the current tenant, which it raises without, and only the sum of what is above',
  'set_tenant_limits(uuid,uuid,integer,integer,bigint,boolean,boolean,text[],text[],text)': {
    calls: [`select set_tenant_limits($1, null, 0, null, null, null, null, null, '{}', null)`],
    code: 'YH404',
    also: twoBelow,
  },
  'own_branding(integer)': 'takes no tenant; answers for the current one, which it raises without',
  'talk_of_charge(uuid)': { calls: ['select talk_of_charge($1)'], code: 'YH404', also: [...itself, ...below] },
  'calls_of_entries(uuid,uuid,bigint,bigint,text)': {
    calls: [`select calls_of_entries($1, $1, 0, 1000000, 'UTC')`],
    code: 'YH404',
  },
};
const hostile = Object.entries(refusals).filter((entry): entry is [string, Hostile] => typeof entry[1] !== 'string');

let world: World;

beforeAll(async () => {
  world = await buildWorld();
}, furnishingMs);

afterAll(() => world.api.stop());

const codeOf = (error: unknown): unknown => {
  const cause = error instanceof Error && error.cause instanceof postgres.PostgresError ? error.cause : error;
  return cause instanceof postgres.PostgresError ? cause.code : error;
};

test('every function that the app role may call is on the list of those that are attacked here', async () => {
  // What an extension brings is PostgreSQL's own and reads no table.
  const callable = await world.api.behind<{ name: string }[]>`
    select p.oid::regprocedure::text as name from pg_proc p
    where p.pronamespace = 'public'::regnamespace and has_function_privilege('yunhu_app', p.oid, 'EXECUTE')
      -- PostgreSQL calls these itself, and lets nobody else.
      and p.prorettype <> 'trigger'::regtype
      and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')`;
  const names = callable.map((row) => row.name);
  const unlisted = names.filter((name) => refusals[name] === undefined);
  expect(
    unlisted,
    'say in `refusals` how these refuse a hostile tenant, or revoke them from yunhu_app, which may call them',
  ).toEqual([]);
  expect(
    Object.keys(refusals).filter((name) => !names.includes(name)),
    'on the list, but the app role may not call them any more',
  ).toEqual([]);
});

test.each(hostile)('%s refuses a tenant that names another, and changes nothing', async (_, { calls, code, also }) => {
  const before = await fingerprint(world.api.behind);
  for (const [attacker, victim] of [...attacks, ...(also ?? [])]) {
    const { tenantId } = world.actors[attacker];
    for (const call of calls) {
      const said = await world.api.database
        .withTenant({ tenantId }, ({ sql }) => sql.unsafe(call, [world.actors[victim].tenantId]))
        .then((rows) => [...rows], codeOf);
      expect([attacker, victim, call, said]).toEqual([attacker, victim, call, code]);
    }
  }
  expect(await fingerprint(world.api.behind)).toBe(before);
});

test.each(hostile)('%s refuses who has not said which tenant it is', async (_, { calls }) => {
  const app = postgres(world.api.urls.app, { max: 1 });
  const said: unknown[] = [];
  for (const call of calls)
    said.push(await app.unsafe(call, [world.actors.customerA.tenantId]).then((rows) => [...rows], codeOf));
  await app.end();
  // The setting app.tenant is not known.
  expect(said).toEqual(calls.map(() => '42704'));
});
