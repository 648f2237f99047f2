/**
 * What can be asked for. Each has its handler in the table of `workers/src/jobs/handlers.ts`, and its words in the pages' `jobs`.
 * Small letters and hyphens, the noun first.
 */
export const jobKinds = [
  'ledger-proof',
  'carrier-match',
  'deck-preview',
  'deck-apply',
  'rates-undo',
  'rates-export',
  'ledger-export',
  'ledger-statement',
  'cdr-export',
  'audit-export',
  'charge-export',
  'audio-convert',
] as const;

export type JobKind = (typeof jobKinds)[number];
