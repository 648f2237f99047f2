import {
  attemptGraceSeconds,
  extendHolds,
  type Extension,
  type ExtensionRequest,
  maxExtensionBatch,
} from '@yunhu/db/calls';
import type { Database } from '@yunhu/db/connect';
import type { Clock } from '@yunhu/db/time';
import { GroupCommit } from './group-commit.ts';

/** A call may wait so long for others that want to last longer, too. Milliseconds. */
const defaultLingerMs = 25;

/** Lets the calls of a worker last longer, in common transactions. */
export class ExtensionBatcher {
  readonly #commits: GroupCommit<ExtensionRequest, Extension | undefined>;

  constructor(database: Database, clock: Clock, lingerMs: number = defaultLingerMs) {
    this.#commits = new GroupCommit<ExtensionRequest, Extension | undefined>(
      async (calls) => {
        const at = clock.now();
        const longest = Math.max(...calls.map((call) => call.wantedSeconds));
        const holdExpiresAt = new Date(at.getTime() + (longest + attemptGraceSeconds) * 1000);
        const granted = await database.withPlatform('extend holds', (tx) =>
          extendHolds(tx, { at, holdExpiresAt, calls }),
        );
        return calls.map((call) => granted.get(call.attemptId));
      },
      { maxBatch: maxExtensionBatch, lingerMs },
    );
  }

  /**
   * Resolves, once committed, with the second that the call is authorised to now; undefined where it is over. Rejects when the
   * transaction failed: then it is as before, or, where the connection broke during the commit, longer.
   */
  extend(request: ExtensionRequest): Promise<Extension | undefined> {
    return this.#commits.submit(request);
  }
}
