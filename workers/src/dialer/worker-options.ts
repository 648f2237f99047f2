import type { Database } from '@yunhu/db/connect';
import type { ObjectStore } from '@yunhu/db/objects';
import type { Clock } from '@yunhu/db/time';
import type { Log } from '../log.ts';
import type { Switch } from '../switch/index.ts';

export interface WorkerOptions {
  readonly database: Database;
  readonly switch: Switch;
  readonly clock: Clock;
  readonly log: Log;
  /** A uuid of this process's own. */
  readonly workerId: string;
  /** The place it fills; what an earlier process of the slot left behind is taken up. */
  readonly slot: string;
  /** One line for people about the switch. */
  readonly switchReason: string;
  /** The approved sounds on the switch's machine, seen under the same path by the switch. */
  readonly audioDir: string;
  /** How many bytes of them are kept; two gigabytes when absent. */
  readonly audioBytes?: number;
  /** Where they come from. */
  readonly objects: Pick<ObjectStore, 'get'>;
  /** How far ahead money is held for calls that set no end themselves. Seconds; three minutes when absent. */
  readonly sliceSeconds?: number;
}
