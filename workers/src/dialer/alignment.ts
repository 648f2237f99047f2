// Dialing needs three things to agree on what calls there are: the record, the switch and this process. Whenever the connection to one
// of the first two breaks, they are compared again before anything is dialed.
import type { Database } from '@yunhu/db/connect';
import { registerWorker, type WorkerRow } from '@yunhu/db/tasks';
import type { Clock } from '@yunhu/db/time';
import type { Switch, SwitchEvent } from '../switch/index.ts';
import { describeError, type Log } from '../log.ts';
import type { Reconciler } from './reconciler.ts';
import { pause } from './retry-transient.ts';
import { SwitchLine } from './switch-line.ts';
import { WorkerLock } from './worker-lock.ts';

export interface AlignmentOptions {
  readonly database: Database;
  readonly switch: Switch;
  readonly clock: Clock;
  readonly log: Log;
  readonly workerId: string;
  readonly slot: string;
  readonly switchReason: string;
  readonly reconciler: Reconciler;
  readonly onEvent: (event: SwitchEvent) => void;
  readonly onAligned: () => void;
  readonly onBroken: () => void;
}

const retryMs = 500;

export class Alignment {
  readonly #options: AlignmentOptions;
  readonly #lock: WorkerLock;
  readonly #line: SwitchLine;
  /** Counts the breaks; a comparison that one came into is not worth anything. */
  #breaks = 0;
  #inStep = false;
  #aligning = false;
  #closed = false;
  #onReplaced: () => void = () => {};
  /** Settles when another controller has taken the switch's application over: nothing can be done here any more. */
  readonly replaced: Promise<void>;

  constructor(options: AlignmentOptions) {
    this.#options = options;
    this.replaced = new Promise((resolve) => (this.#onReplaced = resolve));
    this.#lock = new WorkerLock(options.database, options.workerId);
    this.#line = new SwitchLine({
      ...options,
      onUp: () => void this.#align(),
      onDown: () => this.#break(),
      onReplaced: () => {
        this.#break();
        this.#onReplaced();
      },
    });
  }

  /** All three agree, events flow and the lock is held. */
  get isInStep(): boolean {
    return this.#inStep;
  }

  /** Nobody else may take this worker for dead. */
  get holdsLock(): boolean {
    return this.#lock.isHeld;
  }

  /** Takes the lock by which others know that this worker lives. */
  takeLock(): Promise<void> {
    return this.#lock.take(() => this.#onLockLost());
  }

  /** Makes the worker known and connects to the switch; the rest follows by itself. */
  async begin(): Promise<void> {
    await this.#register();
    void this.#line.connect();
  }

  /** A comparison while everything flows, for what no break explains. */
  async patrol(minAgeMs: number): Promise<void> {
    if (!this.#inStep) return;
    const { reconciler } = this.#options;
    await reconciler.reconcile({ minAgeMs });
    await reconciler.sweep();
    await reconciler.freeSeats();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#inStep = false;
    await this.#line.close();
    await this.#lock.release();
  }

  #break(): void {
    this.#breaks += 1;
    this.#inStep = false;
    this.#options.onBroken();
  }

  #onLockLost(): void {
    this.#options.log.warn('worker.lock-lost');
    this.#break();
    void this.#lock.takeAgain(() => this.#onLockLost()).then(() => this.#align());
  }

  #register(): Promise<void> {
    const { database, workerId: id, slot, switchReason } = this.#options;
    const { kind: switchKind, state: switchState } = this.#options.switch;
    const row: WorkerRow = { id, slot, switchKind, switchState, switchReason };
    return database.withPlatform('register worker', (tx) => registerWorker(tx, row));
  }

  get #canAlign(): boolean {
    return !this.#closed && !this.#inStep && this.#lock.isHeld && this.#options.switch.state === 'up';
  }

  async #align(): Promise<void> {
    if (this.#aligning) return;
    this.#aligning = true;
    while (this.#canAlign) {
      const breaks = this.#breaks;
      const releaseEvents = (): void => {
        if (this.#breaks === breaks) this.#line.release();
      };
      try {
        await this.#register();
        await this.#options.reconciler.reconcile({
          downSince: this.#line.downSince,
          onResynced: releaseEvents,
          endSeen: () => this.#line.endSeen(),
        });
        if (this.#breaks !== breaks) continue;
        releaseEvents();
        this.#inStep = true;
        this.#options.onAligned();
      } catch (error) {
        this.#options.log.warn('worker.not-in-step', { error: describeError(error) });
        await pause(retryMs);
      }
    }
    this.#aligning = false;
  }
}
