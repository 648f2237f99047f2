// All that is told without having been asked, and who sees it. Whatever shows alerts, on pages or by mail, asks here; the record keeps the
// same kinds in a check of the table, and a test compares the two.
import type { Permission } from '../permissions.ts';

/** Each kind with the permissions that see it, any one of them: those that open what it is about. */
export const alertKinds = {
  low_balance: ['money.read'],
  limit_reached: ['money.read'],
  wallet_blocked: ['money.read'],
  payment_disputed: ['money.read'],
  payment_mismatched: ['money.read'],
  transfer_waiting: ['money.read'],
  ledger_drift: ['reconcile.read'],
  margin_lost: ['rates.read'],
  // Whoever may ask for jobs of some kind.
  job_failed: ['rates.write', 'money.read', 'reconcile.read', 'cdr.read', 'audit.read', 'audio.write'],
  caller_id_expiring: ['caller-ids.read'],
  caller_id_expired: ['caller-ids.read'],
  caller_id_decided: ['caller-ids.read'],
  audio_decided: ['audio.read'],
  // The customer is told, and the operator, whose people review.
  audio_changed: ['audio.read', 'audio.review'],
  audio_repaired: ['audio.review', 'customer-telephony.read'],
  support_session_opened: ['audit.read'],
  session_replayed: ['staff.read'],
  domain_unproven: ['branding.write'],
} as const satisfies Readonly<Record<string, readonly Permission[]>>;

export type AlertKind = keyof typeof alertKinds;

const kinds = Object.keys(alertKinds) as AlertKind[];

/** Every permission that some kind asks for: whoever holds none of them has no alerts. */
export const alertPermissions: readonly Permission[] = [...new Set(Object.values(alertKinds).flat())];

/** The kinds that somebody sees who may do this. */
export function alertKindsSeenBy(held: readonly string[]): AlertKind[] {
  return kinds.filter((kind) => alertKinds[kind].some((permission) => held.includes(permission)));
}
