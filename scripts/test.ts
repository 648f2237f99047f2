// Runs the tests (all, or those whose path holds an argument) and ends with one line: `N passed, N failed`; before it, how many were
// skipped, where any were.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { makeTemporaryFolder } from './embedded/temporary-folder.ts';
import { countResults, type TestCounts } from './test/count-results.ts';

const root = path.resolve(import.meta.dirname, '..');
const folder = makeTemporaryFolder('yunhu-test');
const report = path.join(folder, 'results.json');

const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)];
const vitest = spawn(path.join(root, 'node_modules/.bin/vitest'), args, { cwd: root, stdio: 'inherit' });
// vitest hears Ctrl-C too and stops what it started; this process only waits for it.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => vitest.kill('SIGTERM'));

vitest.once('close', (code) => {
  const counts = countResults(report, code);
  rmSync(folder, { recursive: true, force: true });
  process.exitCode = counts.failed === 0 ? 0 : 1;
  if (counts.skipped > 0) process.stdout.write(`${counts.skipped} skipped\n`);
  process.stdout.write(`${sentence(counts)}\n`);
});

function sentence({ passed, failed }: TestCounts): string {
  return `${passed} passed, ${failed} failed`;
}
