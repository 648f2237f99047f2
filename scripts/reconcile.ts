// npm run -s reconcile [-- --json]: proves the whole ledger of the current database, the embedded one or DATABASE_URL's, and changes
// nothing. Exits 0 when every drift is 0, 1 on drift, 2 when there is nothing to prove.
import { parseArgs } from 'node:util';
import { openDatabase } from '@yunhu/db/connect';
import { type LedgerProof, proveLedger } from '@yunhu/db/reconciliation';
import { type CurrentRecord, openCurrentRecord } from './current-record.ts';
import { printProof } from './reconcile/print-proof.ts';

async function prove({ url }: CurrentRecord): Promise<LedgerProof> {
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
  const opened = await openCurrentRecord();
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
