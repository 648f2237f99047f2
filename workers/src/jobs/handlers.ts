import type { JobKind } from '@yunhu/db/jobs';
import { carrierMatch } from './carrier-match.ts';
import type { JobHandler } from './job-context.ts';
import { ledgerProof } from './ledger-proof.ts';

/** Who does what: one line a kind. */
export const jobHandlers: Readonly<Record<JobKind, JobHandler>> = {
  'ledger-proof': ledgerProof,
  'carrier-match': carrierMatch,
};
