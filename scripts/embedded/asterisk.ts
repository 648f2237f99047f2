// The platform's switch: Asterisk on this machine, configured from infra/asterisk.
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { baseTemplates, writeConfiguration, type RenderedFile, type TemplateValues } from './asterisk-config.ts';
import type { AsteriskInstall } from './asterisk-install.ts';
import { demandFreePorts, type AsteriskPorts } from './asterisk-ports.ts';
import { claimRunDir, spawnAsterisk, type AsteriskProcess } from './asterisk-process.ts';

/** A carrier's address. `name` is how the dialer calls it: letters, digits, `_` and `-`. */
export interface TrunkSettings {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly transport: 'udp' | 'tcp';
  readonly codecs: readonly ('ulaw' | 'alaw' | 'g722' | 'gsm')[];
  /** What it answers a carrier that asks for a password. */
  readonly account?: { readonly user: string; readonly password: string } | undefined;
}

/** A role that reads `ps_endpoints`, `ps_auths` and `ps_aors`, and nothing else. */
export interface SwitchDatabase {
  readonly host: string;
  readonly port: number;
  readonly name: string;
  readonly user: string;
  readonly password: string;
}

export interface StartAsteriskOptions {
  readonly install: AsteriskInstall;
  /** Configuration, registrations and logs; reused by the next start. One running instance a folder. */
  readonly runDir: string;
  readonly ports: AsteriskPorts;
  readonly ari: { readonly user: string; readonly password: string };
  readonly trunks: readonly TrunkSettings[];
  /** Where extensions come from; none without it. */
  readonly database?: SwitchDatabase;
  /** Extensions without a database, for tests. */
  readonly extensions?: readonly { readonly sipId: string; readonly password: string }[];
  /** 127.0.0.1 by default. */
  readonly bindAddress?: string;
  /** Turns on ICE, which browser phones need. Off by default. */
  readonly browserPhones?: boolean;
}

export interface RunningAsterisk extends AsteriskProcess {
  /** `http://127.0.0.1:PORT`; ARI is below `/ari`. */
  readonly ariUrl: string;
  readonly sipPort: number;
}

/** Of the digest that the extensions' passwords are stored as: md5(user:realm:password). */
export const sipRealm = 'yunhu';

const ariTimeoutMs = 10_000;
const ariPollMs = 25;
const plainName = /^[A-Za-z0-9_-]{1,64}$/;

const realtimeModules = `
; extensions from PostgreSQL
load = res_config_pgsql.so
load = res_sorcery_realtime.so
`;

/**
 * Renders the configuration, starts the process and waits until its ARI answers (about half a second). Throws a sentence when a
 * port is taken, a name is not plain, or the process dies early.
 */
export async function startAsterisk(options: StartAsteriskOptions): Promise<RunningAsterisk> {
  const { ports } = options;
  const runDir = path.resolve(options.runDir);
  const systemName = `yunhu-${process.pid}-${ports.sip}`;
  await claimRunDir(runDir);
  await demandFreePorts(ports);
  await writeConfiguration(runDir, await switchTemplates(options), switchValues(options, runDir, systemName));
  const running = await spawnAsterisk(options.install, runDir);
  const ariUrl = `http://127.0.0.1:${ports.http}`;
  try {
    await demandSip(running, ports.sip);
    await waitForAri(ariUrl, options.ari, systemName, running.died);
  } catch (error) {
    await running.stop();
    throw error;
  }
  return Object.assign(running, { ariUrl, sipPort: ports.sip });
}

async function switchTemplates(options: StartAsteriskOptions): Promise<RenderedFile[]> {
  const names = ['modules', 'http', 'ari', 'pjsip', 'extensions', 'websocket_client'];
  const realtime = options.database === undefined ? [] : ['res_pgsql', 'extconfig', 'sorcery'];
  const files = [
    ...(await baseTemplates()),
    ...[...names, ...realtime].map((name) => ({ template: `switch/${name}.conf` })),
  ];
  const trunks = options.trunks.flatMap((trunk) => trunkFiles(trunk));
  const extensions = (options.extensions ?? []).map(({ sipId, password }) => ({
    template: 'switch/pjsip_extension.conf',
    as: `pjsip_extension_${demandPlain(sipId)}.conf`,
    values: { sipId, password },
  }));
  return [...files, ...trunks, ...extensions];
}

