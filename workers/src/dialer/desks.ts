// The parts of a worker, put together.
import type { AdmissionRefusal } from '@yunhu/db/calls';
import type { Database } from '@yunhu/db/connect';
import type { ObjectStore } from '@yunhu/db/objects';
import type { Clock } from '@yunhu/db/time';
import type { Switch } from '../switch/index.ts';
import { AttemptDesk } from './attempt-desk.ts';
import { Beat } from './beat.ts';
import type { Call } from './call.ts';
import { CallDesk } from './call-desk.ts';
import { Dispatcher } from './dispatcher.ts';
import { ExtensionDesk } from './extension-desk.ts';
import { AdmissionBatcher, ExtensionBatcher } from './ledger/index.ts';
import { LimitDesk } from './limit-desk.ts';
import type { Log } from '../log.ts';
import { OriginateDesk } from './originate-desk.ts';
import { Reconciler } from './reconciler.ts';
import { SeatDesk } from './seat-desk.ts';
import { SoundDesk, SoundFolder } from './sounds/index.ts';
import { TargetLeaser } from './target-leaser.ts';
import { TaskBook } from './task-book.ts';
import type { TaskRun } from './task-run.ts';
import { TenantFunds } from './tenant-funds.ts';
import { TrunkDesk } from './trunk-desk.ts';

export interface DesksOptions {
  readonly database: Database;
  readonly switch: Switch;
  readonly clock: Clock;
  readonly log: Log;
  readonly workerId: string;
  readonly slot: string;
  /** Folder of the approved bytes, on the switch's machine, filled from `objects`. */
  readonly audioDir: string;
  /** How much of it is kept, in bytes. */
  readonly audioBytes: number;
  readonly objects: Pick<ObjectStore, 'get'>;
  /** How far ahead money is held for calls that set no end themselves. Seconds. */
  readonly sliceSeconds: number;
  readonly mayDial: () => boolean;
  /** Retries of what the database did not take end. */
  readonly givesUp: () => boolean;
  readonly onRefused: (call: Call, refusal: AdmissionRefusal) => void;
  readonly onSettled: (tenantIds: ReadonlySet<string>) => void;
  /** What is to be played is not what was approved. */
  readonly onSoundChanged: (run: TaskRun) => void;
  readonly onFinished: (run: TaskRun) => void;
}

export interface Desks {
  readonly book: TaskBook;
  readonly seats: SeatDesk;
  readonly sounds: SoundDesk;
  readonly limits: LimitDesk;
  readonly attempts: AttemptDesk;
  readonly calls: CallDesk;
  readonly originate: OriginateDesk;
  readonly leaser: TargetLeaser;
  readonly dispatcher: Dispatcher;
  readonly reconciler: Reconciler;
  readonly beat: Beat;
}

export function makeDesks(options: DesksOptions): Desks {
  const { database, clock, workerId, mayDial } = options;
  const trunks = new TrunkDesk();
  const funds = new TenantFunds();
  const limits = new LimitDesk();
  const book = new TaskBook({ workerId, clock, trunks, funds, limits });
  const seats = new SeatDesk({ ...options, seatsOf: (queueId) => book.seatsOf(queueId) });
  const attempts = new AttemptDesk({
    ...options,
    trunks,
    onFreed: () => dispatcher.wake(),
    onRecorded: (call) => limits.give(call.run.task.tenantId),
  });
  const extensions = new ExtensionDesk({ ...options, extensions: new ExtensionBatcher(database, clock) });
  const sounds = new SoundDesk({
    ...options,
    runs: () => book.runs(),
    folder: new SoundFolder({ ...options, folder: options.audioDir, maxBytes: options.audioBytes }),
    onChanged: options.onSoundChanged,
    onReady: () => dispatcher.wake(),
  });
  const undo = (taken: readonly Call[]): void => void attempts.undo(taken);
  const calls = new CallDesk({
    ...options,
    seats,
    soundOf: (call, sound) => sounds.soundOf(call, sound),
    onConfirmed: (call) => originate.confirm(call.attemptId),
    onNotDialed: (call) => undo([call]),
    onAnswered: (call, at) => attempts.answered(call, at),
    onLasting: (call) => extensions.watch(call),
    onOver: (call, result) => attempts.over(call, result),
  });
  const originate: OriginateDesk = new OriginateDesk({ ...options, dial: (call) => calls.dial(call), undo });
  const leaser = new TargetLeaser({ ...options, trunks, onReady: () => dispatcher.wake() });
  const admission = new AdmissionBatcher(database, clock, { workerId });
  const dispatcher: Dispatcher = new Dispatcher({
    ...options,
    runs: () => book.runs(),
    trunks,
    funds,
    limits,
    sharersOf: (tenantId) => book.sharersOf(tenantId),
    admission,
    originate,
    leaser,
    mayDial,
    onChosen: (call) => attempts.begin(call),
    onUncertain: undo,
    onPoisoned: (call) => void attempts.putOff(call),
  });
  const reconciler = new Reconciler({ ...options, book, calls, attempts, extensions });
  const beat = new Beat({ ...options, book, calls, limits });
  return { book, seats, sounds, limits, attempts, calls, originate, leaser, dispatcher, reconciler, beat };
}
