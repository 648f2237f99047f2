import { z } from 'zod';
import { id, instant, listOf, words } from '../../http/schemas.ts';

export const mailLocale = z.enum(['zh', 'en']);

export const ownMail = z
  .object({
    enabled: z.boolean().meta({ description: 'Whether this installation sends mails at all.' }),
    email: z.string().nullable().meta({ description: 'null while none is confirmed.' }),
    locale: mailLocale,
    wantsMail: z.boolean().meta({ description: 'Whether alerts are mailed.' }),
    pending: z.object({ email: z.string(), expiresAt: instant }).nullable(),
  })
  .meta({ id: 'OwnMail' });

export const changeOwnMailBody = z
  .strictObject({ locale: mailLocale.optional(), wantsMail: z.boolean().optional() })
  .refine((body) => Object.values(body).some((value) => value !== undefined), 'locale or wantsMail is needed');

export const emailBody = z.strictObject({ email: words(254).min(3) });
export const confirmEmailBody = z.strictObject({ token: z.string().regex(/^[\w-]{20,64}$/) });
export const testMailBody = z.strictObject({ email: words(254).min(3), locale: mailLocale });

export const mail = z
  .object({
    id,
    kind: z.enum(['confirm', 'alerts', 'test']),
    address: z.string(),
    state: z.enum(['waiting', 'sending', 'sent', 'failed']),
    tries: z.int(),
    reason: z.string().nullable(),
    createdAt: instant,
    endedAt: instant.nullable(),
  })
  .meta({ id: 'Mail' });

export const mails = listOf(mail).extend({ enabled: z.boolean() });

export type MailLocale = z.infer<typeof mailLocale>;
export type OwnMail = z.infer<typeof ownMail>;
export type Mail = z.infer<typeof mail>;
export type Mails = z.infer<typeof mails>;
