import type { Actor, PlatformTx, TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { recordAudit, writeAudit } from '../record-audit.ts';
import { type MailLocale, queueMail } from './queue-mail.ts';
import { hashToken } from './take-due-mails.ts';

/** What a person has said of mails to himself. */
export interface OwnMail {
  /** null while no address is confirmed. */
  readonly email: string | null;
  readonly locale: MailLocale;
  readonly wantsMail: boolean;
  /** An address that waits for its mail to be answered. */
  readonly pending: { readonly email: string; readonly expiresAt: Date } | null;
}

/** How long a mailed link is good for. */
const confirmHours = 24;
/** Mails to addresses that may be somebody else's. */
export const confirmationsAnHour = 5;

export async function readOwnMail({ sql, actor }: TenantTx, staffId: string, at: Date): Promise<OwnMail> {
  const [found] = await sql<(Omit<OwnMail, 'pending'> & { pendingEmail: string | null; expiresAt: Date | null })[]>`
    select s.email, s.email_locale as locale, s.wants_mail as "wantsMail", c.email as "pendingEmail", c.expires_at as "expiresAt"
    from staff s left join email_confirmations c on (c.tenant_id, c.staff_id) = (s.tenant_id, s.id) and c.expires_at > ${at}
    where s.tenant_id = ${actor.tenantId} and s.id = ${staffId}`;
  if (found === undefined) throw new DomainError('not_found');
  const { pendingEmail, expiresAt, ...own } = found;
  const pending = pendingEmail === null || expiresAt === null ? null : { email: pendingEmail, expiresAt };
  return { ...own, pending };
}

/** In which language mails are written, and whether alerts are mailed at all. */
export async function changeOwnMail(
  tx: TenantTx,
  staffId: string,
  { locale, wantsMail }: { locale?: MailLocale | undefined; wantsMail?: boolean | undefined },
): Promise<void> {
  const { tenantId } = tx.actor;
  await tx.sql`
    update staff set email_locale = coalesce(${locale ?? null}, email_locale), wants_mail = coalesce(${wantsMail ?? null}, wants_mail)
    where tenant_id = ${tenantId} and id = ${staffId}`;
  const details = { locale: locale ?? null, wantsMail: wantsMail ?? null };
  await recordAudit(tx, { tenantId, action: 'staff.mail', subjectType: 'staff', subjectId: staffId, details });
}

/** Asks for an address to be confirmed: a link is mailed there. Throws `too_many_mails` for more than a few an hour. */
export async function askForAddress(tx: TenantTx, staffId: string, address: string, at: Date): Promise<void> {
  const { sql } = tx;
  const { tenantId } = tx.actor;
  const [person] = await sql<{ locale: MailLocale }[]>`
    select email_locale as locale from staff where tenant_id = ${tenantId} and id = ${staffId}`;
  if (person === undefined) throw new DomainError('not_found');
  const expiresAt = new Date(at.getTime() + confirmHours * 3_600_000);
  // First, so that two requests at once stand in a row here and both are counted.
  await sql`
    insert into email_confirmations (tenant_id, staff_id, email, expires_at) values (${tenantId}, ${staffId}, ${address}, ${expiresAt})
    on conflict (tenant_id, staff_id) do update set email = excluded.email, token_hashes = '{}', expires_at = excluded.expires_at,
      created_at = now()`;
  const [{ count }] = await sql<[{ count: number }]>`
    select count(*)::int from mails where tenant_id = ${tenantId} and staff_id = ${staffId} and kind = 'confirm'
      and created_at > now() - interval '1 hour'`;
  if (count >= confirmationsAnHour) throw new DomainError('too_many_mails');
  const key = `confirm:${staffId}:${crypto.randomUUID()}`;
  await queueMail(tx, { tenantId, key, kind: 'confirm', staffId, address, locale: person.locale });
  await recordAudit(tx, { tenantId, action: 'staff.ask-for-email', subjectType: 'staff', subjectId: staffId });
}

/** Takes a person's address away, and one that waits. */
export async function removeAddress(tx: PlatformTx, actor: Actor & { readonly staffId: string }): Promise<void> {
  const { tenantId, staffId } = actor;
  await tx.sql`delete from email_confirmations where tenant_id = ${tenantId} and staff_id = ${staffId}`;
  await tx.sql`update staff set email = null where tenant_id = ${tenantId} and id = ${staffId}`;
  await writeAudit(tx, actor, { tenantId, action: 'staff.remove-email', subjectType: 'staff', subjectId: staffId });
}

/**
 * Somebody has a token that was mailed: its address belongs to who asked. Good once. Throws `link_invalid` for one that nobody was mailed,
 * or that was used, replaced or is too old.
 */
export async function confirmAddress(tx: PlatformTx, token: string, at: Date): Promise<void> {
  const [found] = await tx.sql<{ tenantId: string; staffId: string; email: string }[]>`
    delete from email_confirmations where token_hashes @> array[${hashToken(token)}]::text[] and expires_at > ${at}
    returning tenant_id as "tenantId", staff_id as "staffId", email`;
  if (found === undefined) throw new DomainError('link_invalid');
  const { tenantId, staffId, email } = found;
  await tx.sql`update staff set email = ${email} where tenant_id = ${tenantId} and id = ${staffId}`;
  await writeAudit(
    tx,
    { tenantId, staffId },
    { tenantId, action: 'staff.confirm-email', subjectType: 'staff', subjectId: staffId },
  );
}
