// What a mail says, in the language and the brand of who receives it: plain text, and the same as simple HTML.
import { type Branding, deriveAccent, type DueMail, type MailedAlert } from '@yunhu/db/tenancy';
import { alertWords, mailWords } from './mail-words.ts';

export interface RenderedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** What the brand calls itself, beside the sender's address. */
  readonly fromName: string;
}

interface Contents {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  readonly button: { readonly words: string; readonly url: string };
}

/** `siteUrl` is where the receiver signs in, without a slash at its end. */
export function renderMail(mail: DueMail, brand: Branding, siteUrl: string): RenderedMail {
  const said = mailWords[mail.locale];
  const name = oneLine(brand.name ?? said.brand);
  const contents = contentsOf(mail, name, siteUrl);
  const support = [brand.support?.email, brand.support?.phone, brand.support?.note].filter(
    (part) => part !== null && part !== undefined,
  );
  const feet = [said.why(name), ...(support.length === 0 ? [] : [`${said.support}: ${support.join(' · ')}`])];
  const text = [...contents.paragraphs, `${contents.button.words}: ${contents.button.url}`, '--', ...feet].join('\n\n');
  return {
    subject: oneLine(contents.subject),
    text,
    html: htmlOf(contents, feet, { name, brand, siteUrl }),
    fromName: name,
  };
}

function contentsOf(mail: DueMail, name: string, siteUrl: string): Contents {
  const said = mailWords[mail.locale];
  if (mail.kind === 'confirm') {
    const url = `${siteUrl}/confirm-email#${mail.token ?? ''}`;
    return {
      subject: said.confirm.subject(name),
      paragraphs: said.confirm.paragraphs,
      button: { words: said.confirm.button, url },
    };
  }
  const open = { words: said.open(name), url: siteUrl };
  if (mail.kind === 'test') return { subject: said.test.subject(name), paragraphs: said.test.paragraphs, button: open };
  const { alerts = [], more = 0 } = mail.details as { alerts?: readonly MailedAlert[]; more?: number };
  const lines = alerts.map((alert) => `[${said.levels[alert.level]}] ${alertWords(alert, mail.locale)}`);
  const [first = ''] = lines;
  const total = alerts.length + more;
  return {
    subject: total > 1 ? said.alerts.subjectOfMany(name, total) : `${name}: ${first}`,
    paragraphs: [...lines, ...(more > 0 ? [said.alerts.more(more)] : [])],
    button: open,
  };
}

/** A header is one line, whatever somebody called himself. */
const oneLine = (text: string): string =>
  text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, 200);

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

function htmlOf(
  { paragraphs, button }: Contents,
  feet: readonly string[],
  { name, brand, siteUrl }: { name: string; brand: Branding; siteUrl: string },
): string {
  const { accent, ink } = deriveAccent(brand.accent ?? '#4353c9').light;
  const logo =
    brand.logo === undefined
      ? `<b style="font-size:18px;color:${accent}">${escape(name)}</b>`
      : `<img src="${escape(`${siteUrl}/v1/branding/pictures/${brand.logo.picture}/raster`)}" alt="${escape(name)}" height="40" style="max-width:240px;border:0">`;
  const body = paragraphs.map((line) => `<p style="margin:0 0 12px">${escape(line)}</p>`).join('');
  const foot = feet.map((line) => `<p style="margin:0 0 4px">${escape(line)}</p>`).join('');
  return `<!doctype html><html><body style="margin:0;background:#f4f5f8;color:#15181e;font:14px/1.6 sans-serif">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" style="padding:24px">
<table role="presentation" width="520" cellpadding="0" cellspacing="0" style="max-width:100%;background:#ffffff;border-top:3px solid ${accent}">
<tr><td style="padding:24px 28px 8px">${logo}</td></tr><tr><td style="padding:12px 28px">${body}</td></tr>
<tr><td style="padding:4px 28px 24px"><a href="${escape(button.url)}" style="display:inline-block;padding:9px 18px;background:${accent};color:${ink};text-decoration:none;border-radius:5px">${escape(button.words)}</a></td></tr>
<tr><td style="padding:16px 28px;border-top:1px solid #dfe3ea;color:#5d6673;font-size:12px">${foot}</td></tr>
</table></td></tr></table></body></html>`;
}
