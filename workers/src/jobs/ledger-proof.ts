import { keepProof, proveLedger } from '@yunhu/db/reconciliation';
import { z } from 'zod';
import type { JobHandler } from './job-context.ts';

const input = z.object({ mode: z.enum(['recent', 'full']) });

/** Proves the ledger because somebody asked, and keeps what was found. */
export const ledgerProof: JobHandler = async ({ database, job, progress }) => {
  const { mode } = input.parse(job.input);
  const proof = await proveLedger(database, { mode, onProgress: progress });
  await database.withPlatform('keep the proof', (tx) => keepProof(tx, proof));
  return { mode: proof.mode, examined: proof.examined, drift: proof.drift };
};
