// Phones whose accounts stand in PostgreSQL: the switch reads them through its own role and knows no password.
import { createHash, randomUUID } from 'node:crypto';
import type { SwitchDatabase } from '@yunhu/scripts/embedded/asterisk';
import { startDemoCarrier } from '@yunhu/scripts/embedded/demo-carrier';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EventRecorder } from '../../workers/src/switch/event-recorder.ts';
import { pollUntil } from '../../workers/src/switch/poll-until.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { missing } from '../setup/machine.ts';
import { callerId, startRealSwitch, type RealSwitch } from './real-switch.ts';

const good = { sipId: 'e1001xgood', password: 'right' };
const disabled = { sipId: 'e1002xdisabled', password: 'right' };

async function addExtension(url: string, { sipId, password }: typeof good, enabled: boolean): Promise<string> {
  const sql = postgres(url, { max: 1 });
  const tenantId = randomUUID();
  const ha1 = createHash('md5').update(`${sipId}:yunhu:${password}`).digest('hex');
  try {
    await sql`insert into tenants (id, parent_id, kind, name)
      select ${tenantId}, (select id from tenants where kind = 'operator'),
        case when exists (select 1 from tenants) then 'agent' else 'operator' end, ${sipId}`;
    await sql`insert into extensions (tenant_id, number, sip_id, ha1, enabled)
      values (${tenantId}, '1001', ${sipId}, ${ha1}, ${enabled})`;
    return tenantId;
  } finally {
    await sql.end();
  }
}

function switchDatabase({ urls }: TestDatabase): SwitchDatabase {
  const url = new URL(urls.switch);
  return {
    host: url.hostname,
    port: Number(url.port || 5432),
    name: url.pathname.slice(1),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
  };
}

describe.skipIf(missing('asterisk'))('extensions from the record', () => {
  let database: TestDatabase;
  let real: RealSwitch;
  let tenantId: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    await addExtension(database.urls.superuser, { ...good, sipId: 'e1000xoperator' }, true);
    tenantId = await addExtension(database.urls.superuser, good, true);
    await addExtension(database.urls.superuser, disabled, false);
    real = await startRealSwitch([good], switchDatabase(database));
  });
  afterAll(async () => {
    await real?.close();
    await database?.drop();
  });

  it('takes a registration by its hash, and calls the phone that made it', async () => {
    const controller = real.makeSwitch();
    const heard = new EventRecorder();
    await controller.connect(heard);
    try {
      expect(await controller.reachable([good.sipId, disabled.sipId, 'nobody'])).toEqual(new Set([good.sipId]));
      const channelId = randomUUID();
      const destination = { kind: 'extension', sipId: good.sipId } as const;
      const call = { channelId, destination, callerId, ringTimeoutSeconds: 5, maxAnsweredSeconds: 10, tag: '' };
      expect(await controller.originate(call)).toEqual({ outcome: 'accepted' });
      await pollUntil(() => heard.has(channelId, 'ended'));
      expect(heard.types(channelId)).toEqual(['ringing', 'answered', 'ended']);
    } finally {
      await controller.close();
    }
  });

  it.each([
    ['a wrong password', { ...good, password: 'wrong' }],
    ['a disabled extension', disabled],
    ['an unknown one', { sipId: 'stranger1', password: 'right' }],
  ])('refuses %s', async (_who, phone) => {
    const trial = startDemoCarrier({ ...(await real.secondCarrier()), seats: [phone], registrationTimeoutMs: 1500 });
    await expect(trial).rejects.toThrow('only 0 of 1 demo phones could register');
  });

  describe('of a tenant that is disabled', () => {
    const setState = async (state: 'enabled' | 'disabled') => {
      const sql = postgres(database.urls.superuser, { max: 1 });
      await sql`update tenants set state = ${state} where id = ${tenantId}`;
      await sql.end();
    };
    const registers = async (registrationTimeoutMs: number) => {
      const carrier = await startDemoCarrier({ ...(await real.secondCarrier()), seats: [good], registrationTimeoutMs });
      await carrier.stop();
    };

    it('cannot register from the next moment on, nor be rung by the registration it has; enabled again it can', async () => {
      const controller = real.makeSwitch();
      const heard = new EventRecorder();
      await controller.connect(heard);
      const ring = async () => {
        const channelId = randomUUID();
        const destination = { kind: 'extension', sipId: good.sipId } as const;
        const call = { channelId, destination, callerId, ringTimeoutSeconds: 3, maxAnsweredSeconds: 10, tag: '' };
        const { outcome } = await controller.originate(call);
        if (outcome === 'accepted') await pollUntil(() => heard.has(channelId, 'ended'));
        return { outcome, rang: heard.types(channelId).includes('ringing') };
      };
      try {
        await real.carrier.waitForPhones();
        // The switch has just read everything about it, so that whatever it remembers is fresh.
        expect(await ring()).toEqual({ outcome: 'accepted', rang: true });
        await setState('disabled');
        expect(await ring()).toMatchObject({ rang: false });
        // Tried as soon as the second phone stands, a second or two later, and once more after two seconds.
        await expect(registers(3_000)).rejects.toThrow('only 0 of 1 demo phones could register');
        expect(await ring()).toMatchObject({ rang: false });
        await setState('enabled');
        await registers(10_000);
        expect(await ring()).toMatchObject({ outcome: 'accepted' });
      } finally {
        await controller.close();
      }
    });
  });
});
