// The way to an Asterisk with apt and dpkg played by scripts, so that every machine can be tested on this one.
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { fetchAsterisk } from './asterisk-fetch.ts';
import { isUsableVersion } from './asterisk-install.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

const debian = "'http://mirror.test/debian/dists/bookworm/InRelease' x 0";
const ubuntu = "'http://mirror.test/ubuntu/dists/noble/InRelease' x 0";
/** Answers `-V` as an Asterisk does; what dpkg-deb "unpacks". */
const sayVersion = (version: string): string => `#!/bin/sh\necho "Asterisk ${version}"\n`;

let folder: string;
let bin: string;
let cacheDir: string;

beforeEach(() => {
  folder = makeTemporaryFolder('yunhu-fetch');
  [bin, cacheDir] = [path.join(folder, 'bin'), path.join(folder, 'cache')];
  mkdirSync(bin);
  vi.stubEnv('PATH', `${bin}:/usr/bin:/bin`);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

function install(name: string, script: string): void {
  writeFileSync(path.join(bin, name), script);
  chmodSync(path.join(bin, name), 0o755);
}

/** An apt-get that knows `source` and downloads one package, and a dpkg-deb that unpacks a program of that version. */
function installPackageTools(source: string, version: string): void {
  install(
    'apt-get',
    `#!/bin/sh
for word in "$@"; do case "$word" in Dir::Cache=*) cache="\${word#Dir::Cache=}";; esac; done
case "$*" in
  *--print-uris*) echo "${source}";;
  *download-only*) echo run >> "${folder}/downloads"; touch "$cache/archives/asterisk.deb";;
esac
`,
  );
  install(
    'dpkg-deb',
    `#!/bin/sh
mkdir -p "$3/usr/lib64" "$3/usr/share/asterisk/sounds"
cp "${bin}/program" "$3/usr/lib64/ld-linux-x86-64.so.2"
`,
  );
  install('program', sayVersion(version));
}

const fetchHere = () => fetchAsterisk({ cacheDir, searchPath: '' });
const reasonOf = async (): Promise<string> => {
  const result = await fetchHere();
  return result.ok ? 'none' : result.reason;
};

it('unpacks once and finds it again', async () => {
  installPackageTools(debian, '22.10.1');
  const first = await fetchHere();
  expect(first).toMatchObject({ ok: true, install: { source: 'unpacked', version: '22.10.1' } });
  install('apt-get', '#!/bin/sh\nexit 1\n');
  expect(await fetchHere()).toEqual(first);
  expect(readdirSync(cacheDir)).toHaveLength(1);
});

it('gives two that want it at once the same one, and leaves nothing else behind', async () => {
  installPackageTools(debian, '22.10.1');
  const [one, two] = await Promise.all([fetchHere(), fetchHere()]);
  expect(one).toMatchObject({ ok: true });
  expect(two).toEqual(one);
  expect(readdirSync(cacheDir)).toHaveLength(1);
});

it('clears away what a killed fetch left, and leaves a living one alone', async () => {
  installPackageTools(debian, '22.10.1');
  mkdirSync(path.join(cacheDir, 'fetching-999999999-dead'), { recursive: true });
  mkdirSync(path.join(cacheDir, `fetching-${process.ppid}-alive`), { recursive: true });
  await fetchHere();
  expect(existsSync(path.join(cacheDir, 'fetching-999999999-dead'))).toBe(false);
  expect(existsSync(path.join(cacheDir, `fetching-${process.ppid}-alive`))).toBe(true);
});

it('replaces one that does not run any more', async () => {
  installPackageTools(debian, '22.10.1');
  const first = await fetchHere();
  if (!first.ok) throw new Error(first.reason);
  writeFileSync(first.install.command[0], '#!/bin/sh\nexit 127\n');
  expect(await fetchHere()).toEqual(first);
});

it('says why there is none', async () => {
  installPackageTools(ubuntu, '22.10.1');
  expect(await reasonOf()).toMatch(/none of apt's configured sources is a Debian archive/);
  installPackageTools(debian, '');
  expect(await reasonOf()).toMatch(/the unpacked program does not start/);
  install('apt-get', '#!/bin/sh\necho "E: Could not resolve mirror.test" >&2\nexit 100\n');
  expect(await reasonOf()).toMatch(/apt-get failed: E: Could not resolve mirror\.test/);
  vi.stubEnv('PATH', path.join(folder, 'empty'));
  expect(await reasonOf()).toMatch(/apt-get is not on this machine/);
});

it('takes the system`s own where it is new enough and whole', async () => {
  installPackageTools(debian, '22.10.1');
  install('asterisk', sayVersion('20.6.0'));
  mkdirSync(path.join(folder, 'lib/asterisk/modules'), { recursive: true });
  mkdirSync(path.join(folder, 'share/asterisk/documentation'), { recursive: true });
  writeFileSync(path.join(folder, 'lib/asterisk/modules/res_ari.so'), '');
  const found = () => fetchAsterisk({ cacheDir, searchPath: bin });
  expect(await found()).toMatchObject({ install: { source: 'unpacked' } });
  install('asterisk', sayVersion('22.5.2'));
  expect(await found()).toMatchObject({
    install: { source: 'system', version: '22.5.2', modulesDir: path.join(folder, 'lib/asterisk/modules') },
  });
  // A program without its modules is as good as none.
  rmSync(path.join(folder, 'lib'), { recursive: true });
  expect(await found()).toMatchObject({ install: { source: 'unpacked' } });
});

it.each([
  ['18.26.4', false],
  ['20.13.0', false],
  ['20.14.0', true],
  ['21.8.0', false],
  ['21.9', true],
  ['22.3.0', false],
  ['22.4.0', true],
  ['23.0.0', true],
])('knows whether %s takes requests over the event socket', (version, usable) => {
  expect(isUsableVersion(version)).toBe(usable);
});
