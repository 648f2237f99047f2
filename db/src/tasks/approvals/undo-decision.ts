import {
  type DecisionOutcome,
  isApprovedElsewhere,
  lockCallerId,
  recordEvent,
  standAfter,
  type StandBefore,
  standOf,
} from '../../callerids/index.ts';
import type { Actor, PlatformTx } from '../../connect/index.ts';
import { raiseAlert, writeAudit } from '../../tenancy/index.ts';
import { haltTasks } from '../halt-tasks.ts';

/** So long after a decision whoever made it can take it back. */
const undoMinutes = 10;
/** What a decision is called in the history. */
const verbs = { approved: 'approve', rejected: 'reject', revoked: 'revoke' } as const;

/**
 * Takes the last decision about a caller ID back, for who made it, within ten minutes: it stands as before. Tasks that show a number
 * that is not approved any more are halted. A revoked number that another customer was given since stays revoked (`approved_elsewhere`).
 */
export async function undoDecision(
  tx: PlatformTx,
  actor: Actor,
  callerIdId: string,
  at: Date,
): Promise<DecisionOutcome> {
  const row = await lockCallerId(tx, callerIdId);
  if (row === undefined) return 'not_found';
  const { tenantId, submission } = row;
  const [last] = await tx.sql<{ kind: string; staffId: string | null; at: Date; before: StandBefore | null }[]>`
    select kind, actor_staff_id as "staffId", at, before from caller_id_events
    where tenant_id = ${tenantId} and caller_id_id = ${callerIdId} order by at desc, id desc limit 1`;
  const isOurs = last?.staffId !== null && last?.staffId === actor.staffId;
  const inTime = last !== undefined && at.getTime() - last.at.getTime() <= undoMinutes * 60_000;
  const before = last?.before ?? null;
  if (last === undefined || before === null || !isOurs || !inTime) return 'decided_already';
  // Only what leads from there to here is taken back.
  if (!isDecision(last.kind) || standAfter(verbs[last.kind], standOf(before)) !== standOf(row))
    return 'decided_already';
  const { state, renewing, approvedUntil } = before;
  // Somebody else may have been given the number since it was revoked.
  if (state === 'approved' && row.state !== 'approved' && (await isApprovedElsewhere(tx, row, at)))
    return 'approved_elsewhere';
  await tx.sql`
    update caller_ids set state = ${state}, renewing = ${renewing}, approved_until = ${approvedUntil}::text::timestamptz, decided_at = null, reason = ''
    where tenant_id = ${tenantId} and id = ${callerIdId}`;
  await recordEvent(tx, { tenantId, callerIdId, submission, kind: 'undone', at, actor });
  const subject = { tenantId, subjectType: 'caller-id', subjectId: callerIdId } as const;
  await writeAudit(tx, actor, { ...subject, action: 'caller-id.undo', details: { undone: last.kind } });
  await raiseAlert(tx, { ...subject, kind: 'caller_id_decided', level: 'info', details: { decision: 'undone' } });
  if (state !== 'approved') await haltTasks(tx, { tenantId, callerIdId, at, reason: 'caller_id_revoked', actor });
  return 'decided';
}

function isDecision(kind: string): kind is keyof typeof verbs {
  return Object.hasOwn(verbs, kind);
}
