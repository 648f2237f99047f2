import {
  admitAttempts,
  type AdmissionRefusal,
  type AdmissionRequest,
  attemptGraceSeconds,
  maxAdmissionBatch,
} from '@yunhu/db/calls';
import type { Database } from '@yunhu/db/connect';
import type { Clock } from '@yunhu/db/time';
import { GroupCommit } from './group-commit.ts';

export interface AdmissionOptions {
  readonly workerId: string;
  /** How long a hold lives beyond its authorised seconds before the sweeper may look at it. */
  readonly holdGraceSeconds?: number;
  readonly lingerMs?: number;
}

/** Rates that are known to be frozen; beyond so many they are looked for again. */
const maxRemembered = 200_000;

/** Admits the attempts of all tasks of a worker in common transactions. */
export class AdmissionBatcher {
  readonly #commits: GroupCommit<AdmissionRequest, AdmissionRefusal | undefined>;
  /** Rates that this process has seen frozen, in a transaction that was committed. */
  readonly #frozen = new Set<string>();

  constructor(database: Database, clock: Clock, options: AdmissionOptions) {
    const graceSeconds = options.holdGraceSeconds ?? attemptGraceSeconds;
    this.#commits = new GroupCommit<AdmissionRequest, AdmissionRefusal | undefined>(
      async (calls) => {
        const at = clock.now();
        const longest = Math.max(...calls.map((call) => call.authorisedSeconds));
        const holdExpiresAt = new Date(at.getTime() + (longest + graceSeconds) * 1000);
        const batch = { workerId: options.workerId, at, holdExpiresAt, calls, frozen: this.#frozen };
        const refusals = await database.withPlatform('admit attempts', (tx) => admitAttempts(tx, batch));
        this.#remember(calls);
        return calls.map((call) => refusals.get(call.attemptId));
      },
      { maxBatch: maxAdmissionBatch, lingerMs: options.lingerMs ?? 0 },
    );
  }

  get pending(): number {
    return this.#commits.pending;
  }

  /**
   * Resolves, once committed, with why each request was refused, or undefined where it was admitted. Rejects when the transaction
   * failed: then none of them was admitted, unless the connection broke during the commit, which recovery finds out.
   */
  admit(requests: readonly AdmissionRequest[]): Promise<(AdmissionRefusal | undefined)[]> {
    return Promise.all(requests.map((request) => this.#commits.submit(request)));
  }

  #remember(calls: readonly AdmissionRequest[]): void {
    if (this.#frozen.size > maxRemembered) this.#frozen.clear();
    for (const { levels } of calls) for (const { rate } of levels) this.#frozen.add(rate.id);
  }
}
