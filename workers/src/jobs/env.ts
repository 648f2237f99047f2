// Every setting of a jobs process, with a default that works on one machine.
import { objectSettings, readS3Settings } from '@yunhu/db/objects';
import { readEmailAddress } from '@yunhu/db/tenancy';
import { z } from 'zod';
import type { MailSettings } from './mail/send-mails.ts';
import { readSettings, recordSettings } from '../read-settings.ts';

const settings = z.object({
  ...recordSettings,
  /** Where files of the record are kept: uploads, exports, documents. The API is told the same. */
  ...objectSettings,
  /** Mails go out where both are set: the server's address, with user and password in it where it wants them, and whom they come from. */
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, 'must begin with smtp:// or smtps://')
    .optional(),
  MAIL_FROM: z.string().optional(),
  /** How browsers reach the product, for links in mails. */
  PUBLIC_URL: z.url().default('http://127.0.0.1:8080'),
  /** Jobs under way at once. */
  JOBS_AT_ONCE: z.coerce.number().int().min(1).max(32).default(2),
});

export type JobsEnv = z.infer<typeof settings>;

/** Reads the settings. Throws an Error with one sentence for each wrong one, naming it, or for those that contradict each other. */
export function readJobsEnv(source: Readonly<Record<string, string | undefined>> = process.env): JobsEnv {
  const env = readSettings(settings, source);
  readS3Settings(env);
  return env;
}

/** How mails are sent; undefined where nothing is said of it. Throws a sentence where only half of it is, or what it says is wrong. */
export function mailSettings({ SMTP_URL: smtpUrl, MAIL_FROM, PUBLIC_URL }: JobsEnv): MailSettings | undefined {
  if (smtpUrl === undefined && MAIL_FROM === undefined) return undefined;
  const from = readEmailAddress(MAIL_FROM ?? '');
  if (smtpUrl === undefined || from === undefined)
    throw new Error('To send mails, set SMTP_URL (smtp://…) and MAIL_FROM (one bare address) both.');
  return { smtpUrl, from, publicUrl: PUBLIC_URL.replace(/\/+$/, '') };
}
