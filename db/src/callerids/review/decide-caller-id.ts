import type { Actor, PlatformTx } from '../../connect/index.ts';
import { raiseAlert, resolveAlert, writeAudit } from '../../tenancy/index.ts';
import { moveCallerId, standAfter, standOf, type StandRow } from '../move-caller-id.ts';
import { recordEvent, type StandBefore } from '../record-event.ts';

export interface Decision {
  readonly callerIdId: string;
  /** What was looked at: a number that was submitted anew since is not decided by this. */
  readonly submission: number;
  readonly verdict: 'approve' | 'reject';
  /** To the customer; needed for a rejection. */
  readonly reason: string;
  /** Of an approval; null for a rejection. */
  readonly approvedUntil: Date | null;
  /** Approves although it is approved for somebody else. */
  readonly evenIfShared: boolean;
}

/** `decided_already`: by somebody else, or it was submitted anew. `approved_elsewhere`: and nobody said to approve it all the same. */
export type DecisionOutcome = 'decided' | 'decided_already' | 'approved_elsewhere' | 'not_found';

export interface CallerIdRow extends StandRow {
  readonly tenantId: string;
  readonly number: string;
  readonly submission: number;
  readonly approvedUntil: string | null;
}

/** Locks a caller ID for a change of its state; undefined where there is none. Who decides about one number of two customers takes turns. */
export async function lockCallerId(tx: PlatformTx, callerIdId: string): Promise<CallerIdRow | undefined> {
  await tx.sql`
    select pg_advisory_xact_lock(hashtextextended('caller id ' || number, 0)) from caller_ids where id = ${callerIdId}`;
  const [row] = await tx.sql<CallerIdRow[]>`
    select tenant_id as "tenantId", number, state, renewing, submission, approved_until::text as "approvedUntil"
    from caller_ids where id = ${callerIdId} for update`;
  return row;
}

/** What a decision about it changes. */
export function keepBefore({ state, renewing, approvedUntil }: CallerIdRow): StandBefore {
  return { state, renewing, approvedUntil };
}

/**
 * Approves or rejects one submission, writes its history and tells the customer. Of two reviewers the first one decides. A rejected
 * submission for the time after an approval leaves that as it is.
 */
export async function decideCallerId(
  tx: PlatformTx,
  actor: Actor,
  decision: Decision,
  at: Date,
): Promise<DecisionOutcome> {
  const { callerIdId, verdict, reason } = decision;
  const row = await lockCallerId(tx, callerIdId);
  if (row === undefined) return 'not_found';
  if (standAfter(verdict, standOf(row)) === undefined || row.submission !== decision.submission)
    return 'decided_already';
  if (verdict === 'approve' && !decision.evenIfShared && (await isApprovedElsewhere(tx, row, at)))
    return 'approved_elsewhere';
  const { approvedUntil } = decision;
  const moved = await moveCallerId(tx, verdict, {
    ...{ tenantId: row.tenantId, callerIdId },
    also: tx.sql`decided_at = ${at}, reason = ${reason}
      ${verdict === 'approve' ? tx.sql`, approved_until = ${approvedUntil}, reminded_days = null` : tx.sql``}`,
  });
  if (!moved) return 'decided_already';
  await note(tx, actor, { decision, row, at });
  return 'decided';
}

/** Whether another customer may show the same number. */
export async function isApprovedElsewhere(
  { sql }: PlatformTx,
  { tenantId, number }: CallerIdRow,
  at: Date,
): Promise<boolean> {
  const found = await sql`
    select from caller_ids where number = ${number} and tenant_id <> ${tenantId} and state = 'approved' and approved_until > ${at} limit 1`;
  return found.length > 0;
}

async function note(
  tx: PlatformTx,
  actor: Actor,
  { decision, row, at }: { readonly decision: Decision; readonly row: CallerIdRow; readonly at: Date },
): Promise<void> {
  const { callerIdId, verdict, reason, submission, approvedUntil } = decision;
  const { tenantId } = row;
  const kind = verdict === 'approve' ? 'approved' : 'rejected';
  await recordEvent(tx, {
    ...{ tenantId, callerIdId, submission, kind, reason, at, actor, before: keepBefore(row) },
    approvedUntil: verdict === 'approve' ? approvedUntil : null,
  });
  await writeAudit(tx, actor, {
    ...{ tenantId, action: `caller-id.${verdict}`, subjectType: 'caller-id', subjectId: callerIdId },
    details: { submission, reason, ...(approvedUntil === null ? {} : { approvedUntil: approvedUntil.toISOString() }) },
  });
  const subject = { tenantId, subjectType: 'caller-id', subjectId: callerIdId };
  await raiseAlert(tx, {
    ...{ ...subject, kind: 'caller_id_decided', level: verdict === 'approve' ? 'info' : 'warning' },
    details: { decision: kind },
  });
  if (verdict === 'approve') await resolveAlert(tx, { ...subject, kind: 'caller_id_expiring' });
}
