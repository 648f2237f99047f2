import type { PlatformTx } from '../../connect/index.ts';
import { writeAudit } from '../record-audit.ts';
import { type DomainCheckResult, verify } from './domains.ts';

export interface DueDomain {
  readonly tenantId: string;
  readonly domain: string;
  readonly token: string;
}

/** A claim that nobody proves is asked for less and less, and once a day in the end. Minutes after the n-th check. */
const minutesAfter = [1, 1, 2, 5, 10, 30, 60, 180, 720, 1_440];
/** A claim is looked after for so long; then somebody has to ask. */
const days = 30;

/**
 * Takes claims whose DNS is to be asked now, so that no other process asks them at the same time; the next time is set already, should
 * this process die.
 */
export async function takeDueDomains({ sql }: PlatformTx, at: Date, atMost: number): Promise<DueDomain[]> {
  return sql<DueDomain[]>`
    with due as (
      select tenant_id from tenant_domains
      where state = 'waiting' and next_check_at <= ${at} and created_at > ${at}::timestamptz - make_interval(days => ${days})
      order by next_check_at limit ${atMost} for update skip locked
    )
    update tenant_domains d
    set checks = d.checks + 1, next_check_at = ${at}::timestamptz + make_interval(mins =>
      (${minutesAfter}::integer[])[least(d.checks + 1, ${minutesAfter.length})])
    from due where d.tenant_id = due.tenant_id
    returning d.tenant_id as "tenantId", d.domain, d.token`;
}

/** Writes what a check found. Changes nothing where the claim is another one by now. */
export async function noteDomainCheck(
  tx: PlatformTx,
  { tenantId, token, domain }: DueDomain,
  found: 'verified' | Exclude<DomainCheckResult, 'taken'>,
  at: Date,
): Promise<void> {
  const [same] = await tx.sql`
    select tenant_id from tenant_domains where tenant_id = ${tenantId} and token = ${token} and state = 'waiting' for update`;
  if (same === undefined) return;
  if (found === 'verified' && (await verify(tx, tenantId, 'dns', at))) {
    const subject = { subjectType: 'tenant', subjectId: tenantId, details: { domain } } as const;
    await writeAudit(tx, { tenantId }, { tenantId, action: 'domain.verified', ...subject });
    return;
  }
  await tx.sql`
    update tenant_domains set checked_at = ${at}, check_result = ${found === 'verified' ? 'taken' : found} where tenant_id = ${tenantId}`;
}
