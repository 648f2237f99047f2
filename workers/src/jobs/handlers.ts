import type { JobKind } from '@yunhu/db/jobs';
import { audioConvert } from './audio-convert.ts';
import { auditExport } from './audit-export.ts';
import { carrierMatch } from './carrier-match.ts';
import { deckApply } from './deck-apply.ts';
import { deckPreview } from './deck-preview.ts';
import type { JobHandler } from './job-context.ts';
import { cdrExport } from './ledger/cdr-export.ts';
import { chargeExport } from './ledger/charge-export.ts';
import { ledgerExport } from './ledger/ledger-export.ts';
import { ledgerStatement } from './ledger/ledger-statement.ts';
import { ledgerProof } from './ledger-proof.ts';
import { ratesExport } from './rates-export.ts';
import { ratesUndo } from './rates-undo.ts';

/** Who does what: one line a kind. */
export const jobHandlers: Readonly<Record<JobKind, JobHandler>> = {
  'ledger-proof': ledgerProof,
  'ledger-export': ledgerExport,
  'audit-export': auditExport,
  'cdr-export': cdrExport,
  'charge-export': chargeExport,
  'audio-convert': audioConvert,
  'ledger-statement': ledgerStatement,
  'carrier-match': carrierMatch,
  'deck-preview': deckPreview,
  'deck-apply': deckApply,
  'rates-undo': ratesUndo,
  'rates-export': ratesExport,
};
