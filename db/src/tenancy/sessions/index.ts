export {
  type AttemptCount,
  type AttemptWindow,
  countAttempts,
  findLoginAddresses,
  forgetAttempts,
  readAttempts,
  takeAttemptsBack,
} from './count-attempts.ts';
export { createSession, type NewSession } from './create-session.ts';
export { type EndReason, endSessions, type SessionsEnd, type WhoseSessions } from './end-sessions.ts';
export { findLogin, findLoginOf, type Login } from './find-login.ts';
export { findSession, type LiveSession, readSession, type SessionDuty } from './find-session.ts';
export { forgetSessions } from './forget-sessions.ts';
export { dismissReplayNotices, findReplayNotice, listSessions, type SessionView } from './list-sessions.ts';
export { changeOwnPassword, type Credentials, findCredentials } from './own-password.ts';
export { getSignInPolicy, removeSecondFactorOf, setSignInPolicy, type SignInPolicy } from './sign-in-policy.ts';
export { type Refresh, type RefreshResult, refreshSession } from './refresh-session.ts';
export { readSecondFactor, type SecondFactorStand } from './read-second-factor.ts';
export { type Revocation, revokeSession, revokeSessions } from './revoke-session.ts';
export {
  beginSecondFactor,
  confirmSecondFactor,
  lockSecondFactor,
  type Person,
  removeSecondFactor,
  replaceRecoveryCodes,
  type SecondFactor,
  takeRecoveryCode,
  takeStep,
} from './second-factor.ts';
