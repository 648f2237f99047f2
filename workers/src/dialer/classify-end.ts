/**
 * Why a call failed: the number is none, the way to it is broken, the other side will not have it, or it was answered while nobody
 * was there to speak, and the switch ended it.
 */
export type FailureReason = 'invalid_number' | 'network' | 'rejected' | 'interrupted';

/** What a call came to. `rang` tells a phone that nobody took from a carrier that never said it rings. */
export type CallOutcome =
  | { readonly result: 'answered' }
  | { readonly result: 'busy' }
  | { readonly result: 'no_answer'; readonly rang: boolean }
  | { readonly result: 'failed'; readonly reason: FailureReason; readonly sipStatus?: number }
  /** Nobody can tell whether it was answered: the switch or this process was lost meanwhile. */
  | { readonly result: 'unknown' };

type Verdict = 'busy' | 'no_answer' | FailureReason;

/** RFC 3261 §21 (607 and 608: RFC 8197, RFC 8688); a status that is not named here means the network. */
const verdictBySipStatus: Readonly<Record<number, Verdict>> = {
  403: 'rejected',
  404: 'invalid_number',
  408: 'no_answer',
  410: 'invalid_number',
  416: 'invalid_number',
  433: 'rejected',
  480: 'no_answer',
  484: 'invalid_number',
  485: 'invalid_number',
  486: 'busy',
  487: 'no_answer',
  600: 'busy',
  603: 'rejected',
  604: 'invalid_number',
  607: 'rejected',
  608: 'rejected',
};

/** ITU-T Q.850 table 1; a cause that is not named here means the network. 16 unanswered: we took the call back ourselves. */
const verdictByCause: Readonly<Record<number, Verdict>> = {
  1: 'invalid_number',
  16: 'no_answer',
  17: 'busy',
  18: 'no_answer',
  19: 'no_answer',
  21: 'rejected',
  22: 'invalid_number',
  28: 'invalid_number',
};

/**
 * What an ended channel means. The SIP status decides where there is one, because several of them share one Q.850 cause; the
 * switch puts a synthetic 480 on its own ring time-out. `sawRinging`: a 180 or 183 came.
 */
export function classifyEnd(
  cause: number | undefined,
  sipStatus: number | undefined,
  answered: boolean,
  sawRinging: boolean,
): CallOutcome {
  if (answered) return { result: 'answered' };
  const known = sipStatus === undefined ? verdictByCause[cause ?? 0] : verdictBySipStatus[sipStatus];
  const verdict = known ?? 'network';
  if (verdict === 'busy') return { result: 'busy' };
  if (verdict === 'no_answer') return { result: 'no_answer', rang: sawRinging };
  return { result: 'failed', reason: verdict, ...(sipStatus === undefined ? {} : { sipStatus }) };
}
