// The demonstration: operator → agent → sub-agent → customer, with prices, money, a trunk, a caller ID, a voice, seats and a flow.
// Made through the same verbs that the pages use; only what has no page yet (the first operator, approvals) is plain SQL as owner.
import { createHmac } from 'node:crypto';
import { hashPassword } from '@yunhu/api';
import { createAudio } from '@yunhu/db/audio';
import { createRateGroup, createTenant, type Micros, micros, type NewRate, requestMoney } from '@yunhu/db/billing';
import { createCallerId } from '@yunhu/db/callerids';
import { setTenantLimits } from '@yunhu/db/calls';
import { type Database, openDatabase } from '@yunhu/db/connect';
import type { ObjectStore } from '@yunhu/db/objects';
import { createFlow, type FlowDefinitionInput } from '@yunhu/db/tasks';
import { createExtension, createQueue, createSeat, createTrunk, type NewTrunk } from '@yunhu/db/telephony';
import postgres from 'postgres';
import { createOperator } from '../stack/first-operator.ts';
import type { StackRecord } from '../stack/record.ts';
import type { Secrets } from '../stack/secrets.ts';
import type { Furnishing } from '../stack/stack.ts';
import { demoTrunk, type Phone } from '../stack/switch.ts';
import { storeVoice, type Voice } from './voice.ts';
import { submitWaitingNumber } from './waiting-number.ts';

export interface DemonstrationShape {
  readonly voice: Voice;
  readonly seats: number;
  /** Calls the demonstration's trunk carries at once. */
  readonly channels: number;
  /** Of one 60-second block: what customer, sub-agent and agent pay. */
  readonly prices: Prices;
  readonly flow: FlowDefinitionInput;
  /** The same for all four logins. */
  readonly password: string;
}

/** Micro-units on each charged level. */
export interface Prices {
  readonly customer: Micros;
  readonly subAgent: Micros;
  readonly agent: Micros;
}

/** Login names, from the top of the hierarchy down. */
export const demoLogins = { operator: 'operator', agent: 'pengcheng', subAgent: 'huanan', customer: 'lanhai' } as const;
const names = { operator: '云呼运营', agent: '鹏程代理', subAgent: '华南分销', customer: '蓝海教育' } as const;
/** What each level starts with; the parent has it, as an agent's top-up moves its own money. */
const balances = {
  agent: micros(100_000_000_000n),
  subAgent: micros(50_000_000_000n),
  customer: micros(20_000_000_000n),
};
const callerId = '+864008823823';
const maxCallsPerSecond = 50;

/** Makes what of the demonstration is not there yet: all of it at first, the rest after a start that was killed, nothing later. */
export async function furnishDemonstration(
  record: StackRecord,
  secrets: Secrets,
  objects: ObjectStore,
  shape: DemonstrationShape,
): Promise<Furnishing> {
  const admin = postgres(record.adminUrl, { max: 1, onnotice: () => undefined });
  const database = openDatabase({ appUrl: record.appUrl, platformUrl: record.platformUrl, maxConnections: 2 });
  try {
    const customer = await buildHierarchy(admin, database, shape);
    const [flow] = await admin`select from flows where tenant_id = ${customer} limit 1`;
    if (flow === undefined) await furnishCustomer(database, customer, secrets, objects, shape);
    const [other] = await admin`select from caller_ids where tenant_id = ${customer} and number <> ${callerId} limit 1`;
    if (other === undefined) await submitWaitingNumber(database, objects, customer);
    await approve(admin, customer, shape.voice);
    const phones = await admin<{ sip_id: string; number: string }[]>`
      select sip_id, number from extensions where tenant_id = ${customer} order by number limit ${shape.seats}`;
    return {
      phones: phones.map(({ sip_id, number }) => ({ sipId: sip_id, password: phonePassword(secrets, number) })),
      setCarrierPort: (port) => pointTrunk(record.adminUrl, port),
    };
  } finally {
    await database.close();
    await admin.end();
  }
}

function phonePassword(secrets: Secrets, number: string): Phone['password'] {
  return createHmac('sha256', secrets.phones).update(number).digest('hex').slice(0, 32);
}

async function pointTrunk(adminUrl: string, port: number): Promise<void> {
  const admin = postgres(adminUrl, { max: 1 });
  await admin`update trunks set host = '127.0.0.1', port = ${port} where name = ${demoTrunk}`;
  await admin.end();
}

