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
export { findDeadWorkers, forgetWorkers, workerApplicationName } from './find-dead-workers.ts';
export { claimTasks, releaseTasks } from './claim-tasks.ts';
export {
  type ChainStep,
  type DialingTask,
  loadDialingTasks,
  type TaskAudio,
  type TaskQueue,
} from './load-dialing-tasks.ts';
export { type LeasedTarget, leaseTargets } from './lease-targets.ts';
export { returnLostTargets, returnTargets } from './return-targets.ts';
export { type Skip, skipTargets } from './skip-targets.ts';
export { explainTask, finishTask, haltTask } from './finish-task.ts';
export { type LiveFigures, writeLiveFigures } from './write-live-figures.ts';
