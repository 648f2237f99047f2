// Empties .data/: the next start begins from nothing. Refuses while a product that uses it runs.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { removePostgres } from './embedded/postgres.ts';

const data = path.resolve(import.meta.dirname, '../.data');
/** Each test run clears up after itself, and one may be running now. */
const notOurs = 'test-runs';

try {
  await removePostgres(path.join(data, 'postgres'));
  const rest = existsSync(data) ? readdirSync(data).filter((name) => name !== notOurs) : [];
  for (const name of rest) rmSync(path.join(data, name), { recursive: true, force: true });
  process.stdout.write('.data is empty; `npm start` sets up everything anew.\n');
} catch (error) {
  process.stderr.write(`nothing was deleted: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
