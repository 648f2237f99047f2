import type { PlatformTx } from '../connect/index.ts';
import { lockCounters } from './lock-counters.ts';
import type { TaskKey } from './worker-row.ts';

/** What a worker sees of a task right now. */
export interface LiveFigures extends TaskKey {
  readonly ringing: number;
  readonly talking: number;
  readonly waitingForSeat: number;
}

/** Writes the live figures of many tasks at once and tells their pages. */
export async function writeLiveFigures(tx: PlatformTx, figures: readonly LiveFigures[]): Promise<void> {
  await lockCounters(tx, figures);
  await tx.sql`
    with told as (
      update task_counters c set ringing = f.ringing, talking = f.talking, waiting_for_seat = f.waiting_for_seat
      from unnest(${figures.map((f) => f.tenantId)}::uuid[], ${figures.map((f) => f.taskId)}::uuid[], ${figures.map((f) => f.ringing)}::int[],
        ${figures.map((f) => f.talking)}::int[], ${figures.map((f) => f.waitingForSeat)}::int[])
        f (tenant_id, task_id, ringing, talking, waiting_for_seat)
      where (c.tenant_id, c.task_id) = (f.tenant_id, f.task_id)
      returning c.tenant_id, c.task_id
    )
    select pg_notify('task_progress', json_build_object('tenantId', tenant_id, 'taskId', task_id)::text) from told`;
}
