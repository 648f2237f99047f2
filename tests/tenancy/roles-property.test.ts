// Whatever people of a company do with its roles and with each other, in any order and at the same time: nobody comes to hold what
// nobody who acted could give him, nobody more than the company, and somebody always is its administrator.
import { DomainError } from '@yunhu/db';
import {
  assignCompanyRole,
  createCompanyRole,
  createRole,
  createStaff,
  deleteRole,
  keptPermissions,
  type Permission,
  permissionsOfKind,
  resetPassword,
  resetRole,
  updateCompanyRole,
  updateRole,
  updateStaff,
} from '@yunhu/db/tenancy';
import fc from 'fast-check';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApi, type TestApi } from '../setup/api.ts';
import { createTestTenant } from '../setup/customer.ts';
import { addPersonWith } from '../setup/staff.ts';

let api: TestApi;
let operatorStaffId: string;
let tenants = 0;

beforeAll(async () => {
  api = await startTestApi({ loginLimits: { perAccount: 10_000, perAddress: 10_000, windowSeconds: 1 } });
  [{ id: operatorStaffId }] = await api.behind<[{ id: string }]>`select id from staff where login_name = 'operator'`;
});

afterAll(() => api.stop());

interface Person {
  readonly id: string;
  readonly isAdministrator: boolean;
  /** What the person can do now; nothing while disabled. */
  readonly may: ReadonlySet<Permission>;
}

interface State {
  readonly people: ReadonlyMap<string, Person>;
  readonly company: readonly Permission[];
}

const all = permissionsOfKind('customer');
const at = new Date('2026-01-01T00:00:00Z');

/** A company with an administrator, made behind everybody's back: thousands of log-ins would take too long. */
async function makeCompany(): Promise<{ tenantId: string; companyRoleId: string }> {
  const name = `prop${tenants++}`;
  const [{ id: tenantId }] = await api.behind<[{ id: string }]>`
    insert into tenants (parent_id, kind, name) values (${api.operatorId}, 'customer', ${name}) returning id`;
  await api.behind`
    insert into staff (tenant_id, login_name, name, role_id) values (${tenantId}, ${name}, ${name}, preset_role(${tenantId}, 'administrator'))`;
  const operator = { tenantId: api.operatorId, staffId: operatorStaffId };
  const companyRoleId = await api.database.withTenant(operator, async (tx) => {
    const [held] = await tx.sql<
      [{ id: string }]
    >`select company_role_id as id from tenant_company_roles where tenant_id = ${tenantId}`;
    // At most a hundred may be kept: one for all of them, as each company is looked at before and after.
    const [mine] = await tx.sql<
      { id: string }[]
    >`select id from company_roles where name = 'Random' and kind = 'customer'`;
    const id = mine?.id ?? (await createCompanyRole(tx, { kind: 'customer', name: 'Random', permissions: all }));
    await assignCompanyRole(tx, tenantId, held.id);
    return id;
  });
  return { tenantId, companyRoleId };
}

async function look(tenantId: string): Promise<State> {
  const rows = await api.behind<(Omit<Person, 'may'> & { may: Permission[] | null })[]>`
    select s.id, s.role_id = preset_role(s.tenant_id, 'administrator') and s.state = 'enabled' as "isAdministrator",
      case when s.state = 'enabled' then effective_permissions(s.tenant_id, s.id) end as may
    from staff s where s.tenant_id = ${tenantId}`;
  const [bound] = await api.behind<[{ permissions: Permission[] | null }]>`
    select c.permissions from tenant_company_roles a join company_roles c on (c.tenant_id, c.id) = (a.keeper_tenant_id, a.company_role_id)
    where a.tenant_id = ${tenantId}`;
  return {
    people: new Map(rows.map((row) => [row.id, { ...row, may: new Set(row.may ?? []) }])),
    company: bound.permissions ?? all,
  };
}

/** What a person can give: his own; an administrator whatever the company has. */
function gives(state: State, personId: string): ReadonlySet<Permission> {
  const person = state.people.get(personId);
  return person?.isAdministrator === true ? new Set(state.company) : (person?.may ?? new Set());
}

type Kind =
  'create-role' | 'update-role' | 'reset-role' | 'delete-role' | 'add' | 'give' | 'state' | 'password' | 'bound';

interface Command {
  readonly kind: Kind;
  readonly actor: number;
  readonly person: number;
  readonly role: number;
  readonly other: number;
  readonly permissions: Permission[];
}

