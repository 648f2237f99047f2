// The life of a caller ID's approval. The same states stand in the check of the table, and what a tenant itself may do in functions of the
// record (0026, 0032); a test runs both against this table.

export const callerIdStates = ['submitted', 'withdrawn', 'approved', 'rejected', 'revoked', 'expired'] as const;
export type CallerIdState = (typeof callerIdStates)[number];

/** How a number stands: its state, or `renewing` where it is approved and what comes after waits for a decision. */
export type CallerIdStand = CallerIdState | 'renewing';

/** What each verb makes of a number that stands so. From any other it makes nothing, so of two people who decide at once one wins. */
export const callerIdTransitions = {
  resubmit: {
    withdrawn: 'submitted',
    rejected: 'submitted',
    revoked: 'submitted',
    expired: 'submitted',
    approved: 'renewing',
  },
  withdraw: { submitted: 'withdrawn', renewing: 'approved' },
  approve: { submitted: 'approved', renewing: 'approved' },
  reject: { submitted: 'rejected', renewing: 'approved' },
  revoke: { approved: 'revoked', renewing: 'submitted' },
  expire: { approved: 'expired', renewing: 'submitted' },
} as const satisfies Record<string, Partial<Record<CallerIdStand, CallerIdStand>>>;
export type CallerIdVerb = keyof typeof callerIdTransitions;

/** Where a verb may begin, and what it makes of each. */
export function movesOf(verb: CallerIdVerb): readonly (readonly [from: CallerIdStand, to: CallerIdStand])[] {
  return Object.entries<CallerIdStand>(callerIdTransitions[verb]) as [CallerIdStand, CallerIdStand][];
}

/** What is written into the history. */
export const callerIdEventKinds = [
  'submitted',
  'withdrawn',
  'approved',
  'rejected',
  'revoked',
  'expired',
  'undone',
] as const;
export type CallerIdEventKind = (typeof callerIdEventKinds)[number];
