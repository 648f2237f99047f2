// What a test may need from the machine beside npm. Where it is missing its tests are skipped and say so; with CI=true,
// where everything was to be installed, the same is a failure.
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { fetchAsterisk } from '@yunhu/scripts/embedded/asterisk-fetch';
import { inject } from 'vitest';

const programs = {
  chromium: ['chromium', 'chromium-browser', 'google-chrome'],
  ffmpeg: ['ffmpeg'],
  radosgw: ['radosgw'],
  sipp: ['sipp'],
};
type Tool = 'asterisk' | keyof typeof programs;

/** For each tool the path of its program, or why there is none. */
export type Machine = Record<Tool, { path: string } | { reason: string }>;

declare module 'vitest' {
  interface ProvidedContext {
    machine: Machine;
  }
}

/** Where Asterisk is unpacked, once for this checkout. */
export const asteriskFolder = path.resolve(import.meta.dirname, '../../.tools/asterisk');

/** Looks for every tool; fetches Asterisk where it can. Called once a run. */
export async function findMachine(): Promise<Machine> {
  const asterisk = await fetchAsterisk({ cacheDir: asteriskFolder });
  return {
    asterisk: asterisk.ok ? { path: asterisk.install.command.join(' ') } : { reason: asterisk.reason },
    chromium: findProgram('chromium'),
    ffmpeg: findProgram('ffmpeg'),
    radosgw: findProgram('radosgw'),
    sipp: findProgram('sipp'),
  };
}

function findProgram(tool: keyof typeof programs): { path: string } | { reason: string } {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const candidates = programs[tool].flatMap((name) => folders.map((folder) => path.join(folder, name)));
  const found = candidates.find(isExecutable);
  return found === undefined ? { reason: `${programs[tool].join(' or ')} is not on the PATH` } : { path: found };
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whether tests that need this must be skipped: `describe.skipIf(missing('chromium'))`. Throws instead when CI=true. */
export function missing(tool: Tool): boolean {
  const found = inject('machine')[tool];
  if ('path' in found) return false;
  if (process.env['CI'] === 'true') throw new Error(`${tool} is missing, and CI may skip nothing: ${found.reason}`);
  process.stderr.write(`skipped for want of ${tool}: ${found.reason}\n`);
  return true;
}

/** The path of a tool's program. Only for tests that `missing` did not skip. */
export function programOf(tool: keyof typeof programs): string {
  const found = inject('machine')[tool];
  if ('path' in found) return found.path;
  throw new Error(`${tool} is missing: ${found.reason}`);
}
