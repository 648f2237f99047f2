// Every route of the OpenAPI document, by everybody, with ids of everybody else. Nothing here names a route: a new one is walked by
// being in the document, and one that the walk cannot fill fails it with a sentence.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { presetPermissions } from '@yunhu/db/tenancy';
import type { TestClient } from '../setup/api.ts';
import { fill, type FilledRequest, idSlots, type OpenApiDocument, type Operation, operationsOf } from './requests.ts';
import { fingerprint, leaksIn, readRows, secretsFrom } from './secrets.ts';
import { type Actor, buildWorld, furnishingMs, type Ids, type World } from './world.ts';

let world: World;
let operations: Operation[];
const clients = new Map<string, TestClient>();
const secrets = new Map<string, ReadonlySet<string>>();

beforeAll(async () => {
  world = await buildWorld();
  operations = operationsOf((await world.api.anonymous.get('/v1/openapi.json')).body as OpenApiDocument);
  const rows = await readRows(world.api.behind);
  for (const actor of Object.values(world.actors)) {
    clients.set(actor.name, await world.api.logIn(actor.loginName));
    secrets.set(actor.name, await secretsFrom(world.api.behind, rows, actor.tenantId));
  }
  secrets.set('nobody', new Set([...secrets.values()].flatMap((set) => [...set])));
}, furnishingMs);

afterAll(() => world.api.stop());

/** Hundreds of attacks, each with a look at every table before and after. */
const patient = { timeout: 300_000 };

interface Answer {
  readonly status: number;
  /** The body without its request id. */
  readonly text: string;
}

