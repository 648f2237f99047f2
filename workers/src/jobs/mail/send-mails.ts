import {
  readBranding,
  type DueMail,
  endMailTry,
  forgetMails,
  queueAlertMails,
  readEmailAddress,
  takeDueMails,
} from '@yunhu/db/tenancy';
import type { Database } from '@yunhu/db/connect';
import type { Clock } from '@yunhu/db/time';
import { createTransport, type Transporter } from 'nodemailer';
import { describeError, type Log } from '../../log.ts';
import { renderMail } from './render-mail.ts';

export interface MailSettings {
  /** smtp:// or smtps://, with user and password where the server wants them. */
  readonly smtpUrl: string;
  /** The bare address that mails come from. */
  readonly from: string;
  /** Where people sign in that have no domain of their own, without a slash at its end. */
  readonly publicUrl: string;
}

export interface MailSender {
  /** Sends what is due, one after the other, so many at most; answers how many went out. */
  sendDue(): Promise<number>;
  close(): void;
}

const timeoutMs = 20_000;
/** At most, before others have their turn. */
const mailsATurn = 100;

/** Sends mails of the outbox. May run in several processes at once: each mail is one sender's. */
export function openMailSender(
  { database, clock, log }: { readonly database: Database; readonly clock: Clock; readonly log: Log },
  settings: MailSettings,
): MailSender {
  const transport = createTransport({
    url: settings.smtpUrl,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    // A mail is made of text alone: nothing of it is ever fetched or read from a disk.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    sendDue: async () => {
      await database.withPlatform('queue mails of alerts', (tx) => queueAlertMails(tx, clock.now()));
      let sent = 0;
      for (let turn = 0; turn < mailsATurn; turn++) {
        // One by one: of those that a sender held when it died nobody knows which went out.
        const [mail] = await database.withPlatform('take a mail', (tx) => takeDueMails(tx, clock.now(), 1));
        if (mail === undefined) break;
        const end = await send(transport, database, mail, settings);
        const { tenantId, id: mailId, kind, tries } = mail;
        log.info('mail.tried', { tenantId, mailId, kind, state: end.state, tries });
        await database.withPlatform('end a mail', (tx) => endMailTry(tx, mail, end, clock.now()));
        if (end.state === 'sent') sent++;
      }
      await database.withPlatform('forget mails', (tx) => forgetMails(tx, clock.now()));
      return sent;
    },
    close: () => transport.close(),
  };
}

type End = Parameters<typeof endMailTry>[2];

async function send(transport: Transporter, database: Database, mail: DueMail, settings: MailSettings): Promise<End> {
  if (mail.kind === 'confirm' && mail.token === undefined) return { state: 'failed', reason: 'withdrawn' };
  // What stands in the record was read once already; nothing but one bare address gets into a header.
  if (readEmailAddress(mail.address) === undefined) return { state: 'failed', reason: 'not_an_address' };
  const brand = await database.askOnce((statement) => readBranding(statement, mail.tenantId));
  const { fromName, ...content } = renderMail(mail, brand, siteOf(settings, brand.domain));
  const domain = settings.from.slice(settings.from.lastIndexOf('@') + 1);
  try {
    await transport.sendMail({
      ...content,
      from: { name: fromName, address: settings.from },
      to: { name: '', address: mail.address },
      // The same for each try, so that a server may see that it has it already.
      messageId: `<${mail.id}@${domain}>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
    return { state: 'sent' };
  } catch (error) {
    return { state: isFinal(error) ? 'failed' : 'waiting', reason: describeError(error).slice(0, 300) };
  }
}

/** RFC 5321, 4.2.1: 5yz is for good. Refused log-ins are not the mail's fault, and may be mended. */
function isFinal(error: unknown): boolean {
  if (!(error instanceof Error) || !('responseCode' in error) || typeof error.responseCode !== 'number') return false;
  const isOfLogIn = 'code' in error && error.code === 'EAUTH';
  return error.responseCode >= 500 && !isOfLogIn;
}

/** A tenant's own domain is reached as the platform is: by the same scheme. */
function siteOf({ publicUrl }: MailSettings, domain: string | undefined): string {
  return domain === undefined ? publicUrl : `${new URL(publicUrl).protocol}//${domain}`;
}
