import type { TenantTx } from '../connect/index.ts';

export interface SwitchStatus {
  readonly kind: 'asterisk' | 'simulator';
  readonly state: 'up' | 'down';
  /** Why this switch, or why it is down; empty when there is nothing to say. */
  readonly reason: string;
}

/** A worker that has not been heard of for so long is not there. */
const heartbeatLimitSeconds = 10;

/** The switch as the workers last saw it; up when at least one living worker is connected to it. */
export async function getSwitchStatus(tx: TenantTx, at: Date): Promise<SwitchStatus> {
  const [worker] = await tx.sql<{ kind: SwitchStatus['kind']; state: string; reason: string; alive: boolean }[]>`
    select switch_kind as kind, switch_state as state, switch_reason as reason,
      heartbeat_at > ${at}::timestamptz - make_interval(secs => ${heartbeatLimitSeconds}) as alive
    from workers order by 4 desc, switch_state = 'up' desc, heartbeat_at desc limit 1`;
  if (worker === undefined) return { kind: 'simulator', state: 'down', reason: 'no worker has run yet' };
  const { kind, reason } = worker;
  if (!worker.alive) return { kind, state: 'down', reason: 'no worker is running' };
  return worker.state === 'up'
    ? { kind, state: 'up', reason }
    : { kind, state: 'down', reason: reason || worker.state };
}
