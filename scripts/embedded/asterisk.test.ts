import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { asteriskFolder, missing } from '@yunhu/tests/machine';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fetchAsterisk } from './asterisk-fetch.ts';
import type { AsteriskInstall } from './asterisk-install.ts';
import { freeAsteriskPorts } from './asterisk-ports.ts';
import { startAsterisk, type StartAsteriskOptions } from './asterisk.ts';
import { isAlive, waitUntil } from './processes.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

describe.skipIf(missing('asterisk'))('the embedded Asterisk', () => {
  let install: AsteriskInstall;
  let folder: string;
  const ends: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    const fetched = await fetchAsterisk({ cacheDir: asteriskFolder });
    if (!fetched.ok) throw new Error(fetched.reason);
    install = fetched.install;
  });
  beforeEach(() => {
    folder = makeTemporaryFolder('yunhu-asterisk');
  });
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
    rmSync(folder, { recursive: true, force: true });
  });

  async function options(change: Partial<StartAsteriskOptions> = {}): Promise<StartAsteriskOptions> {
    const runDir = path.join(folder, 'switch');
    return {
      install,
      runDir,
      ports: await freeAsteriskPorts(),
      ari: { user: 'u', password: 'p' },
      trunks: [],
      ...change,
    };
  }

  it('answers ARI when it has started, complains of nothing, and is gone when it was stopped', async () => {
    const carrier = {
      name: 'carrier',
      host: '127.0.0.1',
      port: 5060,
      transport: 'tcp',
      codecs: ['alaw', 'ulaw'],
      account: { user: 'acme', password: 'p;ss w"rd' },
    } as const;
    const asterisk = await startAsterisk(await options({ trunks: [carrier], browserPhones: true }));
    ends.push(() => asterisk.stop());
    const headers = { authorization: `Basic ${Buffer.from('u:p').toString('base64')}` };
    const info = await fetch(`${asterisk.ariUrl}/ari/asterisk/info`, { headers });
    expect(info.status).toBe(200);
    expect((await fetch(`${asterisk.ariUrl}/ari/asterisk/info`)).status).toBe(401);
    expect(await asterisk.console('pjsip show endpoint carrier')).toMatch(/allow\s+: \(alaw\|ulaw\)/);
    expect(await asterisk.console('pjsip show endpoint carrier')).toMatch(/OutAuth:\s+carrier-account/);
    expect(await asterisk.console('pjsip show auth carrier-account')).toMatch(/password\s+: p;ss w"rd/);
    expect(readFileSync(path.join(folder, 'switch/log/messages.log'), 'utf8')).not.toMatch(/WARNING|ERROR/);
    await asterisk.stop();
    expect(isAlive(asterisk.pid)).toBe(false);
    expect(existsSync(path.join(folder, 'switch/asterisk.json'))).toBe(false);
  });

  it('says which port is taken, and by which setting it is called', async () => {
    const { ports, ...rest } = await options();
    const server = createServer().listen(ports.sip, '127.0.0.1');
    ends.push(() => new Promise((resolve) => void server.close(() => resolve())));
    await waitUntil(() => server.listening, 5000);
    await expect(startAsterisk({ ...rest, ports })).rejects.toThrow(`the SIP port ${ports.sip} is taken`);
    await expect(startAsterisk({ ...rest, ports: { ...ports, http: ports.sip } })).rejects.toThrow(
      `the switch's HTTP port ${ports.sip} is taken`,
    );
  });

  it('gives the last words of one that dies early', async () => {
    const broken = { ...install, modulesDir: path.join(folder, 'nowhere') };
    await expect(startAsterisk(await options({ install: broken }))).rejects.toThrow(
      /^Asterisk .*Its last words: .*chan_pjsip/s,
    );
  });

  it('names no trunk that would not stay in its own section', async () => {
    const trunk = { name: 'a]\n[b', host: '127.0.0.1', port: 5060, transport: 'udp', codecs: ['ulaw'] } as const;
    await expect(startAsterisk(await options({ trunks: [trunk] }))).rejects.toThrow('letters, digits');
    const host = { ...trunk, name: 'a', host: 'x;y' };
    await expect(startAsterisk(await options({ trunks: [host] }))).rejects.toThrow("a trunk's host");
  });

  it('refuses a folder where one runs, and leaves that one alone', async () => {
    const first = await startAsterisk(await options());
    ends.push(() => first.stop());
    await expect(startAsterisk(await options())).rejects.toThrow('an Asterisk already runs in');
    expect(await first.console('core show uptime')).toContain('uptime');
  });

  it('ends what a killed starter left behind, on the same ports', async () => {
    const wanted = await options();
    const module = path.join(import.meta.dirname, 'asterisk.ts');
    const code = `import { startAsterisk } from ${JSON.stringify(module)};
      console.log((await startAsterisk(${JSON.stringify(wanted)})).pid); setInterval(() => {}, 1000);`;
    const starter = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const orphan = Number(
      await new Promise<string>((resolve) => starter.stdout.once('data', (data) => resolve(String(data)))),
    );
    const gone = new Promise((resolve) => starter.once('exit', resolve));
    starter.kill('SIGKILL');
    await gone;
    expect(isAlive(orphan)).toBe(true);
    const asterisk = await startAsterisk(wanted);
    ends.push(() => asterisk.stop());
    expect(isAlive(orphan)).toBe(false);
  });
});
