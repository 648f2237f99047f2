import type { Clock } from '@yunhu/db/time';
import type { SwitchLogger } from './switch-logger.ts';

export interface AsteriskSwitchOptions {
  /** `http://host:port` of the switch's HTTP server. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** The Stasis application: one a controller and node. Whoever connects with the same name takes over. */
  readonly app: string;
  readonly clock?: Clock;
  readonly logger?: SwitchLogger;
  /** How long `connect` tries. Milliseconds; 10 s by default. */
  readonly connectTimeoutMs?: number;
  /** From a request to its reply. Milliseconds; 10 s by default. */
  readonly requestTimeoutMs?: number;
}