/** Sends as an actor (nobody, where undefined), and fails on any secret in what comes back. */
async function send(actor: Actor | undefined, { path, init }: FilledRequest): Promise<Answer> {
  const client = actor === undefined ? world.api.anonymous : (clients.get(actor.name) ?? world.api.anonymous);
  const response = await client.fetch(path, init);
  const text = await textOf(response);
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
  const leaks = leaksIn(`${headers}\n${text}`, secrets.get(actor?.name ?? 'nobody') ?? new Set());
  const request = `${init.method} ${path} by ${actor?.name ?? 'nobody'}`;
  if (leaks.length > 0) throw new Error(`${request} shows ${leaks.join(', ')}`);
  if (response.status === 500) throw new Error(`${request} is answered with 500`);
  return { status: response.status, text: text.replace(/"requestId":"[^"]*"/, '') };
}

/** The whole body; of a stream, which has no end, its first part. */
async function textOf(response: Response): Promise<string> {
  if (response.headers.get('content-type') !== 'text/event-stream') return response.text();
  const reader = response.body?.getReader();
  const first = await reader?.read();
  await reader?.cancel();
  return new TextDecoder().decode(first?.value);
}

function mayUse(actor: Actor, { access }: Operation): boolean {
  if (['public', 'signed-in', 'own-account'].some((open) => access.includes(open))) return true;
  const kind = actor.name === 'operator' ? 'operator' : actor.name.startsWith('customer') ? 'customer' : 'agent';
  return (presetPermissions[kind].administrator ?? []).some((permission) => access.includes(permission));
}

/** Whose ids are foreign to an actor in a slot: rows of a tenant's own are foreign to its ancestors too. */
function victimsOf(actor: Actor, slot: string): Actor[] {
  // Payments and charges are money, which whoever stands above reads too; so are the audit, its people and support sessions.
  const isTenant = [
    ...['tenantId', 'parentId', 'paymentId', 'attemptId'],
    ...['auditEntryId', 'personId', 'supportSessionId'],
    // What was decided about approvals is for whoever stands above; documents beside them for reviewers.
    ...['approvalId', 'reviewId', 'reviewDocumentId', 'reviewedAudioId'],
  ].includes(slot);
  const below: Record<string, string[]> = {
    operator: Object.keys(world.actors),
    agentA: ['customerA'],
    agentB: ['customerB'],
  };
  // Who opened a support session at a customer is seen by the customer.
  const opener: Record<string, string> = { customerA: 'agentA', customerB: 'agentB' };
  return Object.values(world.actors).filter(
    (other) =>
      other !== actor &&
      !(slot === 'supportSessionId' && opener[actor.name] === other.name) &&
      other.ids[slot] !== undefined &&
      !(isTenant && (below[actor.name] ?? []).includes(other.name)),
  );
}

/** An actor's own ids, with somebody else's where it has none: refused for those it is not permitted anyway. */
function ownIds(actor: Actor): Ids {
  const everybody = Object.assign({}, ...Object.values(world.actors).map((other) => other.ids)) as Ids;
  return { ...everybody, ...actor.ids, ...(actor.childId === undefined ? {} : { tenantId: actor.childId }) };
}

/** Each foreign id alone among one's own, and all of a victim's together; with the same request for ids that nobody has. */
function attacksOn(operation: Operation, actor: Actor): { foreign: Ids; missing: Ids; slots: string }[] {
  const slots = idSlots(operation);
  const own = ownIds(actor);
  const single = slots.flatMap((slot) =>
    victimsOf(actor, slot).map((victim) => ({
      foreign: { ...own, [slot]: victim.ids[slot] },
      missing: { ...own, [slot]: crypto.randomUUID() },
      slots: slot,
    })),
  );
  const all = Object.values(world.actors)
    .filter((victim) => slots.length > 1 && slots.every((slot) => victimsOf(actor, slot).includes(victim)))
    .map((victim) => ({
      foreign: victim.ids,
      missing: { ...victim.ids, ...Object.fromEntries(slots.map((slot) => [slot, crypto.randomUUID()])) },
      slots: 'all',
    }));
  return [...single, ...all];
}

test('the walk knows every route of the document, and can fill each of them', () => {
  expect(operations.length).toBeGreaterThan(25);
  const everything = Object.assign({}, ...Object.values(world.actors).map((actor) => actor.ids)) as Ids;
  for (const operation of operations) fill(operation, everything);
  const unknown: Operation = {
    name: 'GET /v1/recordings/{recordingId}',
    ...{ method: 'GET', path: '/v1/recordings/{recordingId}', access: ['task.read'], body: undefined },
    parameters: [{ name: 'recordingId', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }],
  };
  expect(() => fill(unknown, everything)).toThrow('cannot fill "recordingId" of GET /v1/recordings/{recordingId}');
});

test('whoever is not signed in gets 401 everywhere, and changes nothing', async () => {
  const before = await fingerprint(world.api.behind);
  for (const operation of operations.filter(({ access }) => !access.includes('public'))) {
    const { status } = await send(undefined, fill(operation, ownIds(world.actors.customerA)));
    expect([operation.name, status]).toEqual([operation.name, 401]);
  }
  expect(await fingerprint(world.api.behind)).toBe(before);
});

test('whoever lacks the permission gets 403, with his own ids as with any other, and changes nothing', async () => {
  const before = await fingerprint(world.api.behind);
  for (const actor of Object.values(world.actors)) {
    for (const operation of operations.filter((one) => !mayUse(actor, one))) {
      const own = await send(actor, fill(operation, ownIds(actor)));
      expect([actor.name, operation.name, own.status]).toEqual([actor.name, operation.name, 403]);
      for (const { foreign } of attacksOn(operation, actor))
        expect(await send(actor, fill(operation, foreign))).toEqual(own);
    }
  }
  expect(await fingerprint(world.api.behind)).toBe(before);
});

test(
  "a foreign id answers exactly like one that nobody has: 404, with nothing of the other's, and nothing changed",
  patient,
  async () => {
    let walked = 0;
    // Nothing changes, so what was after one operation is before the next.
    const before = await fingerprint(world.api.behind);
    for (const actor of Object.values(world.actors)) {
      for (const operation of operations.filter((one) => mayUse(actor, one))) {
        const attacks = attacksOn(operation, actor);
        const answersForNone = new Map<string, Answer>();
        for (const { foreign, missing, slots } of attacks) {
          const answer = await send(actor, fill(operation, foreign, slots));
          const request = `${actor.name}: ${operation.name} ${JSON.stringify(pick(foreign, idSlots(operation)))}`;
          expect({ request, status: answer.status, text: answer.text }).toMatchObject({ request, status: 404 });
          const forNone = answersForNone.get(slots) ?? (await send(actor, fill(operation, missing, slots)));
          answersForNone.set(slots, forNone);
          expect({ request, ...answer }).toEqual({ request, ...forNone });
          walked++;
        }
        if (operation.method !== 'GET' && attacks.length > 0) {
          const after = await fingerprint(world.api.behind);
          expect([actor.name, operation.name, after]).toEqual([actor.name, operation.name, before]);
        }
      }
    }
    expect(walked).toBeGreaterThan(100);
  },
);

// The last, as it changes what the others stand on.
test('what an actor does to its own shows nothing of anybody else, and each change is in the audit', async () => {
  // From below to above: what a seller does to those below him is theirs to see afterwards.
  for (const actor of Object.values(world.actors).toReversed()) {
    // What somebody below has done meanwhile: a note of its own has become one of a transfer.
    secrets.set(actor.name, await secretsFrom(world.api.behind, await readRows(world.api.behind), actor.tenantId));
    const used = operations.filter((operation) => mayUse(actor, operation));
    // Reads first: then what a write has answered, and then leaving.
    for (const operation of used.toSorted((a, b) => order(a) - order(b))) {
      const before = await auditEntries();
      const { status } = await send(actor, fill(operation, ownIds(actor)));
      const isAudited = (await auditEntries()) > before;
      const isChange = operation.method !== 'GET' && status < 300;
      if (isChange && !isAudited)
        expect([operation.name, await changesNothing(actor, operation)]).toEqual([operation.name, true]);
      else expect([operation.name, isAudited]).toEqual([operation.name, isChange]);
    }
  }
});

/** Some only read a file that is sent to them: the same again leaves everything as it is. */
async function changesNothing(actor: Actor, operation: Operation): Promise<boolean> {
  const before = await fingerprint(world.api.behind);
  await send(actor, fill(operation, ownIds(actor)));
  return (await fingerprint(world.api.behind)) === before;
}

function pick(ids: Ids, slots: readonly string[]): Ids {
  return Object.fromEntries(slots.map((slot) => [slot, ids[slot]]));
}

async function auditEntries(): Promise<number> {
  const [{ count }] = await world.api.behind<[{ count: number }]>`select count(*)::int as count from audit_entries`;
  return count;
}

function order({ method }: Operation): number {
  return ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].indexOf(method);
}