function trunkFiles({ name, host, port, transport, codecs, account }: TrunkSettings): RenderedFile[] {
  if (!/^[A-Za-z0-9.-]+$/.test(host)) throw new Error(`a trunk's host is a name or an IPv4 address, not "${host}".`);
  const contact = `sip:${host}:${port}${transport === 'tcp' ? ';transport=tcp' : ''}`;
  const file = `pjsip_trunk_${demandPlain(name)}`;
  const outboundAuth = account === undefined ? '' : `outbound_auth = ${name}-account`;
  const values = { name, transport, contact, codecs: codecs.join(','), outboundAuth };
  return [
    { template: 'switch/pjsip_trunk.conf', as: `${file}.conf`, values },
    ...(account === undefined
      ? []
      : [{ template: 'switch/pjsip_trunk_account.conf', as: `${file}_account.conf`, values: { name, ...account } }]),
  ];
}

function demandPlain(name: string): string {
  if (plainName.test(name)) return name;
  throw new Error(`a trunk's or an extension's name has letters, digits, "_" and "-" only, not "${name}".`);
}

function switchValues(options: StartAsteriskOptions, runDir: string, systemName: string): TemplateValues {
  const { ports, install, database, bindAddress = '127.0.0.1' } = options;
  return {
    ...processValues(install, runDir, systemName, ports),
    ...(options.browserPhones === true && { iceSupport: 'yes', iceHostCandidates: loopbackCandidates(bindAddress) }),
    realtimeModules: database === undefined ? '' : realtimeModules,
    bindAddress,
    httpPort: ports.http,
    sipPort: ports.sip,
    realm: sipRealm,
    ariUser: demandPlain(options.ari.user),
    ariPassword: options.ari.password,
    ...(database && {
      databaseHost: database.host,
      databasePort: database.port,
      databaseName: database.name,
      databaseUser: database.user,
      databasePassword: database.password,
    }),
  };
}

/** A browser on this machine is to be told the loopback address: ICE never offers that one by itself. */
function loopbackCandidates(bindAddress: string): string {
  if (!bindAddress.startsWith('127.')) return '';
  const outside = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal);
  return ['[ice_host_candidates]', ...outside.map(({ address }) => `${address} => ${bindAddress}`)].join('\n');
}

/** What the templates of every kind of instance ask for. */
export function processValues(
  install: AsteriskInstall,
  runDir: string,
  systemName: string,
  rtp: Pick<AsteriskPorts, 'rtpStart' | 'rtpEnd'>,
): TemplateValues {
  return {
    runDir,
    systemName,
    modulesDir: install.modulesDir,
    dataDir: install.dataDir,
    maxFiles: 65_536,
    rtpStart: rtp.rtpStart,
    rtpEnd: rtp.rtpEnd,
    iceSupport: 'no',
    iceHostCandidates: '',
  };
}

/** Asterisk goes on without a transport it could not bind, so that is asked. */
export async function demandSip(running: AsteriskProcess, port: number): Promise<void> {
  const transports = await running.console('pjsip show transports');
  if (!/^Transport:\s+udp\s/m.test(transports))
    throw new Error(`Asterisk speaks no SIP on port ${port}. Its last words: ${await running.lastWords()}`);
}

async function waitForAri(
  ariUrl: string,
  ari: StartAsteriskOptions['ari'],
  systemName: string,
  died: Promise<string>,
): Promise<void> {
  const authorization = `Basic ${Buffer.from(`${ari.user}:${ari.password}`).toString('base64')}`;
  const deadline = Date.now() + ariTimeoutMs;
  for (;;) {
    const answer = await Promise.race([askName(ariUrl, authorization), died.then((reason) => ({ reason }))]);
    if (typeof answer === 'object') throw new Error(answer.reason);
    if (answer === systemName) return;
    if (Date.now() > deadline) throw new Error(`ARI at ${ariUrl} did not answer within ${ariTimeoutMs / 1000} s.`);
    await sleep(ariPollMs);
  }
}

async function askName(ariUrl: string, authorization: string): Promise<string> {
  try {
    const response = await fetch(`${ariUrl}/ari/asterisk/info?only=config`, {
      headers: { authorization, connection: 'close' },
      signal: AbortSignal.timeout(2000),
    });
    const info: unknown = await response.json();
    return /"name":"([^"]*)"/.exec(JSON.stringify(info))?.[1] ?? '';
  } catch {
    return '';
  }
}
