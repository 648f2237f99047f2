export {
  type FlowDefinition,
  type FlowDefinitionInput,
  flowDefinition,
  flowKeys,
  keyActions,
  parseFlowDefinition,
} from './flow-definition.ts';
export { type TaskAction, type TaskState, taskActions, taskStates, taskTransitions } from './task-state.ts';
export {
  callResults,
  flowVersions,
  flows,
  listImports,
  targetStates,
  targets,
  taskCounters,
  tasks,
  workers,
} from './tables.ts';
export { type TaskKey, type WorkerRow } from './worker-row.ts';
export { registerWorker } from './register-worker.ts';
export { beatWorker } from './beat-worker.ts';
export { findDeadWorkers, forgetWorkers, type KnownWorkers, workerApplicationName } from './find-dead-workers.ts';
export { claimTasks, releaseTasks } from './claim-tasks.ts';
export {
  type ChainStep,
  type DialingTask,
  loadDialingTasks,
  type TaskAudio,
  type TaskCallerId,
  type TaskQueue,
} from './load-dialing-tasks.ts';
export { type LeasedTarget, leaseTargets } from './lease-targets.ts';
export { returnLostTargets, returnTargets } from './return-targets.ts';
export { type Skip, skipTargets } from './skip-targets.ts';
export { explainTask, finishTask, haltTask } from './finish-task.ts';
export { revokeAudio } from './revoke-audio.ts';
export {
  type Approval,
  type ApprovalFilter,
  type ApprovalKind,
  type ApprovalState,
  countApprovals,
  listApprovals,
} from './approvals/list-approvals.ts';
export { expireCallerIds, remindOfExpiry } from './approvals/expire-caller-ids.ts';
export { revokeCallerId } from './approvals/revoke-caller-id.ts';
export { undoDecision } from './approvals/undo-decision.ts';
export { type HaltReason, haltTasks, type TaskHalt } from './halt-tasks.ts';
export { setTenantState, type TenantStateChange } from './set-tenant-state.ts';
export { type LiveFigures, writeLiveFigures } from './write-live-figures.ts';
export { changeTaskState } from './change-task-state.ts';
export { lockCounters } from './lock-counters.ts';
export { changeFlow, retireFlow } from './change-flow.ts';
export { createFlow, type NewFlow } from './create-flow.ts';
export { retireQueue } from './retire-queue.ts';
export { createTask, type NewTask } from './create-task.ts';
export { getSwitchStatus, type SwitchStatus } from './get-switch-status.ts';
export { getTask } from './get-task.ts';
export { type ListedFlow, listFlows } from './list-flows.ts';
export { listListImports } from './list-list-imports.ts';
export { listTargets, type TargetFilter, type TargetSearch } from './list-targets.ts';
export { listTasks, type TaskFilter } from './list-tasks.ts';
export { selectTargets, type TargetView } from './select-targets.ts';
export { type TaskView } from './select-tasks.ts';
export { maxListBytes } from './import-list/decode-lines.ts';
export {
  maxListNumbers,
  type NumberList,
  readList,
  type ReadListOptions,
  type RejectedLine,
  type RejectReason,
} from './import-list/read-list.ts';
export { importList, type ImportListInput, type ListReport } from './import-list/import-list.ts';
