export {
  type AdmissionBatch,
  type AdmissionRefusal,
  type AdmissionRequest,
  admitAttempts,
  maxAdmissionBatch,
} from './admit-attempts.ts';
export {
  type AttemptResult,
  type FinishedAttempt,
  finishAttempts,
  maxFinishBatch,
  type SeatLeg,
} from './finish-attempts.ts';
export { type AttemptKey, markAnswered, markOriginating, undoAttempts } from './mark-attempts.ts';
export { findOpenAttempts, type OpenAttempt, takeOverAttempts } from './find-open-attempts.ts';
export { findExpiredAttempts } from './sweep-holds.ts';
