// Everything that CI checks besides the tests. Runs all, so that one run shows all that is wrong.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { findBrokenReferences } from './check/document-references.ts';
import { findImportViolations } from './check/import-direction.ts';

const root = path.resolve(import.meta.dirname, '..');
const packages = ['db', 'api', 'workers', 'web', 'scripts', 'tests'];

interface Outcome {
  ok: boolean;
  output: string;
}

const checks: Record<string, () => Promise<Outcome> | Outcome> = {
  format: () => tool('prettier', '--check', '--log-level', 'warn', '.'),
  types: async () => {
    const outcomes: Outcome[] = [];
    for (const name of packages) outcomes.push(await tool('tsc', '--project', name, '--pretty'));
    return { ok: outcomes.every(({ ok }) => ok), output: outcomes.map(({ output }) => output).join('') };
  },
  lint: () => tool('oxlint', '--deny-warnings'),
  'dead code': () => tool('knip', '--no-progress', '--no-config-hints'),
  'import direction': () => none(findImportViolations(root)),
  'document references': () => none(findBrokenReferences(root)),
};

function none(findings: string[]): Outcome {
  return { ok: findings.length === 0, output: findings.map((finding) => `${finding}\n`).join('') };
}

async function tool(name: string, ...args: string[]): Promise<Outcome> {
  const child = spawn(path.join(root, 'node_modules/.bin', name), args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ ok: code === 0, output }));
  });
}

let failed = 0;
for (const [name, check] of Object.entries(checks)) {
  const start = performance.now();
  const { ok, output } = await check();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  process.stdout.write(`${ok ? 'ok    ' : 'FAILED'} ${name.padEnd(20)} ${seconds.padStart(5)} s\n`);
  if (ok) continue;
  failed += 1;
  process.stdout.write(`${output.trimEnd()}\n\n`);
}
process.exitCode = failed === 0 ? 0 : 1;
