// An Asterisk that this machine can run: the system's own, or one unpacked into a folder.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import path from 'node:path';

/** Everything that is needed to start one; the configuration comes at start. */
export interface AsteriskInstall {
  readonly source: 'system' | 'unpacked';
  /** As `asterisk -V` says it: `22.10.1`. */
  readonly version: string;
  /** The program, and the arguments that stand before Asterisk's own. */
  readonly command: readonly [string, ...string[]];
  readonly modulesDir: string;
  /** Holds `documentation/`, without which modules refuse to load. */
  readonly dataDir: string;
}

const versionTimeoutMs = 5000;

/** First releases of each branch that take ARI requests over the event WebSocket (asterisk.org, "ARI REST Requests over Websocket"). */
const firstUsableMinor: ReadonlyMap<number, number> = new Map([
  [20, 14],
  [21, 9],
  [22, 4],
]);

/** Whether this version takes ARI requests over the event WebSocket: 20.14, 21.9, 22.4 and everything after 22. */
export function isUsableVersion(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10) || 0);
  return major > 22 || minor >= (firstUsableMinor.get(major) ?? Infinity);
}

/** Asks a program for its Asterisk version; undefined where it does not run or is something else. */
export async function askVersion(command: readonly [string, ...string[]]): Promise<string | undefined> {
  const [program, ...before] = command;
  const output = await new Promise<string>((resolve) => {
    execFile(program, [...before, '-V'], { timeout: versionTimeoutMs }, (error, stdout) =>
      resolve(error ? '' : stdout),
    );
  });
  return /^Asterisk (?:certified\/|GIT-)?(\d+(?:\.\d+)*)/.exec(output.trim())?.[1];
}

/** The command of an Asterisk unpacked below `root`: its own loader and libraries, so the machine's libc does not matter. */
export function unpackedCommand(root: string): readonly [string, ...string[]] {
  const libraries = path.join(root, 'usr/lib/x86_64-linux-gnu');
  const loader = path.join(root, 'usr/lib64/ld-linux-x86-64.so.2');
  const searchPath = [libraries, path.join(libraries, 'asterisk'), path.join(root, 'usr/lib')].join(':');
  return [loader, '--library-path', searchPath, '--argv0', 'asterisk', path.join(root, 'usr/sbin/asterisk')];
}

/** What stands unpacked in `root`, if it runs here. */
export async function findUnpackedAsterisk(root: string): Promise<AsteriskInstall | undefined> {
  const command = unpackedCommand(root);
  if (!existsSync(command[0])) return undefined;
  const version = await askVersion(command);
  if (version === undefined) return undefined;
  const modulesDir = path.join(root, 'usr/lib/x86_64-linux-gnu/asterisk/modules');
  return { source: 'unpacked', version, command, modulesDir, dataDir: path.join(root, 'usr/share/asterisk') };
}

/** The machine's own Asterisk on `searchPath`, if it is new enough and its modules are where distributions put them. */
export async function findSystemAsterisk(searchPath: string): Promise<AsteriskInstall | undefined> {
  const folders = [...searchPath.split(path.delimiter), '/usr/sbin', '/usr/local/sbin'].filter(
    (folder) => folder !== '',
  );
  const program = folders.map((folder) => path.join(folder, 'asterisk')).find((file) => existsSync(file));
  if (program === undefined) return undefined;
  const version = await askVersion([program]);
  if (version === undefined || !isUsableVersion(version)) return undefined;
  const prefix = path.resolve(path.dirname(await realpath(program)), '..');
  const modulesDir = await firstExisting(await moduleFolders(prefix), 'res_ari.so');
  const dataDir = await firstExisting(
    [path.join(prefix, 'share/asterisk'), '/usr/share/asterisk', '/var/lib/asterisk'],
    'documentation',
  );
  if (modulesDir === undefined || dataDir === undefined) return undefined;
  return { source: 'system', version, command: [program], modulesDir, dataDir };
}

async function moduleFolders(prefix: string): Promise<readonly string[]> {
  const roots = [path.join(prefix, 'lib'), path.join(prefix, 'lib64'), '/usr/lib', '/usr/lib64'];
  const multiarch = await Promise.all(
    roots.map(async (root) =>
      (await readdir(root).catch(() => []))
        .filter((name) => name.endsWith('-linux-gnu'))
        .map((name) => path.join(root, name)),
    ),
  );
  return [...roots, ...multiarch.flat()].map((folder) => path.join(folder, 'asterisk/modules'));
}

async function firstExisting(folders: readonly string[], entry: string): Promise<string | undefined> {
  return folders.find((folder) => existsSync(path.join(folder, entry)));
}
