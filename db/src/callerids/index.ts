export { createCallerId } from './create-caller-id.ts';
export { listCallerIds } from './list-caller-ids.ts';
export { callerIds } from './tables.ts';