/** Each level in one transaction of its parent, unless its login is there already; answers the customer. */
async function buildHierarchy(admin: postgres.Sql, database: Database, shape: DemonstrationShape): Promise<string> {
  const passwordHash = await hashPassword(shape.password);
  const findTenant = async (key: keyof typeof demoLogins): Promise<string | undefined> => {
    const [staff] = await admin<
      { tenant_id: string }[]
    >`select tenant_id from staff where lower(login_name) = ${demoLogins[key]}`;
    return staff?.tenant_id;
  };
  const operator =
    (await findTenant('operator')) ??
    (await createOperator(admin, { name: names.operator, loginName: demoLogins.operator, passwordHash }));
  const [trunk] = await admin`select from trunks where name = ${demoTrunk}`;
  if (trunk === undefined) await database.withTenant({ tenantId: operator }, (tx) => createTrunk(tx, trunkOf(shape)));
  const level = async (parent: string, kind: 'agent' | 'customer', key: keyof Prices): Promise<string> =>
    (await findTenant(key)) ??
    database.withTenant({ tenantId: parent }, async (tx) => {
      const rateGroupId = await createRateGroup(tx, { name: '语音群呼', rates: ratesAt(shape.prices[key]) });
      const account = { kind, name: names[key], loginName: demoLogins[key], passwordHash, rateGroupId };
      const tenantId = await createTenant(tx, account);
      // Lists for a demonstration hold numbers of any country; who sells says so on each level.
      await setTenantLimits(tx, tenantId, { ...noLimits, international: true });
      const idempotencyKey = `demonstration-${key}`;
      const amountMicros = balances[key];
      await requestMoney(tx, { tenantId, kind: 'top_up', amountMicros, note: '演示充值', idempotencyKey });
      return tenantId;
    });
  const agent = await level(operator, 'agent', 'agent');
  const subAgent = await level(agent, 'agent', 'subAgent');
  return level(subAgent, 'customer', 'customer');
}

const noLimits = {
  ...{ maxCalls: null, maxCallsPerSecond: null, dailySpendMicros: null, homeCountry: null },
  ...{ international: null, premium: null, allowedPrefixes: null, blockedPrefixes: [] },
};

/** Its port is told when the carrier starts. */
function trunkOf({ channels }: DemonstrationShape): NewTrunk {
  const address = { name: demoTrunk, host: '127.0.0.1', port: 5060 };
  return { ...address, maxChannels: Math.max(channels, 1), maxCallsPerSecond, prefixes: [''] };
}

/** One 60-second block at this price, whatever the number. */
function ratesAt(pricePerBlockMicros: Micros): NewRate[] {
  return Object.entries(zones).map(([prefix, destination]) => ({
    prefix,
    destination,
    blockSeconds: 60,
    pricePerBlockMicros,
  }));
}

/** The world zones of ITU-T E.164 by their first digit: one price for every number there is. */
const zones: Readonly<Record<string, string>> = {
  '1': 'North America',
  '2': 'Africa',
  '3': 'Europe',
  '4': 'Europe',
  '5': 'South and Central America',
  '6': 'South-East Asia and Oceania',
  '7': 'Russia and Kazakhstan',
  '8': 'East Asia',
  '9': 'West, Central and South Asia',
};

async function furnishCustomer(
  database: Database,
  tenantId: string,
  secrets: Secrets,
  objects: ObjectStore,
  shape: DemonstrationShape,
): Promise<void> {
  const files = await storeVoice(objects, tenantId, shape.voice);
  await database.withTenant({ tenantId }, async (tx) => {
    await createCallerId(tx, { number: callerId });
    const { sha256, durationMs } = shape.voice;
    const audioId = await createAudio(tx, { name: '秋季回访', kind: 'outbound', sha256, durationMs, files });
    const ringbackAudioId = await createAudio(tx, { name: '转接彩铃', kind: 'ringback', sha256, durationMs, files });
    const seatIds: string[] = [];
    for (let i = 1; i <= shape.seats; i++) {
      const number = String(8000 + i);
      const { id } = await createExtension(tx, { number, password: phonePassword(secrets, number) });
      seatIds.push(await createSeat(tx, { name: seatNames[(i - 1) % seatNames.length] ?? number, extensionId: id }));
    }
    const queueId = await createQueue(tx, { name: '销售一组', seatIds, ringbackAudioId });
    await createFlow(tx, { name: '回访', audioId, queueId, definition: shape.flow });
  });
}

const seatNames = ['王芳', '李强', '陈静', '赵磊', '孙丽', '周洋', '吴敏', '郑凯'] as const;

/** What support and the seats themselves would do by hand, for what the demonstration brought and nothing else. */
async function approve(admin: postgres.Sql, tenantId: string, voice: Voice): Promise<void> {
  await admin`update caller_ids set state = 'approved', approved_until = 'infinity'
    where tenant_id = ${tenantId} and number = ${callerId} and state = 'submitted'`;
  await admin`
    with approved as (
      update audio set state = 'approved' where tenant_id = ${tenantId} and sha256 = ${voice.sha256} and state = 'submitted' returning id
    )
    insert into audio_events (tenant_id, audio_id, kind, sha256) select ${tenantId}, id, 'approved', ${voice.sha256} from approved`;
  await admin`update seats set state = 'ready', state_since = now() where tenant_id = ${tenantId} and state = 'offline'`;
}
