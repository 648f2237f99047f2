export {
  type AttemptCount,
  type AttemptWindow,
  countAttempts,
  findLoginAddresses,
  forgetAttempts,
  readAttempts,
  takeAttemptsBack,
} from './count-attempts.ts';
export { forgetSessions } from './forget-sessions.ts';
export { dismissReplayNotices, findReplayNotice, listSessions, type SessionView } from './list-sessions.ts';
export { changeOwnPassword, type Credentials, findCredentials } from './own-password.ts';
export { getSignInPolicy, removeSecondFactorOf, setSignInPolicy, type SignInPolicy } from './sign-in-policy.ts';
export { type Refresh, type RefreshResult, refreshSession } from './refresh-session.ts';
export { readSecondFactor, type SecondFactorStand } from './read-second-factor.ts';
export { readSecondFactor, type SecondFactorStand } from './read-second-factor.ts';
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
