// The life of a caller ID's approval. The same states stand in the check of the table; a change is one update whose `where` names the
// states that it may come from, so of two people who decide at once one wins.

export const callerIdStates = ['submitted', 'approved', 'rejected', 'revoked', 'expired'] as const;
export type CallerIdState = (typeof callerIdStates)[number];

/** Where an approval may go from each state. An approved one that is renewed stays approved until that is decided. */
export const callerIdTransitions = {
  submitted: ['approved', 'rejected'],
  approved: ['approved', 'revoked', 'expired'],
  rejected: ['submitted'],
  revoked: ['submitted'],
  expired: ['submitted'],
} as const satisfies Record<CallerIdState, readonly CallerIdState[]>;

/** What is written into the history. */
export const callerIdEventKinds = ['submitted', 'approved', 'rejected', 'revoked', 'expired', 'undone'] as const;
export type CallerIdEventKind = (typeof callerIdEventKinds)[number];
