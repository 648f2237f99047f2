// A real Asterisk with the demo carrier behind it, for tests: nothing of it is simulated but the people.
import { readFileSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fetchAsterisk } from '@yunhu/scripts/embedded/asterisk-fetch';
import { freeAsteriskPorts } from '@yunhu/scripts/embedded/asterisk-ports';
import {
  startAsterisk,
  type RunningAsterisk,
  type StartAsteriskOptions,
  type SwitchDatabase,
} from '@yunhu/scripts/embedded/asterisk';
import {
  startDemoCarrier,
  type DemoCarrier,
  type DemoPhone,
  type StartDemoCarrierOptions,
} from '@yunhu/scripts/embedded/demo-carrier';
import { parseCarrierLog, readCarrierLog, type CarrierEntry } from '@yunhu/scripts/embedded/demo-carrier-log';
import { makeTemporaryFolder } from '@yunhu/scripts/embedded/temporary-folder';
import { AsteriskSwitch, type AsteriskSwitchOptions, type Sound } from '@yunhu/workers/switch';
import { pollUntil } from '../../workers/src/switch/poll-until.ts';
import { severableProxy, type SeverableProxy } from '../../workers/src/switch/severable-proxy.ts';
import { asteriskFolder } from '../setup/machine.ts';

export const trunk = 'carrier';
export const callerId = '02150000000';
const ari = { user: 'yunhu', password: 'a;password' };

export interface RealSwitch {
  /** The switch's own process; another one after `restart`. */
  readonly asterisk: RunningAsterisk;
  readonly carrier: DemoCarrier;
  /** Stands between every controller of `makeSwitch` and ARI. */
  readonly proxy: SeverableProxy;
  makeSwitch(change?: Partial<AsteriskSwitchOptions>): AsteriskSwitch;
  readonly number: (lastDigits: string) => string;
  readonly invites: (number: string) => number;
  readonly carrierLog: () => Promise<CarrierEntry[]>;
  readonly sound: (durationMs: number) => Promise<Sound>;
  /** Where one more carrier can run beside, for phones of its own. */
  readonly secondCarrier: () => Promise<Omit<StartDemoCarrierOptions, 'seats'>>;
  /** Starts the switch again on the same ports, with its phones; the old process must have ended. */
  readonly restart: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Without a database the phones' extensions stand in files; with one they come from its views. */
export async function startRealSwitch(phones: readonly DemoPhone[], database?: SwitchDatabase): Promise<RealSwitch> {
  const fetched = await fetchAsterisk({ cacheDir: asteriskFolder });
  if (!fetched.ok) throw new Error(fetched.reason);
  const { install } = fetched;
  const folder = makeTemporaryFolder('yunhu-switch');
  const [ports, carrierPorts] = [await freeAsteriskPorts(), await freeAsteriskPorts()];
  const options: StartAsteriskOptions = {
    install,
    runDir: path.join(folder, 'switch'),
    ports,
    ari,
    trunks: [{ name: trunk, host: '127.0.0.1', port: carrierPorts.sip, transport: 'udp', codecs: ['ulaw'] }],
    ...(database === undefined ? { extensions: phones } : { database }),
  };
  let asterisk = await startAsterisk(options);
  const carrier = await startDemoCarrier({
    install,
    runDir: path.join(folder, 'carrier'),
    ports: carrierPorts,
    seats: phones,
    registrar: { host: '127.0.0.1', port: ports.sip },
  });
  const proxy = await severableProxy(ports.http);
  let given = 0;
  return {
    get asterisk() {
      return asterisk;
    },
    carrier,
    proxy,
    makeSwitch: (change) =>
      new AsteriskSwitch({
        url: `http://127.0.0.1:${proxy.port}`,
        ...ari,
        app: 'test',
        requestTimeoutMs: 5000,
        ...change,
      }),
    number: (lastDigits) => `138${String(given++).padStart(6, '0')}${lastDigits.padStart(2, '2')}`,
    invites: (number) => countInvites(carrier.logFile, number),
    carrierLog: () => readCarrierLog(carrier.logFile),
    sound: (durationMs) => makeSound(path.join(folder, 'sounds'), durationMs),
    secondCarrier: async () => ({
      install,
      runDir: path.join(folder, 'second-carrier'),
      ports: await freeAsteriskPorts(),
      registrar: { host: '127.0.0.1', port: ports.sip },
    }),
    restart: async () => {
      asterisk = await startAsterisk(options);
      await registerAgain(asterisk, carrier, phones.length);
    },
    close: async () => {
      await proxy.close();
      await carrier.stop();
      await asterisk.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function makeSound(folder: string, durationMs: number): Promise<Sound> {
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `${durationMs}ms.ulaw`);
  await writeFile(file, Buffer.alloc(durationMs * 8, 0x7f));
  return { sha256: '0'.repeat(64), path: file, durationMs };
}

function countInvites(logFile: string, wanted: string): number {
  const entries = parseCarrierLog(readFileSync(logFile, 'utf8'));
  return entries.filter(({ kind, number }) => kind === 'invite' && number === wanted).length;
}

async function registerAgain(asterisk: RunningAsterisk, carrier: DemoCarrier, phones: number): Promise<void> {
  await carrier.console('pjsip send register *all');
  await pollUntil(async () => (await asterisk.console('pjsip show contacts')).split('NonQual').length > phones + 1);
}
