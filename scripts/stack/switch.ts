// The switch of a stack and what stands behind it: Asterisk with the demonstration's carrier and phones, an Asterisk that runs
// elsewhere, or the simulator in a process of its own.
import path from 'node:path';
import { openDatabase } from '@yunhu/db/connect';
import { parseSecretKeys } from '@yunhu/db/secrets';
import { openTrunkAccounts } from '@yunhu/db/telephony';
import type { AsteriskInstall } from '../embedded/asterisk-install.ts';
import { fetchAsterisk } from '../embedded/asterisk-fetch.ts';
import { freeAsteriskPorts } from '../embedded/asterisk-ports.ts';
import { startAsterisk } from '../embedded/asterisk.ts';
import { startDemoCarrier } from '../embedded/demo-carrier.ts';
import { freePort } from '../embedded/ports.ts';
import { supervise } from './supervise.ts';
import type { StackRecord } from './record.ts';
import type { Secrets } from './secrets.ts';
import type { StackSettings } from './settings.ts';

/** A phone of the demonstration: the SIP account that its seat answers on. */
export interface Phone {
  readonly sipId: string;
  readonly password: string;
}

export interface RunningSwitch {
  readonly kind: 'asterisk' | 'simulator';
  /** One line for people: which switch, and why. */
  readonly reason: string;
  /** How the worker reaches it. */
  readonly workerEnv: Readonly<Record<string, string>>;
  /** The carrier's own record of each call it was asked for. */
  readonly carrierLog: string | undefined;
  /** Settles with a sentence when it ends without having been asked to. */
  readonly died: Promise<string>;
  stop(): Promise<void>;
}

export interface SwitchOptions {
  readonly settings: StackSettings;
  readonly secrets: Secrets;
  readonly record: StackRecord;
  /** Phones that register by themselves; their extensions must be in the record before. */
  readonly phones: readonly Phone[];
  /** Told the port on which the demonstration's carrier listens, before the switch starts. */
  readonly onCarrierPort: (port: number) => Promise<void>;
  readonly onProgress: (sentence: string) => void;
}

export const demoTrunk = 'carrier';
const root = path.resolve(import.meta.dirname, '../..');

/** Chooses and starts the switch. Throws when the wanted one cannot be had; `auto` never does for that reason. */
export async function startSwitch(options: SwitchOptions): Promise<RunningSwitch> {
  const { settings } = options;
  if (settings.ari !== undefined) return remoteAsterisk(settings.ari);
  if (settings.switch === 'simulator') return startSimulator(options, 'SWITCH=simulator asked for it');
  const fetched = await fetchAsterisk({ cacheDir: path.join(root, '.tools/asterisk'), onProgress: options.onProgress });
  if (fetched.ok) return startEmbeddedAsterisk(options, fetched.install);
  if (settings.switch === 'asterisk') throw new Error(fetched.reason);
  return startSimulator(options, fetched.reason);
}

function remoteAsterisk(ari: {
  readonly url: string;
  readonly user: string;
  readonly password: string;
}): RunningSwitch {
  return {
    kind: 'asterisk',
    reason: `Asterisk at ${ari.url}, as ARI_URL says`,
    workerEnv: { SWITCH: 'asterisk', ARI_URL: ari.url, ARI_USER: ari.user, ARI_PASSWORD: ari.password },
    carrierLog: undefined,
    died: new Promise(() => {}),
    stop: async () => {},
  };
}

async function startEmbeddedAsterisk(options: SwitchOptions, install: AsteriskInstall): Promise<RunningSwitch> {
  const { settings, secrets, record } = options;
  const [ports, carrierPorts] = [await freeAsteriskPorts(), await freeAsteriskPorts()];
  await options.onCarrierPort(carrierPorts.sip);
  const asterisk = await startAsterisk({
    install,
    runDir: path.join(settings.dataDir, 'asterisk'),
    ports,
    ari: { user: 'yunhu', password: secrets.ari },
    trunks: [
      {
        ...{ name: demoTrunk, host: '127.0.0.1', port: carrierPorts.sip, transport: 'udp', codecs: ['ulaw'] },
        account: await readTrunkAccount(options, demoTrunk),
      },
    ],
    database: record.switchRole,
  });
  try {
    const carrier = await startDemoCarrier({
      install,
      runDir: path.join(settings.dataDir, 'carrier'),
      ports: carrierPorts,
      seats: options.phones,
      registrar: { host: '127.0.0.1', port: ports.sip },
    });
    return {
      kind: 'asterisk',
      reason: `Asterisk ${install.version} (${install.source === 'system' ? "the system's" : 'unpacked here'}); its carrier and phones are the demonstration's`,
      workerEnv: { SWITCH: 'asterisk', ARI_URL: asterisk.ariUrl, ARI_USER: 'yunhu', ARI_PASSWORD: secrets.ari },
      carrierLog: carrier.logFile,
      died: Promise.race([asterisk.died, carrier.died]),
      stop: async () => {
        await carrier.stop();
        await asterisk.stop();
      },
    };
  } catch (error) {
    await asterisk.stop();
    throw error;
  }
}

/** What the record keeps sealed of the trunk's account, opened for the switch's configuration. */
async function readTrunkAccount({ record, secrets, settings }: SwitchOptions, name: string) {
  const { appUrl, platformUrl } = record;
  const database = openDatabase({ appUrl, platformUrl, maxConnections: 1, applicationName: 'yunhu-start' });
  const keys = parseSecretKeys(settings.secretsKeys ?? secrets.keys);
  try {
    const accounts = await database.withPlatform('configure the switch', (tx) => openTrunkAccounts(tx, keys));
    return accounts.get(name);
  } finally {
    await database.close();
  }
}

async function startSimulator(options: SwitchOptions, why: string): Promise<RunningSwitch> {
  const { settings } = options;
  const port = await freePort();
  const carrierLog = path.join(settings.dataDir, 'simulator-carrier.log');
  const simulator = supervise({
    name: 'simulator',
    file: path.join(root, 'workers/src/switch/simulator/server.ts'),
    logDir: path.join(settings.dataDir, 'logs'),
    env: { SIMULATOR_LISTEN: String(port), SIMULATOR_SEATS: 'all', SIMULATOR_CARRIER_LOG: carrierLog },
    onRestart: options.onProgress,
  });
  return {
    kind: 'simulator',
    reason: `simulated, no real calls: ${why}`,
    workerEnv: { SWITCH: 'simulator', SIMULATOR_ADDRESS: String(port) },
    carrierLog,
    died: simulator.failed,
    stop: () => simulator.stop(),
  };
}
