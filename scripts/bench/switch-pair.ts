// A platform's Asterisk and the demonstration's carrier behind it, as the product starts them, for measurements.
import path from 'node:path';
import { fetchAsterisk } from '../embedded/asterisk-fetch.ts';
import { freeAsteriskPorts } from '../embedded/asterisk-ports.ts';
import { startAsterisk } from '../embedded/asterisk.ts';
import { startDemoCarrier } from '../embedded/demo-carrier.ts';
import type { AriAccess } from './switch-bare-loop.ts';

/** As the fixture's trunk is called. */
export const trunk = 'carrier';

export interface SwitchPair {
  readonly ari: AriAccess;
  /** Of the platform's Asterisk alone. */
  readonly pid: number;
}

const root = path.resolve(import.meta.dirname, '../..');

/** Runs `work` with the pair and ends both whatever happens. Throws a sentence where Asterisk cannot be had. */
export async function withSwitchPair<T>(folder: string, work: (pair: SwitchPair) => Promise<T>): Promise<T> {
  const say = (sentence: string): void => void process.stderr.write(`${sentence}\n`);
  const fetched = await fetchAsterisk({ cacheDir: path.join(root, '.tools/asterisk'), onProgress: say });
  if (!fetched.ok) throw new Error(fetched.reason);
  const { install } = fetched;
  const [ports, carrierPorts] = [await freeAsteriskPorts(), await freeAsteriskPorts()];
  const credentials = { user: 'bench', password: 'bench' };
  const asterisk = await startAsterisk({
    install,
    runDir: path.join(folder, 'asterisk'),
    ports,
    ari: credentials,
    trunks: [{ name: trunk, host: '127.0.0.1', port: carrierPorts.sip, transport: 'udp', codecs: ['ulaw'] }],
  });
  try {
    const carrier = await startDemoCarrier({
      install,
      runDir: path.join(folder, 'carrier'),
      ports: carrierPorts,
      seats: [],
      registrar: { host: '127.0.0.1', port: ports.sip },
    });
    try {
      return await work({ ari: { url: asterisk.ariUrl, ...credentials }, pid: asterisk.pid });
    } finally {
      await carrier.stop();
    }
  } finally {
    await asterisk.stop();
  }
}
