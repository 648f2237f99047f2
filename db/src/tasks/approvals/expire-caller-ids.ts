import { mayMove, movesTable, recordEvent, setMove } from '../../callerids/index.ts';
import type { PlatformTx } from '../../connect/index.ts';
import { raiseAlert, resolveAlert } from '../../tenancy/index.ts';
import { haltTasks } from '../halt-tasks.ts';

/** Days before the end of an approval at which its customer is told, and how loud. */
const reminders = [
  { days: 1, level: 'critical' },
  { days: 7, level: 'warning' },
  { days: 30, level: 'info' },
] as const;
/** In one transaction; the rest waits for the next turn. */
const batch = 200;

interface Ending {
  readonly tenantId: string;
  readonly callerIdId: string;
  readonly submission: number;
  readonly approvedUntil: Date;
}

/**
 * Ends approvals whose time is over: history, a word to the customer, and tasks without another number to show are halted. Worked off
 * once each, however many processes do it at once. Answers how many.
 */
export async function expireCallerIds(tx: PlatformTx, at: Date): Promise<number> {
  const ended = await tx.sql<Ending[]>`
    with due as (
      select tenant_id, id, approved_until from caller_ids where state = 'approved' and approved_until <= ${at}
      order by approved_until limit ${batch} for update skip locked
    )
    update caller_ids c set ${setMove(tx)} from due, ${movesTable(tx, 'expire')}
    where (c.tenant_id, c.id) = (due.tenant_id, due.id) and ${mayMove(tx)}
    returning c.tenant_id as "tenantId", c.id as "callerIdId", c.submission, due.approved_until as "approvedUntil"`;
  for (const { tenantId, callerIdId, submission, approvedUntil } of ended) {
    await recordEvent(tx, { tenantId, callerIdId, submission, kind: 'expired', approvedUntil, at });
    const subject = { tenantId, subjectType: 'caller-id', subjectId: callerIdId };
    await resolveAlert(tx, { ...subject, kind: 'caller_id_expiring' });
    await raiseAlert(tx, { ...subject, kind: 'caller_id_expired', level: 'critical' });
    await haltTasks(tx, { tenantId, callerIdId, at, reason: 'caller_id_expired' });
  }
  return ended.length;
}

/** Tells customers of approvals that will end, thirty days, seven days and a day before; each once. Answers how many. */
export async function remindOfExpiry(tx: PlatformTx, at: Date): Promise<number> {
  let told = 0;
  for (const { days, level } of reminders) {
    const ending = await tx.sql<Ending[]>`
      with due as (
        select tenant_id, id from caller_ids
        where state = 'approved' and approved_until > ${at} and approved_until <= ${at}::timestamptz + make_interval(days => ${days})
          and (reminded_days is null or reminded_days > ${days})
        order by approved_until limit ${batch} for update skip locked
      )
      update caller_ids c set reminded_days = ${days} from due where (c.tenant_id, c.id) = (due.tenant_id, due.id)
      returning c.tenant_id as "tenantId", c.id as "callerIdId", c.submission, c.approved_until as "approvedUntil"`;
    for (const { tenantId, callerIdId, approvedUntil } of ending)
      await raiseAlert(tx, {
        ...{ tenantId, kind: 'caller_id_expiring', level, subjectType: 'caller-id', subjectId: callerIdId },
        details: { days, until: approvedUntil.toISOString() },
      });
    told += ending.length;
  }
  return told;
}
