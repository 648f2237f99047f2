import type { Database } from '@yunhu/db/connect';
import { keepProof, proveLedger } from '@yunhu/db/reconciliation';
import type { Log } from '../log.ts';

/**
 * Proves what is new in the ledger, or all of it where that is due, and says so: drift is an error in the log, an alert to the
 * operator and a metric. Two processes at once prove the same twice, which harms nobody.
 */
export async function keepLedgerProven(database: Database, log: Log): Promise<void> {
  const proof = await proveLedger(database, { mode: 'due' });
  await database.withPlatform('keep the proof', (tx) => keepProof(tx, proof));
  const { mode, examined, drift } = proof;
  const milliseconds = proof.endedAt.getTime() - proof.startedAt.getTime();
  if (drift === 0) log.info('ledger.proven', { mode, examined, milliseconds });
  for (const result of proof.results.filter((found) => found.drift > 0)) {
    const { invariant, offenders } = result;
    log.error('ledger.drift', { mode, invariant, drift: result.drift, offenders });
  }
}
