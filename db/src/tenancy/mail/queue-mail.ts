import type { PlatformTx, TenantTx } from '../../connect/index.ts';
import type { mailKinds, mailLocales } from './tables.ts';

export type MailKind = (typeof mailKinds)[number];
export type MailLocale = (typeof mailLocales)[number];

export interface NewMail {
  /** Whose person is written to: the mail is in its brand. */
  readonly tenantId: string;
  /** Once queued under a key, nothing more is. */
  readonly key: string;
  readonly kind: MailKind;
  readonly staffId: string | null;
  readonly address: string;
  readonly locale: MailLocale;
  /** What it tells of; never a secret. */
  readonly details?: object;
}

/** Has a mail sent by the sender, after this transaction. False where there is one of this key already. */
export async function queueMail(tx: TenantTx | PlatformTx, mail: NewMail): Promise<boolean> {
  const queued = await tx.sql`
    insert into mails (tenant_id, key, kind, staff_id, address, locale, details)
    values (${mail.tenantId}, ${mail.key}, ${mail.kind}, ${mail.staffId}, ${mail.address}, ${mail.locale},
      ${JSON.stringify(mail.details ?? {})}::jsonb)
    on conflict (tenant_id, key) do nothing returning id`;
  return queued.length > 0;
}