const command: fc.Arbitrary<Command> = fc.record({
  kind: fc.constantFrom<Kind[]>(
    ...(['create-role', 'update-role', 'update-role', 'reset-role', 'delete-role', 'add'] as const),
    ...(['give', 'give', 'state', 'password', 'bound'] as const),
  ),
  actor: fc.nat(9),
  person: fc.nat(9),
  role: fc.nat(12),
  other: fc.nat(12),
  // Few, so that roles often hold the same.
  permissions: fc.subarray<Permission>([
    'staff.write',
    'roles.write',
    'money.read',
    'task.read',
    'task.run',
    'audio.write',
  ]),
});

interface Done {
  readonly actorId: string;
  readonly command: Command;
  /** Whom it was about, where it was somebody. */
  readonly personId: string | undefined;
  readonly isDone: boolean;
}

const pick = <T>(list: readonly T[], index: number): T => {
  const found = list[index % list.length];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
};

/** Does it as the record's own verbs do, without the API in front; a refusal is one of the answers. */
async function run(tenantId: string, companyRoleId: string, wanted: Command): Promise<Done> {
  const people = await api.behind<{ id: string }[]>`select id from staff where tenant_id = ${tenantId} order by id`;
  const roles = await api.behind<{ id: string; revision: number }[]>`
    select id, revision from roles where tenant_id = ${tenantId} order by id`;
  const actorId = pick(people, wanted.actor).id;
  const personId = pick(people, wanted.person).id;
  const role = pick(roles, wanted.role);
  const other = pick(roles, wanted.other);
  const { permissions } = wanted;
  const verbs: Record<Exclude<Kind, 'bound'>, (tx: Parameters<typeof createRole>[0]) => Promise<unknown>> = {
    'create-role': (tx) => createRole(tx, { name: crypto.randomUUID(), permissions }),
    'update-role': (tx) => updateRole(tx, role.id, { permissions, revision: role.revision }),
    'reset-role': (tx) => resetRole(tx, role.id),
    'delete-role': (tx) => deleteRole(tx, role.id, other.id),
    add: (tx) => {
      const loginName = `p${crypto.randomUUID().replaceAll('-', '').slice(0, 20)}`;
      return createStaff(tx, { name: loginName, loginName, roleId: role.id, passwordHash: 'none' });
    },
    give: (tx) => updateStaff(tx, personId, { roleId: role.id }, at),
    state: (tx) => updateStaff(tx, personId, { state: wanted.other % 2 === 0 ? 'enabled' : 'disabled' }, at),
    password: (tx) => resetPassword(tx, personId, 'none', at),
  };
  const { kind } = wanted;
  const doing =
    kind === 'bound'
      ? api.database.withTenant({ tenantId: api.operatorId, staffId: operatorStaffId }, async (tx) => {
          const bound = [...keptPermissions('customer'), ...permissions];
          const [{ revision }] = await tx.sql<
            [{ revision: number }]
          >`select revision from company_roles where id = ${companyRoleId}`;
          await updateCompanyRole(tx, companyRoleId, { permissions: bound, revision });
          await assignCompanyRole(tx, tenantId, companyRoleId);
        })
      : api.database.withTenant({ tenantId, staffId: actorId }, verbs[kind]);
  const isDone = await doing.then(
    () => true,
    (error: unknown) => {
      // A refusal; anything else is a fault.
      if (error instanceof DomainError) return false;
      throw error;
    },
  );
  return { actorId, command: wanted, personId, isDone };
}

function check(before: State, after: State, done: readonly Done[]): void {
  const isBound = done.some(({ command: { kind } }) => kind === 'bound');
  expect([...after.people.values()].filter(({ isAdministrator }) => isAdministrator).length).toBeGreaterThan(0);
  const given = new Set(done.flatMap(({ actorId }) => [...gives(before, actorId)]));
  for (const [id, { may }] of after.people) {
    const strange = [...may].filter((permission) => !after.company.includes(permission) || !all.includes(permission));
    expect([id, 'beyond the company', strange]).toEqual([id, 'beyond the company', []]);
    // A wider company role is the operator's to give.
    if (isBound) continue;
    const had = before.people.get(id)?.may ?? new Set<Permission>();
    const gained = [...may].filter((permission) => !had.has(permission) && !given.has(permission));
    expect([id, 'beyond the granter', gained]).toEqual([id, 'beyond the granter', []]);
    const alone = done.length === 1 && done[0]?.actorId === id;
    if (alone)
      expect([id, 'gave himself', [...may].filter((permission) => !had.has(permission))]).toEqual([
        id,
        'gave himself',
        [],
      ]);
  }
  for (const {
    actorId,
    command: { kind },
    personId,
    isDone,
  } of done) {
    if (kind !== 'password' || !isDone || done.length > 1 || personId === undefined || personId === actorId) continue;
    const taken = [...(before.people.get(personId)?.may ?? [])].filter((one) => !gives(before, actorId).has(one));
    expect([actorId, 'took over', taken]).toEqual([actorId, 'took over', []]);
  }
}

