const normalClearing = 16;
const normalUnspecified = 31;

/** The Q.850 cause of an end; Asterisk says 0, which is none, where it cut the channel itself. */
export function endCause(cause: number, wasAnswered: boolean): number {
  if (cause > 0) return cause;
  return wasAnswered ? normalClearing : normalUnspecified;
}
