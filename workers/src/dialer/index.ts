export { beginCall, stepCall } from './call-flow.ts';
export type {
  CallEffect,
  CallInput,
  CallPhase,
  CallPlan,
  CallResult,
  CallState,
  CallStep,
  CallTimer,
  SeatLegRecord,
} from './call-flow-types.ts';
export { type CallOutcome, classifyEnd, type FailureReason } from './classify-end.ts';
export { leaseSeconds } from './beat.ts';
export { uuidv7 } from './uuidv7.ts';
export { Worker } from './worker.ts';
export type { WorkerOptions } from './worker-options.ts';