describe('permissions', () => {
  test('grow only by what who acts can give, whatever is done in whatever order', async () => {
    let refused = 0;
    let granted = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 8, maxLength: 25 }), async (commands) => {
        const { tenantId, companyRoleId } = await makeCompany();
        let before = await look(tenantId);
        for (const wanted of commands) {
          const done = await run(tenantId, companyRoleId, wanted);
          const after = await look(tenantId);
          check(before, after, [done]);
          before = after;
          if (done.isDone) granted++;
          else refused++;
        }
      }),
      { numRuns: 25 },
    );
    expect(Math.min(refused, granted)).toBeGreaterThan(50);
  }, 120_000);

  test('do so also where several act at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(command, { minLength: 2, maxLength: 4 }), { minLength: 3, maxLength: 6 }),
        async (rounds) => {
          const { tenantId, companyRoleId } = await makeCompany();
          let before = await look(tenantId);
          for (const round of rounds) {
            const done = await Promise.all(round.map((wanted) => run(tenantId, companyRoleId, wanted)));
            const after = await look(tenantId);
            check(before, after, done);
            before = after;
          }
        },
      ),
      { numRuns: 15 },
    );
  }, 120_000);
});

describe('races', () => {
  test('who loses a permission while he passes it on passes on nothing', async () => {
    const operator = await api.logIn('operator');
    const shop = await createTestTenant(api, operator, { kind: 'customer', name: 'Race', loginName: 'race' });
    const held: Permission[] = ['roles.read', 'roles.write', 'task.read'];
    const deputy = await addPersonWith(api, shop.client, { loginName: 'racedeputy', permissions: held });
    const [administrator] = await api.behind<[{ id: string }]>`select id from staff where login_name = 'race'`;
    const [role] = await api.behind<[{ id: string; revision: number }]>`
      select r.id, r.revision from roles r join staff s on (s.tenant_id, s.role_id) = (r.tenant_id, r.id) where s.id = ${deputy.id}`;
    let release = () => {};
    let taken = () => {};
    const isTaken = new Promise<void>((resolve) => (taken = resolve));
    const demotion = api.database.withTenant({ tenantId: shop.id, staffId: administrator.id }, async (tx) => {
      await updateRole(tx, role.id, { permissions: ['roles.read', 'roles.write'], revision: role.revision });
      taken();
      await new Promise<void>((resolve) => (release = resolve));
    });
    await isTaken;
    const grant = api.database
      .withTenant({ tenantId: shop.id, staffId: deputy.id }, (tx) =>
        createRole(tx, { name: 'Passed on', permissions: ['task.read'] }),
      )
      .then(
        () => 'granted',
        (error: unknown) => (error instanceof DomainError ? error.code : error),
      );
    await waits(1);
    release();
    await demotion;
    expect(await grant).toBe('beyond_own_permissions');
  });

  test('two administrators whom two statements take away at once, past every verb: one stays', async () => {
    const operator = await api.logIn('operator');
    const shop = await createTestTenant(api, operator, { kind: 'customer', name: 'Two', loginName: 'two' });
    const [second] = await api.behind<[{ id: string }]>`
      insert into staff (tenant_id, login_name, name, role_id)
      values (${shop.id}, 'twosecond', 'Second', preset_role(${shop.id}, 'administrator')) returning id`;
    const [first] = await api.behind<[{ id: string }]>`select id from staff where login_name = 'two'`;
    let release = () => {};
    let taken = () => {};
    const isTaken = new Promise<void>((resolve) => (taken = resolve));
    const own = postgres(api.urls.superuser, { max: 2 });
    const one = own.begin(async (tx) => {
      await tx`update staff set state = 'disabled' where id = ${first.id}`;
      taken();
      await new Promise<void>((resolve) => (release = resolve));
    });
    await isTaken;
    const other = own`update staff set role_id = preset_role(${shop.id}, 'seat') where id = ${second.id}`.then(
      () => 'demoted',
      (error: unknown) => (error instanceof Error ? error.message : error),
    );
    await waits(1);
    release();
    await one;
    expect(await other).toBe('last_administrator');
    await own.end();
    await expect(api.behind`delete from staff where id = ${second.id}`).rejects.toThrow('last_administrator');
  });
});

/** Until so many wait for the lock of a company's staff. */
async function waits(count: number): Promise<void> {
  await expect
    .poll(
      async () => {
        const [row] = await api.behind<[{ waiting: number }]>`
          select count(*)::int as waiting from pg_locks where locktype = 'advisory' and not granted`;
        return row.waiting;
      },
      { timeout: 20_000 },
    )
    .toBe(count);
}
