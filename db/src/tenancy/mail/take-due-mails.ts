import { createHash, randomBytes } from 'node:crypto';
import type { PlatformTx } from '../../connect/index.ts';
import type { MailKind, MailLocale } from './queue-mail.ts';

export interface DueMail {
  readonly tenantId: string;
  readonly id: string;
  readonly kind: MailKind;
  readonly staffId: string | null;
  readonly address: string;
  readonly locale: MailLocale;
  readonly details: Readonly<Record<string, unknown>>;
  /** This one included. */
  readonly tries: number;
  /** Of a confirmation: the token of this very try, written down as its hash alone. */
  readonly token: string | undefined;
}

export const mailLimits = {
  tries: 6,
  /** While it is sent nobody else takes it; afterwards its sender is taken for dead. */
  sendingSeconds: 120,
  /** What was not sent for so long is no news any more. */
  ageHours: 48,
} as const;

/** Seconds after the n-th try that did not succeed. */
const secondsAfter = [60, 300, 1_800, 7_200, 21_600];
const retrySeconds = (tries: number): number => secondsAfter[Math.min(tries, secondsAfter.length) - 1] ?? 60;

/**
 * Takes mails that are due, each for one sender. One whose sender died while it may have been on its way is sent once more, and given up
 * when that happens again: nobody gets one more than twice.
 */
export async function takeDueMails(tx: PlatformTx, at: Date, atMost: number): Promise<DueMail[]> {
  const { sql } = tx;
  await sql`
    update mails set state = 'failed', reason = 'too_old', ended_at = ${at}
    where state = 'waiting' and next_at <= ${at} and created_at < ${at}::timestamptz - make_interval(hours => ${mailLimits.ageHours})`;
  await sql`
    update mails set state = 'failed', reason = 'sender_died', ended_at = ${at}
    where (tenant_id, id) in (select tenant_id, id from mails where state = 'sending' and unsure and next_at <= ${at} for update skip locked)`;
  const taken = await sql<Omit<DueMail, 'token'>[]>`
    with due as (
      select tenant_id, id from mails where state in ('waiting', 'sending') and next_at <= ${at} order by next_at
      limit ${atMost} for update skip locked
    )
    update mails m
    set unsure = m.unsure or m.state = 'sending', state = 'sending', tries = m.tries + 1,
      next_at = ${at}::timestamptz + make_interval(secs => ${mailLimits.sendingSeconds})
    from due where (m.tenant_id, m.id) = (due.tenant_id, due.id)
    returning m.tenant_id as "tenantId", m.id, m.kind, m.staff_id as "staffId", m.address, m.locale, m.details, m.tries`;
  const mails: DueMail[] = [];
  for (const mail of taken)
    mails.push({ ...mail, token: mail.kind === 'confirm' ? await addToken(tx, mail) : undefined });
  return mails;
}

export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** undefined where the address was given up, confirmed or changed meanwhile. */
async function addToken({ sql }: PlatformTx, mail: Omit<DueMail, 'token'>): Promise<string | undefined> {
  const token = randomBytes(24).toString('base64url');
  const [known] = await sql`
    update email_confirmations set token_hashes = array_append(token_hashes, ${hashToken(token)}::text)
    where tenant_id = ${mail.tenantId} and staff_id = ${mail.staffId} and email = ${mail.address} returning email`;
  return known === undefined ? undefined : token;
}

/** What became of a try. Changes nothing where the mail was taken from this sender meanwhile. */
export async function endMailTry(
  { sql }: PlatformTx,
  { tenantId, id, tries }: DueMail,
  end: { readonly state: 'sent' } | { readonly state: 'failed' | 'waiting'; readonly reason: string },
  at: Date,
): Promise<void> {
  const reason = end.state === 'sent' ? null : end.reason.slice(0, 300);
  const isOver = end.state !== 'waiting' || tries >= mailLimits.tries;
  const state = end.state === 'waiting' && isOver ? 'failed' : end.state;
  const nextAt = new Date(at.getTime() + retrySeconds(tries) * 1000);
  await sql`
    update mails set state = ${state}, reason = ${reason}, ended_at = ${isOver ? at : null}, next_at = ${nextAt}, unsure = false
    where (tenant_id, id) = (${tenantId}, ${id}) and state = 'sending' and tries = ${tries}`;
}

/** Forgets mails that ended long ago, and addresses that nobody confirmed. */
export async function forgetMails({ sql }: PlatformTx, at: Date): Promise<number> {
  await sql`delete from email_confirmations where expires_at < ${at}::timestamptz - interval '1 day'`;
  const gone = await sql`
    delete from mails where (tenant_id, id) in (
      select tenant_id, id from mails where ended_at < ${at}::timestamptz - interval '30 days' limit 1000)`;
  return gone.count;
}
