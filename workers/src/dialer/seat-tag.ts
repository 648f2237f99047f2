/** What a seat's leg says of itself on the switch, so that it is known again after a crash. */
export interface SeatTag {
  readonly attemptId: string;
  readonly seatId: string;
  readonly sipId: string;
}

export function seatTag({ attemptId, seatId, sipId }: SeatTag): string {
  return `seat ${attemptId} ${seatId} ${sipId}`;
}

/** Reads the tag of a live channel; undefined for any other channel. */
export function readSeatTag(tag: string): SeatTag | undefined {
  const [kind, attemptId, seatId, sipId] = tag.split(' ');
  if (kind !== 'seat' || attemptId === undefined || seatId === undefined || sipId === undefined) return undefined;
  return { attemptId, seatId, sipId };
}
