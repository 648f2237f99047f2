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
