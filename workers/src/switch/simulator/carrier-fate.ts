/** What the simulated carrier does with a call; the demo carrier behind Asterisk follows the same rule. */
export type CarrierFate =
  | {
      readonly kind: 'answers';
      /** Ringing before the answer, milliseconds. */
      readonly ringMs: number;
      /** The key the callee presses one second after the answer. */
      readonly presses: '1' | '9' | null;
      /** The callee hangs up this long after the answer; null: never by itself. Milliseconds. */
      readonly hangsUpAfterMs: number | null;
    }
  | { readonly kind: 'fails'; readonly cause: number; readonly sipStatus: number }
  /** Rings until the caller's own ring time-out. */
  | { readonly kind: 'rings' };

const notFound: CarrierFate = { kind: 'fails', cause: 1, sipStatus: 404 };

const fateByLastDigit: Readonly<Record<string, CarrierFate>> = {
  '3': notFound,
  '4': { kind: 'fails', cause: 34, sipStatus: 503 },
  '5': { kind: 'rings' },
  '8': { kind: 'fails', cause: 17, sipStatus: 486 },
};

const keyBySecondLastDigit: Readonly<Record<string, '1' | '9'>> = { '1': '1', '9': '9' };

/**
 * The carrier's rule by the dialed number; anything but digits in it is ignored. Last digit 3 is 404, 4 is 503, 8 is 486, 5
 * rings for ever, every other answers after 1 + (sum of the digits mod 3) seconds of ringing; the answered callee presses
 * what the second-last digit says (1 or 9, else nothing). A "number" without digits is not found.
 */
export function carrierFate(number: string): CarrierFate {
  const digits = [...number].filter((character) => character >= '0' && character <= '9');
  const last = digits.at(-1);
  if (last === undefined) return notFound;
  const fixed = fateByLastDigit[last];
  if (fixed !== undefined) return fixed;
  const sum = digits.reduce((total, digit) => total + Number(digit), 0);
  const presses = keyBySecondLastDigit[digits.at(-2) ?? ''] ?? null;
  return { kind: 'answers', ringMs: (1 + (sum % 3)) * 1_000, presses, hangsUpAfterMs: null };
}
