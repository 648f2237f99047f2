// Imports run downward only: web → api (schemas) → db ← workers, and inside a package along the order of the domains.
// What stands beside or in tests is free: a test may look behind any face.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Import, readImports } from './read-imports.ts';
import { sourceFiles } from './source-files.ts';

/** What each package may import of ours: other packages' names and the entries of their `exports`. */
const allowed: Record<string, Record<string, 'any' | readonly string[]>> = {
  db: {},
  api: { db: 'any' },
  workers: { db: 'any' },
  web: { api: ['./schemas'] },
  scripts: { db: 'any', api: 'any', workers: 'any', web: 'any' },
};

/** A later domain may import an earlier one, never the other way round. */
const domains = [
  ...[
    'tenancy',
    'jobs',
    'billing',
    'telephony',
    'callerids',
    'audio',
    'contacts',
    'tasks',
    'calls',
    'reconciliation',
    'audit',
    'quality',
    'reports',
  ],
];

/** Folders that are no domain: what domains are built on, and what puts them together. Anything else has to have its place in the order. */
const surroundings: Record<string, readonly string[]> = {
  db: ['connect', 'numbers', 'objects', 'secrets', 'sheets', 'time'],
  api: ['http', 'objects'],
  workers: ['dialer', 'duties', 'sound', 'switch'],
  web: ['account', 'i18n', 'reference', 'session', 'shell', 'ui'],
};

/** A source file's place: `db`, and below its src the folder `billing` where it is in one. */
interface Place {
  file: string;
  package: string;
  folder: string | undefined;
}

/** Every import under `root` that breaks the direction, as `file:line: sentence`. */
export function findImportViolations(root: string): string[] {
  return Object.keys(allowed)
    .filter((name) => existsSync(path.join(root, name)))
    .flatMap((name) => sourceFiles(path.join(root, name), ['.ts', '.tsx']))
    .filter((file) => !/\.test\.tsx?$/.test(file))
    .flatMap((file) => {
      const place = placeOf(root, file);
      const broken = readImports(file).flatMap((found) => {
        const reason = violation(root, place, found);
        return reason === undefined ? [] : [`${path.relative(root, file)}:${found.line}: ${reason}`];
      });
      return hasPlace(place) ? broken : [`${path.relative(root, file)}:1: ${place.folder} has no place in the order`];
    });
}

function hasPlace({ package: name, folder }: Place): boolean {
  return folder === undefined || domains.includes(folder) || surroundings[name]?.includes(folder) !== false;
}

function placeOf(root: string, file: string): Place {
  const [name = '', ...rest] = path.relative(root, file).split(path.sep);
  return { file, package: name, folder: rest[0] === 'src' && rest.length > 2 ? rest[1] : undefined };
}

function violation(root: string, from: Place, found: Import): string | undefined {
  const ours = /^@yunhu\/([^/]+)(\/.*)?$/.exec(found.specifier);
  if (ours !== null) return packageViolation(root, from, ours[1] ?? '', `.${ours[2] ?? ''}`, found);
  if (!found.specifier.startsWith('.')) return undefined;
  const to = placeOf(root, resolve(path.dirname(from.file), found.specifier));
  if (to.package !== from.package) return `reaches into ${to.package} by a path; import @yunhu/${to.package}`;
  return folderViolation(root, from, to);
}

function packageViolation(root: string, from: Place, name: string, entry: string, found: Import): string | undefined {
  const entries = allowed[from.package]?.[name];
  if (entries === undefined) return `${from.package} must not import @yunhu/${name}`;
  if (entries !== 'any' && !entries.includes(entry))
    return `${from.package} may import only ${entries.join(', ')} of @yunhu/${name}`;
  if (!exportsOf(root, name).includes(entry)) return `@yunhu/${name} does not export ${entry}`;
  // The web builds schemas into its bundle: nothing of the record may come along.
  const isSchemas = path.basename(from.file) === 'schemas.ts';
  if (isSchemas && !found.typesOnly) return `schemas may take only types from @yunhu/${name}`;
  return undefined;
}

function folderViolation(root: string, from: Place, to: Place): string | undefined {
  if (to.folder === undefined || to.folder === from.folder) return undefined;
  const [fromOrder, toOrder] = [from.folder, to.folder].map((folder) => domains.indexOf(folder ?? ''));
  if (fromOrder !== undefined && toOrder !== undefined && fromOrder !== -1 && toOrder > fromOrder)
    return `${from.folder} comes before ${to.folder} in the order of the domains`;
  const face = path.join(root, to.package, 'src', to.folder, 'index.ts');
  if (existsSync(face) && to.file !== face) return `reaches past the index.ts of ${to.folder}`;
  return undefined;
}

/** The bundler's imports may leave out the ending or name a folder. */
function resolve(folder: string, specifier: string): string {
  const file = path.resolve(folder, specifier);
  return [`${file}.ts`, `${file}.tsx`, path.join(file, 'index.ts')].find((candidate) => existsSync(candidate)) ?? file;
}

function exportsOf(root: string, name: string): string[] {
  const manifest: unknown = JSON.parse(readFileSync(path.join(root, name, 'package.json'), 'utf8'));
  const found = manifest !== null && typeof manifest === 'object' && 'exports' in manifest ? manifest.exports : {};
  return Object.keys(found ?? {});
}
