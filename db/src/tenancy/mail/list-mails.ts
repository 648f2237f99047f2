import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { recordAudit } from '../record-audit.ts';
import { type MailKind, type MailLocale, queueMail } from './queue-mail.ts';
import type { mailStates } from './tables.ts';

export interface MailView {
  readonly id: string;
  readonly kind: MailKind;
  readonly address: string;
  readonly state: (typeof mailStates)[number];
  readonly tries: number;
  readonly reason: string | null;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
}

/** The last mails to the current tenant's people. */
export function listMails({ sql, actor }: TenantTx, atMost: number): Promise<MailView[]> {
  return sql<MailView[]>`
    select id, kind, address, state, tries, reason, created_at as "createdAt", ended_at as "endedAt"
    from mails where tenant_id = ${actor.tenantId} order by id desc limit ${atMost}`;
}

const testsAnHour = 10;

/** Has a mail sent that only shows that mails arrive. Throws `too_many_mails`. */
export async function sendTestMail(tx: TenantTx, address: string, locale: MailLocale): Promise<void> {
  const { tenantId, staffId = null } = tx.actor;
  const [{ count }] = await tx.sql<[{ count: number }]>`
    select count(*)::int from mails where tenant_id = ${tenantId} and kind = 'test' and created_at > now() - interval '1 hour'`;
  if (count >= testsAnHour) throw new DomainError('too_many_mails');
  await queueMail(tx, { tenantId, key: `test:${crypto.randomUUID()}`, kind: 'test', staffId, address, locale });
  await recordAudit(tx, { tenantId, action: 'mail.test', subjectType: 'tenant', subjectId: tenantId });
}
