import type { RatedLevel } from '@yunhu/db/billing';
import type { AttemptKey } from '@yunhu/db/calls';
import { beginCall } from './call-flow.ts';
import type { CallState, CallTimer } from './call-flow-types.ts';
import type { TaskRun } from './task-run.ts';

export interface CallInit {
  readonly attemptId: string;
  readonly run: TaskRun;
  readonly targetId: string;
  /** E.164. */
  readonly number: string;
  readonly attemptNo: number;
  /** What is shown to the callee, in E.164. */
  readonly callerIdId: string;
  readonly callerNumber: string;
  readonly trunkTenantId: string;
  readonly trunkId: string;
  readonly authorisedSeconds: number;
  /** The rates that it was admitted and is settled at, customer first. */
  readonly levels: readonly RatedLevel[];
}

/** One attempt in this process, from its admission until its outcome is handed to the settler. */
export class Call {
  readonly attemptId: string;
  readonly run: TaskRun;
  readonly targetId: string;
  readonly number: string;
  readonly attemptNo: number;
  readonly callerIdId: string;
  readonly callerNumber: string;
  readonly trunkTenantId: string;
  readonly trunkId: string;
  /** Grows while the call lasts, with its hold. */
  authorisedSeconds: number;
  /** More was asked for and not granted, so that the money ends it at its authorised second. */
  moneyEnds = false;
  /** Its tenant was disabled while it lasted, so that it was hung up. */
  tenantDisabled = false;
  /** The switch was told another cut than that of the originate. */
  cutMoved = false;
  readonly levels: readonly RatedLevel[];
  /** What goes to the switch; unset for a call that was taken over. */
  dial: { readonly trunk: string; readonly number: string; readonly callerId: string } | undefined;
  originatedAt: Date | undefined;
  state: CallState;
  /** The switch said that it has the channel. */
  confirmed = false;
  /** It was answered while nobody was there, and ended. */
  interrupted = false;
  /** Channels of the seats that were rung, by leg. */
  readonly seatChannels = new Map<number, string>();
  /** Channels whose originate the switch has not answered yet: whether they are there cannot be told. */
  readonly awaited = new Set<string>();
  readonly timers = new Map<CallTimer, () => void>();
  /** Takes back the next asking for more seconds. */
  cancelExtension: (() => void) | undefined;

  constructor(init: CallInit) {
    this.attemptId = init.attemptId;
    this.run = init.run;
    this.targetId = init.targetId;
    this.number = init.number;
    this.attemptNo = init.attemptNo;
    this.callerIdId = init.callerIdId;
    this.callerNumber = init.callerNumber;
    this.trunkTenantId = init.trunkTenantId;
    this.trunkId = init.trunkId;
    this.authorisedSeconds = init.authorisedSeconds;
    this.levels = init.levels;
    this.state = beginCall(init.run.callPlan);
  }

  get key(): AttemptKey {
    return { tenantId: this.run.task.tenantId, attemptId: this.attemptId };
  }
}
