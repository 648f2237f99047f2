// Takes a machine with only Node and npm to a running script. Built-ins only: nothing is installed yet when this runs.
//   node scripts/bootstrap.mjs run scripts/start.ts [args]   installs what the lockfile says, then runs the script
//   node scripts/bootstrap.mjs add --filter @yunhu/db x@1    anything else goes to the pinned pnpm
// Standard output belongs to the script; what the installation says goes to standard error. The npm scripts say `exec`, so that
// no shell stands between npm and this process and a SIGTERM to npm reaches the script.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
const pnpmVersion = manifest.packageManager.replace('pnpm@', '');
const tools = path.join(root, '.tools');
const pnpmHome = path.join(tools, `pnpm-${pnpmVersion}`);
const pnpmEntry = path.join(pnpmHome, 'node_modules/pnpm/bin/pnpm.cjs');
const lockfile = path.join(root, 'pnpm-lock.yaml');
const stamp = path.join(root, 'node_modules/.installed-lockfile');
const installLock = path.join(tools, 'install.lock');
const installWaitSeconds = 600;

/** What a person can act on: printed without a stack. */
class Refusal extends Error {}

function fail(sentence) {
  throw new Refusal(sentence);
}

function requireNode(range) {
  const parts = (version) => version.split('.').map(Number);
  const [wantMajor, wantMinor] = parts(range.replace('>=', ''));
  const [major, minor] = parts(process.versions.node);
  if (major > wantMajor || (major === wantMajor && minor >= wantMinor)) return;
  fail(
    `needs Node ${range}; this is ${process.versions.node} (${process.execPath}). Install a newer one: https://nodejs.org`,
  );
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Runs `work` while no other bootstrap of this checkout installs. A lock whose process died is taken over. */
async function withInstallLock(work) {
  fs.mkdirSync(tools, { recursive: true });
  const mine = `${installLock}.${process.pid}`;
  fs.writeFileSync(mine, String(process.pid));
  const deadline = Date.now() + installWaitSeconds * 1000;
  for (;;) {
    try {
      // A link appears whole or not at all, so a reader never sees a lock without its pid.
      fs.linkSync(mine, installLock);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    takeOverDeadLock();
    if (Date.now() > deadline) fail(`another installation holds ${installLock}; delete that file if none is running.`);
    await sleep(200);
  }
  try {
    return work();
  } finally {
    fs.rmSync(installLock, { force: true });
    fs.rmSync(mine, { force: true });
  }
}

function takeOverDeadLock() {
  const aside = `${installLock}.taken-${process.pid}`;
  try {
    if (isAlive(Number(fs.readFileSync(installLock, 'utf8')))) return;
    fs.renameSync(installLock, aside);
    // Between the two lines above another process may have taken it over already: then give it back.
    if (isAlive(Number(fs.readFileSync(aside, 'utf8')))) fs.linkSync(aside, installLock);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  }
  fs.rmSync(aside, { force: true });
}

const lockfileHash = () => createHash('sha256').update(fs.readFileSync(lockfile)).digest('hex');
const isInstalled = () =>
  fs.existsSync(pnpmEntry) && fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === lockfileHash();

function installPnpm() {
  if (fs.existsSync(pnpmEntry)) return;
  const fresh = `${pnpmHome}.${process.pid}`;
  fs.mkdirSync(fresh, { recursive: true });
  fs.writeFileSync(path.join(fresh, 'package.json'), '{"private":true}');
  const npm = spawnSync(
    'npm',
    ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', `pnpm@${pnpmVersion}`],
    { cwd: fresh, stdio: ['ignore', 2, 2] },
  );
  if (npm.error?.code === 'ENOENT') fail('npm is not on the PATH; it comes with Node: https://nodejs.org');
  if (npm.status !== 0) {
    fs.rmSync(fresh, { recursive: true, force: true });
    fail(`could not fetch pnpm ${pnpmVersion} (npm's message is above). The first start needs the npm registry.`);
  }
  fs.rmSync(pnpmHome, { recursive: true, force: true });
  fs.renameSync(fresh, pnpmHome);
}

function installDependencies() {
  if (isInstalled()) return;
  process.stderr.write('yunhu: installing dependencies …\n');
  const pnpm = spawnSync(process.execPath, [pnpmEntry, 'install', '--frozen-lockfile', '--prefer-offline'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (pnpm.status !== 0)
    fail("could not install the dependencies (pnpm's message is above); without network try again later.");
  fs.writeFileSync(stamp, lockfileHash());
}

/** Runs a Node process to its end and ends as it ended. Signals are passed on, so that it can stop in order. */
function become(args) {
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
  // A terminal sends Ctrl-C to the whole group already: the child has it, this process only must outlive it.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 1;
    if (signal === 'SIGKILL') process.stderr.write('yunhu: the script was killed.\n');
  });
}

async function main([verb, ...args]) {
  requireNode(manifest.engines.node);
  if (verb === undefined) fail('usage: node scripts/bootstrap.mjs run SCRIPT [args] | PNPM-COMMAND [args]');
  if (verb !== 'run') {
    await withInstallLock(installPnpm);
    return become([pnpmEntry, verb, ...args]);
  }
  if (!isInstalled()) {
    await withInstallLock(() => {
      installPnpm();
      installDependencies();
    });
  }
  const [script, ...rest] = args;
  if (script === undefined || !fs.existsSync(path.join(root, script))) fail(`there is no script ${script}.`);
  become(['--import', 'tsx', script, ...rest]);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  process.stderr.write(`yunhu: ${error.message}\n`);
  process.exitCode = 1;
}
