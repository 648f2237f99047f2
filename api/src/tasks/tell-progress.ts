import type { Clock } from '@yunhu/db/time';
import type { SSEStreamingApi } from 'hono/streaming';
import type { TaskWatcher } from './progress-hub.ts';
import type { TaskProgress } from './schemas.ts';

/** A page looks this often without being told to; within it a revoked session or a disabled tenant loses its streams. */
const idleMs = 4000;
/** Of a running task: its calls per second change also when nothing else does. */
const runningIdleMs = 2000;
const pingMs = 15_000;

export interface ProgressSource {
  /** The task as its viewer sees it now; undefined when he may not see it any more. */
  readonly read: () => Promise<Omit<TaskProgress, 'at'> | undefined>;
  readonly watcher: TaskWatcher;
  readonly clock: Clock;
}

/** Writes `progress` at once and on each change, `ping` when all is quiet; ends with the watcher or the viewer's right to see. */
export async function tellProgress(stream: SSEStreamingApi, { read, watcher, clock }: ProgressSource): Promise<void> {
  stream.onAbort(() => watcher.close());
  let told = '';
  let toldMs = 0;
  let running = false;
  while (await watcher.nextTurn(running ? runningIdleMs : idleMs)) {
    const progress = await read();
    if (progress === undefined) return;
    running = progress.task.state === 'running';
    const now = JSON.stringify(progress);
    const at = clock.now().toISOString();
    if (now !== told) await stream.writeSSE({ event: 'progress', data: JSON.stringify({ ...progress, at }) });
    else if (clock.nowMs() - toldMs >= pingMs) await stream.writeSSE({ event: 'ping', data: at });
    else continue;
    told = now;
    toldMs = clock.nowMs();
  }
}
