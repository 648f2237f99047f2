// Which parts of a sound somebody has heard, whatever he jumped over.

/** A look at the clock that is later than this after the one before it was a jump. Seconds of the sound. */
const longestStep = 2.5;
/** Of all parts, to have heard it to its end: the last moments are cut by rounding. */
const enough = 0.97;

/** Remembers what was heard; `note` is told where the player is while it plays, a few times a second. */
export function createHeard(durationSeconds: number) {
  const parts = new Uint8Array(Math.max(1, Math.ceil(durationSeconds * 5)));
  let last: number | undefined;
  const share = () => parts.reduce((sum, part) => sum + part, 0) / parts.length;
  return {
    note: (seconds: number): void => {
      const at = (moment: number) => Math.min(parts.length - 1, Math.floor((moment / durationSeconds) * parts.length));
      if (last !== undefined && seconds >= last && seconds - last <= longestStep) {
        parts.fill(1, at(last), at(seconds) + 1);
      }
      last = seconds;
    },
    /** The next place is not where the last one led to. */
    jump: (): void => {
      last = undefined;
    },
    share,
    isWhole: () => share() >= enough,
  };
}
