export type { WorkerOptions } from './dialer/index.ts';
export { type Log, silentLog } from './log.ts';
export { type RunningWorker, startWorker } from './start-worker.ts';
