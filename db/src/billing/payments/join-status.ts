/** How far a refund or a dispute has come. A refund never goes back; a dispute may, when its outcome is appealed. */
const refundRanks: Readonly<Record<string, number>> = {
  requested: 0,
  pending: 1,
  requires_action: 2,
  succeeded: 3,
  canceled: 4,
  failed: 5,
};
const disputeRanks: Readonly<Record<string, number>> = {
  warning_needs_response: 0,
  warning_under_review: 1,
  needs_response: 2,
  under_review: 3,
  prevented: 4,
  warning_closed: 4,
  lost: 5,
  won: 5,
};

/** Of two words about one refund the one that is further on, whichever came first. A refusal of ours is overruled by any of the service's. */
export function joinRefundStatus(a: string, b: string): string {
  return (refundRanks[b] ?? -1) > (refundRanks[a] ?? -1) ? b : a;
}

export interface DatedStatus {
  readonly status: string;
  readonly at: Date;
}

/** Of two words about one dispute the later one; of two of the same second (the service counts no finer) the one that is further on. */
export function joinDisputeStatus(a: DatedStatus, b: DatedStatus): DatedStatus {
  const rank = ({ status }: DatedStatus) => disputeRanks[status] ?? -1;
  const difference = b.at.getTime() - a.at.getTime() || rank(b) - rank(a) || (b.status > a.status ? 1 : -1);
  return difference > 0 ? b : a;
}

/** A dispute that is over, in our favour or without money having moved. */
export function isSettledWell(status: string): boolean {
  return status === 'won' || status === 'warning_closed' || status === 'prevented';
}
