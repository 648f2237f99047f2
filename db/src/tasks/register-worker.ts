import type { PlatformTx } from '../connect/index.ts';
import type { WorkerRow } from './worker-row.ts';

/** Makes a worker known before it claims anything. It must hold the lock of its id by then, or it counts as dead. */
export async function registerWorker(tx: PlatformTx, worker: WorkerRow): Promise<void> {
  await tx.sql`
    insert into workers (id, slot, started_at, heartbeat_at, switch_kind, switch_state, switch_reason)
      values (${worker.id}, ${worker.slot}, now(), now(), ${worker.switchKind}, ${worker.switchState}, ${worker.switchReason})
      on conflict (id) do update set heartbeat_at = now(), switch_state = excluded.switch_state`;
}
