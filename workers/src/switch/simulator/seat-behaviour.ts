/** What a registered extension does with a call. */
export interface SeatBehaviour {
  readonly pickUp:
    | { readonly kind: 'answers'; /** Ringing before the answer, milliseconds. */ readonly afterMs: number }
    | { readonly kind: 'rings' }
    | { readonly kind: 'refuses'; readonly cause: number; readonly sipStatus: number };
  /** Hangs up this long after it was bridged; null: never by itself. Milliseconds. */
  readonly hangUpAfterBridgedMs: number | null;
}

/** Answers at once and hangs up two seconds after it was connected: the seats of the demonstration. */
export const demoSeat: SeatBehaviour = { pickUp: { kind: 'answers', afterMs: 0 }, hangUpAfterBridgedMs: 2_000 };

/** The behaviour of the extension registered under a SIP id; undefined where none is registered. */
export type SeatDirectory = (sipId: string) => SeatBehaviour | undefined;

/** Demonstration seats: the SIP ids given, or every id there is. */
export function demoSeats(sipIds: readonly string[] | 'all'): SeatDirectory {
  if (sipIds === 'all') return () => demoSeat;
  const registered = new Set(sipIds);
  return (sipId) => (registered.has(sipId) ? demoSeat : undefined);
}
