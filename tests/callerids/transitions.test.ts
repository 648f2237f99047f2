// Every verb about a number, in any order, against the one table that says what each makes of it.
import { randomUUID } from 'node:crypto';
import {
  type CallerIdStand,
  callerIdTransitions,
  type CallerIdVerb,
  createCallerId,
  decideCallerId,
  getCallerId,
  keepDocument,
  resubmitCallerId,
  withdrawCallerId,
} from '@yunhu/db/callerids';
import { type Actor, type Database, openDatabase, type PlatformTx } from '@yunhu/db/connect';
import { expireCallerIds, revokeCallerId, undoDecision } from '@yunhu/db/tasks';
import fc from 'fast-check';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';

let testDatabase: TestDatabase;
let database: Database;
let sql: postgres.Sql;
let customer: Actor;
let reviewer: Actor;
let documentIds: string[];

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase({ appUrl: testDatabase.urls.app, platformUrl: testDatabase.urls.platform });
  sql = postgres(testDatabase.urls.superuser, { max: 1, onnotice: () => undefined });
  const [{ id: operatorId }] = await sql<[{ id: string }]>`
    insert into tenants (kind, name) values ('operator', 'Operator') returning id`;
  const [{ id: customerId }] = await sql<[{ id: string }]>`
    insert into tenants (kind, name, parent_id) values ('customer', 'Customer', ${operatorId}) returning id`;
  customer = { tenantId: customerId };
  reviewer = { tenantId: operatorId, staffId: randomUUID() };
  const file = { fileName: 'a.png', contentType: 'image/png', bytes: 1, sha256: 'a'.repeat(64) } as const;
  documentIds = await database.withTenant(customer, async (tx) => {
    const kept = [];
    for (const kind of ['licence', 'receipt'] as const)
      kept.push(await keepDocument(tx, { ...file, kind, pages: [{ objectKey: randomUUID(), width: 1, height: 1 }] }));
    return kept.map(({ id }) => id);
  });
});

afterAll(async () => {
  await Promise.all([database.close(), sql.end()]);
  await testDatabase.drop();
});

const verbs = [...(Object.keys(callerIdTransitions) as CallerIdVerb[]), 'undo'] as const;
type Asked = (typeof verbs)[number];
const hourMs = 3_600_000;

/** A number as the table says that it stands. */
interface Model {
  stand: CallerIdStand;
  submission: number;
  /** Before the last decision, while nothing came after it. */
  before: CallerIdStand | undefined;
  history: string[];
  atMs: number;
}

const kinds = {
  ...{ resubmit: 'submitted', withdraw: 'withdrawn', approve: 'approved', reject: 'rejected', revoke: 'revoked' },
  ...{ expire: 'expired', undo: 'undone' },
} as const satisfies Record<Asked, string>;

/** What the table says; undefined where the verb may not begin. */
function after(model: Model, verb: Asked): Model | undefined {
  const moves: Partial<Record<CallerIdStand, CallerIdStand>> = verb === 'undo' ? {} : callerIdTransitions[verb];
  const stand = verb === 'undo' ? model.before : moves[model.stand];
  if (stand === undefined) return undefined;
  const isDecision = verb === 'approve' || verb === 'reject' || verb === 'revoke';
  return {
    stand,
    submission: model.submission + (verb === 'resubmit' ? 1 : 0),
    before: isDecision ? model.stand : undefined,
    history: [kinds[verb], ...model.history],
    atMs: model.atMs,
  };
}

/** Asks for it as the product does; false where it was refused. */
async function ask(verb: Asked, callerIdId: string, model: Model): Promise<boolean> {
  const at = new Date(model.atMs);
  const platform = <T>(fn: (tx: PlatformTx) => Promise<T>) => database.withPlatform('test', fn);
  const refused = (error: unknown) => {
    expect(['invalid_transition', 'not_approved']).toContain((error as { code: unknown }).code);
    return false;
  };
  if (verb === 'resubmit')
    return database
      .withTenant(customer, (tx) => resubmitCallerId(tx, callerIdId, { documentIds, note: '' }, at))
      .then(() => true, refused);
  if (verb === 'withdraw')
    return database.withTenant(customer, (tx) => withdrawCallerId(tx, callerIdId, at)).then(() => true, refused);
  if (verb === 'revoke')
    return platform((tx) => revokeCallerId(tx, reviewer, { callerIdId, reason: 'r' }, at)).then(() => true, refused);
  if (verb === 'undo') return (await platform((tx) => undoDecision(tx, reviewer, callerIdId, at))) === 'decided';
  if (verb === 'expire') {
    await platform((tx) => expireCallerIds(tx, new Date(model.atMs + 24 * hourMs)));
    return model.stand === 'approved' || model.stand === 'renewing';
  }
  const approvedUntil = verb === 'approve' ? new Date(model.atMs + hourMs) : null;
  const { submission } = model;
  const decision = { callerIdId, submission, verdict: verb, reason: 'r', approvedUntil, evenIfShared: false };
  return (await platform((tx) => decideCallerId(tx, reviewer, decision, at))) === 'decided';
}

function choose(model: Model, any: boolean, pick: number): Asked {
  const open = any ? verbs : verbs.filter((verb) => after(model, verb) !== undefined);
  return open[pick % open.length] ?? 'undo';
}

let next = 13_800_000_000;
const start = Date.parse('2027-01-01T00:00:00Z');

test('whatever is asked of a number in whatever order, it moves as the table says, and anything else is refused and changes nothing', async () => {
  // Mostly what may be asked, or what takes three steps to reach is hardly ever tried.
  const asked = fc.array(fc.record({ any: fc.integer({ min: 0, max: 3 }), pick: fc.nat() }), {
    minLength: 1,
    maxLength: 14,
  });
  await fc.assert(
    fc.asyncProperty(asked, async (sequence) => {
      const number = `+86${next++}`;
      let model: Model = { stand: 'submitted', submission: 1, before: undefined, history: ['submitted'], atMs: start };
      const id = await database.withTenant(customer, (tx) => createCallerId(tx, { number, at: new Date(start) }));
      for (const { any, pick } of sequence) {
        model = { ...model, atMs: model.atMs + 1000 };
        const verb = choose(model, any === 0, pick);
        const wanted = after(model, verb);
        expect(await ask(verb, id, model), `${verb} of ${model.stand}`).toBe(wanted !== undefined);
        // An end comes when its time is over, and what follows comes later.
        if (wanted !== undefined) model = { ...wanted, atMs: model.atMs + (verb === 'expire' ? 24 * hourMs : 0) };
        const found = await database.withTenant(customer, (tx) => getCallerId(tx, id, new Date(start)));
        expect(found.renewing ? 'renewing' : found.state).toBe(model.stand);
        expect(found.submission).toBe(model.submission);
        expect(found.events.map((event) => event.kind)).toEqual(model.history);
      }
    }),
    { numRuns: 80 },
  );
});
