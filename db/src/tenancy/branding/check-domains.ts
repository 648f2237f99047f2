import type { PlatformTx } from '../../connect/index.ts';
import { writeAudit } from '../record-audit.ts';
import { type DomainCheckResult, verify } from './domains.ts';
import { endDoubt, endIdleDoubts, noteProof } from './note-proof.ts';

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
 * Takes claims whose DNS is to be asked now, and domains that it has shown to be somebody's, each day anew; so that no other process asks
 * them at the same time; the next time is set already, should this process die. What the operator confirmed by hand is asked of nobody.
 */
export async function takeDueDomains(tx: PlatformTx, at: Date, atMost: number): Promise<DueDomain[]> {
  await endIdleDoubts(tx);
  return tx.sql<DueDomain[]>`
    with due as (
      select tenant_id from tenant_domains
      where next_check_at <= ${at} and case state when 'waiting' then waiting_since > ${at}::timestamptz - make_interval(days => ${days})
        else verified_by = 'dns' end
      order by next_check_at limit ${atMost} for update skip locked
    )
    update tenant_domains d
    set checks = d.checks + (d.state = 'waiting')::integer, next_check_at = ${at}::timestamptz + case d.state when 'waiting' then
      make_interval(mins => (${minutesAfter}::integer[])[least(d.checks + 1, ${minutesAfter.length})]) else interval '1 day' end
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
  const [same] = await tx.sql<{ isWaiting: boolean; checks: number }[]>`
    select state = 'waiting' as "isWaiting", checks from tenant_domains
    where tenant_id = ${tenantId} and token = ${token} and verified_by is distinct from 'operator' for update`;
  if (same === undefined) return;
  if (!same.isWaiting) return noteProof(tx, { tenantId, domain, failures: same.checks }, found, at);
  if (found === 'verified' && (await verify(tx, tenantId, 'dns', at))) {
    const subject = { subjectType: 'tenant', subjectId: tenantId, details: { domain } } as const;
    await writeAudit(tx, { tenantId }, { tenantId, action: 'domain.verified', ...subject });
    return endDoubt(tx, tenantId);
  }
  await tx.sql`
    update tenant_domains set checked_at = ${at}, check_result = ${found === 'verified' ? 'taken' : found} where tenant_id = ${tenantId}`;
}
