// npm run -s reconcile [-- --json]: proves the whole ledger of the current database, the embedded one or DATABASE_URL's, and changes
// nothing. Exits 0 when every drift is 0, 1 on drift, 2 when there is nothing to prove.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openDatabase } from '@yunhu/db/connect';
import { type LedgerProof, proveLedger } from '@yunhu/db/reconciliation';
import { findPostgres, startPostgres } from './embedded/postgres.ts';
import { printProof } from './reconcile/print-proof.ts';
import { databaseName } from './stack/record.ts';
import { readStackSettings } from './stack/settings.ts';

/** The database to prove: a superuser's URL, and what gives back what was started for it. */
interface Opened {
  readonly url: string;
  close(): Promise<void>;
}

async function openCurrent(): Promise<Opened> {
  const { databaseUrl, dataDir } = readStackSettings(process.env);
  if (databaseUrl !== undefined) return { url: databaseUrl, close: async () => {} };
  const folder = path.join(dataDir, 'postgres');
  const found = findPostgres(folder);
  if (!found.made)
    throw new Error(`there is no database in ${dataDir} yet: npm start makes one, or DATABASE_URL names one.`);
  if (found.url !== undefined) return { url: nameDatabase(found.url), close: async () => {} };
  const server = await startPostgres({ dataDir: folder });
  return { url: nameDatabase(server.url), close: () => server.stop() };
}

function nameDatabase(serverUrl: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${databaseName}`;
  return String(url);
}

async function prove({ url }: Opened): Promise<LedgerProof> {
  const database = openDatabase({
    appUrl: url,
    platformUrl: url,
    maxConnections: 1,
    applicationName: 'yunhu-reconcile',
  });
  try {
    const [known] = await database.withPlatform(
      'look for the ledger',
      (tx) => tx.sql<{ newest: string | null }[]>`
      select to_regclass('public.ledger_checkpoints')::text as newest`,
    );
    if (known?.newest === null) throw new Error('this database is not migrated to this version: npm start does that.');
    return await proveLedger(database, { mode: 'full' });
  } finally {
    await database.close();
  }
}

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
try {
  const opened = await openCurrent();
  try {
    const proof = await prove(opened);
    process.stdout.write(printProof(proof, new URL(opened.url), values.json));
    process.exitCode = proof.drift === 0 ? 0 : 1;
  } finally {
    await opened.close();
  }
} catch (error) {
  process.stderr.write(`The ledger could not be proven: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
