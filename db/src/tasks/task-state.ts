// The life of a task. The same states stand in the check of the table; a change is one update whose `where` names the states
// it may come from, so two people (or a person and a worker) cannot both win.

/** Where a task may go from each state. */
export const taskTransitions = {
  draft: ['running', 'stopped'],
  running: ['paused', 'stopped', 'finished'],
  paused: ['running', 'stopped'],
  stopped: [],
  finished: [],
} as const satisfies Record<TaskState, readonly TaskState[]>;

export const taskStates = ['draft', 'running', 'paused', 'stopped', 'finished'] as const;
export type TaskState = (typeof taskStates)[number];

/** What a person may ask of a task. Finishing is the worker's. */
export const taskActions = {
  start: { from: ['draft'], to: 'running' },
  pause: { from: ['running'], to: 'paused' },
  resume: { from: ['paused'], to: 'running' },
  stop: { from: ['draft', 'running', 'paused'], to: 'stopped' },
} as const satisfies Record<string, { from: readonly TaskState[]; to: TaskState }>;
export type TaskAction = keyof typeof taskActions;
