import type { Actor, PlatformTx, TenantTx } from '../connect/index.ts';
import type { CallerIdEventKind, CallerIdState } from './caller-id-state.ts';

/** What a decision changed, so that it can be taken back. */
export interface StandBefore {
  readonly state: CallerIdState;
  readonly renewing: boolean;
  readonly approvedUntil: string | null;
}

export interface NewEvent {
  readonly tenantId: string;
  readonly callerIdId: string;
  readonly submission: number;
  readonly kind: CallerIdEventKind;
  readonly at: Date;
  readonly reason?: string;
  readonly approvedUntil?: Date | null;
  readonly before?: StandBefore;
  /** Nobody where time did it. */
  readonly actor?: Actor | undefined;
}

/** Adds to the history of a caller ID, in the transaction of the change. The person is kept by the name that they have now. */
export async function recordEvent(tx: TenantTx | PlatformTx, event: NewEvent): Promise<void> {
  const { actor } = event;
  await tx.sql`
    insert into caller_id_events (tenant_id, caller_id_id, submission, kind, reason, approved_until, before, actor_tenant_id, actor_staff_id,
      actor_name, at)
    values (${event.tenantId}, ${event.callerIdId}, ${event.submission}, ${event.kind}, ${event.reason ?? ''}, ${event.approvedUntil ?? null},
      ${event.before === undefined ? null : JSON.stringify(event.before)}::jsonb, ${actor?.tenantId ?? null}, ${actor?.staffId ?? null},
      (select s.name from staff s where (s.tenant_id, s.id) = (${actor?.tenantId ?? null}::uuid, ${actor?.staffId ?? null}::uuid)), ${event.at})`;
}
