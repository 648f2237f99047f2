import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

// A checkout of its own, with nothing installed.
let root: string;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'yunhu-bootstrap-'));
  mkdirSync(path.join(root, 'scripts'));
  copyFileSync(path.join(import.meta.dirname, 'bootstrap.mjs'), path.join(root, 'scripts/bootstrap.mjs'));
  writeFileSync(path.join(root, 'pnpm-lock.yaml'), 'lock');
  describeCheckout('>=20.19');
});

afterEach(() => rmSync(root, { recursive: true }));

function describeCheckout(node: string) {
  writeFileSync(
    path.join(root, 'package.json'),
    JSON.stringify({ packageManager: 'pnpm@10.0.0', engines: { node }, type: 'module' }),
  );
}

/** Nothing listens on port 9, so a run that would fetch something fails at once. */
const withoutNetwork = { npm_config_registry: 'http://127.0.0.1:9/', npm_config_fetch_retries: '0' };

function bootstrap(...args: string[]) {
  const env = { ...process.env, ...withoutNetwork };
  return spawnSync(process.execPath, ['scripts/bootstrap.mjs', ...args], { cwd: root, env, encoding: 'utf8' });
}

/** A checkout whose pnpm only writes down that it was asked to install. */
function pretendInstalledPnpm() {
  const bin = path.join(root, '.tools/pnpm-10.0.0/node_modules/pnpm/bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(
    path.join(bin, 'pnpm.cjs'),
    `require('node:fs').appendFileSync('asked', process.argv[2] + '\\n'); console.log('noise');`,
  );
  mkdirSync(path.join(root, 'node_modules'));
  const tsx = path.resolve(import.meta.dirname, '../node_modules/tsx');
  symlinkSync(tsx, path.join(root, 'node_modules/tsx'));
  writeFileSync(path.join(root, 'scripts/say.ts'), 'console.log(process.argv.slice(2).join()); process.exitCode = 7;');
}

test('a Node that is too old is told which one is needed', () => {
  describeCheckout('>=99.1');
  const { status, stderr, stdout } = bootstrap('run', 'scripts/say.ts');
  expect(status).toBe(1);
  expect(stderr).toMatch(new RegExp(`^yunhu: needs Node >=99\\.1; this is ${process.versions.node}`));
  expect(stdout).toBe('');
});

test('a first start without network says what it could not fetch, and leaves nothing half done', () => {
  const { status, stderr } = bootstrap('run', 'scripts/say.ts');
  expect(status).toBe(1);
  expect(stderr).toContain('yunhu: could not fetch pnpm 10.0.0');
  expect(readdirSync(path.join(root, '.tools'))).toEqual([]);
});

test('it installs when the lockfile changed and only then, and standard output is the script’s alone', () => {
  pretendInstalledPnpm();
  const first = bootstrap('run', 'scripts/say.ts', 'one', '--two');
  expect(first).toMatchObject({ status: 7, stdout: 'one,--two\n' });
  rmSync(path.join(root, 'asked'));
  expect(bootstrap('run', 'scripts/say.ts')).toMatchObject({ status: 7, stderr: '' });
  expect(existsSync(path.join(root, 'asked'))).toBe(false);
  writeFileSync(path.join(root, 'pnpm-lock.yaml'), 'changed');
  expect(bootstrap('run', 'scripts/say.ts').status).toBe(7);
  expect(existsSync(path.join(root, 'asked'))).toBe(true);
});

test('a lock left by a killed installation is taken over', () => {
  pretendInstalledPnpm();
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  writeFileSync(path.join(root, '.tools/install.lock'), String(dead));
  expect(bootstrap('run', 'scripts/say.ts').status).toBe(7);
  expect(readdirSync(path.join(root, '.tools'))).toEqual(['pnpm-10.0.0']);
});

test('a script that does not exist is named', () => {
  pretendInstalledPnpm();
  const hash = createHash('sha256').update('lock').digest('hex');
  writeFileSync(path.join(root, 'node_modules/.installed-lockfile'), hash);
  expect(bootstrap('run', 'scripts/gone.ts').stderr).toBe('yunhu: there is no script scripts/gone.ts.\n');
});
