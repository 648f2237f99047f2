// The demo's other side of the wire, as a second Asterisk: a carrier that answers by the dialed number, and the seats' phones,
// registered with the platform like any phone. The rule stands in infra/asterisk/demo-carrier/extensions.conf.
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { demandSip, processValues } from './asterisk.ts';
import { baseTemplates, writeConfiguration, type RenderedFile } from './asterisk-config.ts';
import type { AsteriskInstall } from './asterisk-install.ts';
import { demandFreePorts, type AsteriskPorts } from './asterisk-ports.ts';
import { claimRunDir, spawnAsterisk, type AsteriskProcess } from './asterisk-process.ts';

export interface DemoPhone {
  readonly sipId: string;
  /** The clear password; the platform knows its digest. */
  readonly password: string;
  /** Milliseconds of ringing before the seat answers (200 by default), or a seat that never does, or is always busy. */
  readonly answers?: number | 'never' | 'busy';
  /** How long it talks before it hangs up; two seconds by default. */
  readonly staysSeconds?: number;
}

export interface StartDemoCarrierOptions {
  readonly install: AsteriskInstall;
  readonly runDir: string;
  /** The carrier's SIP and RTP ports; it has no HTTP. */
  readonly ports: Pick<AsteriskPorts, 'sip' | 'rtpStart' | 'rtpEnd'>;
  readonly seats: readonly DemoPhone[];
  /** The platform's SIP address: calls come from that host, phones register there. An IPv4 address. */
  readonly registrar: { readonly host: string; readonly port: number };
  /** How long the phones may take to register. Milliseconds; 15 s by default. */
  readonly registrationTimeoutMs?: number;
}

export interface DemoCarrier extends AsteriskProcess {
  readonly sipPort: number;
  /** The carrier's own record of what it was asked; see `readCarrierLog`. */
  readonly logFile: string;
  /** Waits until every phone stands registered, for instance after the platform's switch was restarted. Throws after `timeoutMs`. */
  waitForPhones(timeoutMs?: number): Promise<void>;
}

const defaultAnswerMs = 200;
const defaultStaySeconds = 2;
const defaultRegistrationMs = 15_000;
const registrationPollMs = 100;

/** Starts the carrier and its phones; resolves when every phone is registered. Throws a sentence when that does not come about. */
export async function startDemoCarrier(options: StartDemoCarrierOptions): Promise<DemoCarrier> {
  const { ports, registrar, seats } = options;
  const runDir = path.resolve(options.runDir);
  await claimRunDir(runDir);
  await demandFreePorts(ports);
  const values = {
    ...processValues(options.install, runDir, `demo-carrier-${process.pid}`, ports),
    sipPort: ports.sip,
    registrarHost: registrar.host,
    registrarPort: registrar.port,
  };
  await writeConfiguration(runDir, await carrierTemplates(seats), values);
  const running = await spawnAsterisk(options.install, runDir);
  const { registrationTimeoutMs = defaultRegistrationMs } = options;
  const waitForPhones = (timeoutMs = registrationTimeoutMs): Promise<void> =>
    waitRegistered(running, seats.length, timeoutMs);
  try {
    await demandSip(running, ports.sip);
    await waitForPhones();
  } catch (error) {
    await running.stop();
    throw error;
  }
  return Object.assign(running, { sipPort: ports.sip, logFile: path.join(runDir, 'log/carrier.log'), waitForPhones });
}

async function carrierTemplates(seats: readonly DemoPhone[]): Promise<RenderedFile[]> {
  const base = (await baseTemplates()).filter(({ template }) => template !== 'base/logger.conf');
  const own = ['modules', 'pjsip', 'extensions', 'logger'].map((name) => ({ template: `demo-carrier/${name}.conf` }));
  const phones = seats.flatMap(({ sipId, password, answers, staysSeconds = defaultStaySeconds }) => {
    if (!/^[A-Za-z0-9_]{1,64}$/.test(sipId))
      throw new Error(`a demo phone's SIP id has letters, digits and "_" only, not "${sipId}".`);
    const behaviour = answers === 'never' ? 'rings' : answers === 'busy' ? 'busy' : 'answers';
    const answerAfterSeconds = (typeof answers === 'number' ? answers : defaultAnswerMs) / 1000;
    return [
      { template: 'demo-carrier/pjsip_phone.conf', as: `pjsip_phone_${sipId}.conf`, values: { sipId, password } },
      {
        template: `demo-carrier/phone_${behaviour}.conf`,
        as: `phones_${sipId}.conf`,
        values: { sipId, answerAfterSeconds, staysSeconds },
      },
    ];
  });
  return [...base, ...own, ...phones];
}

async function waitRegistered(running: AsteriskProcess, wanted: number, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const table = wanted === 0 ? '' : await running.console('pjsip show registrations');
    const registered = table.match(/\sRegistered\s/g)?.length ?? 0;
    if (registered >= wanted) return;
    if (Date.now() > deadline)
      throw new Error(`only ${registered} of ${wanted} demo phones could register. ${table.trim()}`);
    await sleep(registrationPollMs);
  }
}
