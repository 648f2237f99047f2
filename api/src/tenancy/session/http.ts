import { secondFactorRoutes } from './second-factor-http.ts';
import { openSessionRoutes, staffSessionRoutes } from './sessions-http.ts';
import { ownPasswordRoutes } from './password-http.ts';
import { signInPolicyRoutes } from './sign-in-policy-http.ts';

/** Everything of one's own account beside logging in and out, and what administrators decide about their people's. */
export const accountRoutes = [
  ownPasswordRoutes,
  openSessionRoutes,
  staffSessionRoutes,
  secondFactorRoutes,
  signInPolicyRoutes,
] as const;
