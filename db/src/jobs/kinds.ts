import type { Permission } from '../tenancy/index.ts';

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

/** What one must be permitted to see a job of each kind and the file that it made: what one would have to be to read that where it comes from. */
const jobPermissions: Readonly<Record<JobKind, Permission>> = {
  'ledger-proof': 'reconcile.read',
  'carrier-match': 'reconcile.read',
  'deck-preview': 'rates.read',
  'deck-apply': 'rates.read',
  'rates-undo': 'rates.read',
  'rates-export': 'rates.read',
  'ledger-export': 'money.read',
  'ledger-statement': 'money.read',
  'cdr-export': 'cdr.read',
  'audit-export': 'audit.read',
  'charge-export': 'money.read',
  'audio-convert': 'audio.read',
};

/** The kinds whose jobs may be seen by who has these permissions now, whatever he had when he asked for them. */
export function jobKindsSeenBy(permissions: readonly Permission[]): JobKind[] {
  return jobKinds.filter((kind) => permissions.includes(jobPermissions[kind]));
}
