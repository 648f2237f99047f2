import type { Clock } from '@yunhu/db/time';
import type { SSEStreamingApi } from 'hono/streaming';
import type { Watcher } from './change-hub.ts';

const pingMs = 15_000;

export interface ChangeSource<Told extends object> {
  /** How it looks to its viewer now; undefined when he may not see it any more. */
  readonly read: () => Promise<Told | undefined>;
  /** How long to wait for a change after this was told; within it a revoked session or a disabled tenant loses its streams. Milliseconds. */
  readonly idleMs: (told: Told) => number;
  /** After this nothing changes any more: the stream ends by itself. */
  readonly isLast?: (told: Told) => boolean;
  readonly watcher: Watcher;
  readonly clock: Clock;
}

/** Writes `progress` at once and on each change, `ping` when all is quiet; ends with the watcher or the viewer's right to see. */
export async function tellChanges<Told extends object>(
  stream: SSEStreamingApi,
  { read, idleMs, isLast, watcher, clock }: ChangeSource<Told>,
): Promise<void> {
  stream.onAbort(() => watcher.close());
  let told = '';
  let toldMs = 0;
  let pauseMs = 0;
  while (await watcher.nextTurn(pauseMs)) {
    const progress = await read();
    if (progress === undefined) return;
    pauseMs = idleMs(progress);
    const now = JSON.stringify(progress);
    const at = clock.now().toISOString();
    if (now !== told) await stream.writeSSE({ event: 'progress', data: JSON.stringify({ ...progress, at }) });
    else if (clock.nowMs() - toldMs >= pingMs) await stream.writeSSE({ event: 'ping', data: at });
    else continue;
    told = now;
    toldMs = clock.nowMs();
    if (isLast?.(progress) === true) return;
  }
}
