// A receipt as a page of its own that prints well: no script, no picture, and only the one style whose hash the page's policy names.
import { createHash } from 'node:crypto';
import { formatMicros, type ListedPayment, type Micros } from '@yunhu/db/billing';
import { html, raw } from 'hono/html';

type Locale = 'zh-CN' | 'en';

const words = {
  'zh-CN': {
    title: '收款凭证',
    seller: '收款方',
    payer: '付款账户',
    amount: '金额',
    paidAt: '付款时间',
    method: '付款方式',
    methodValue: '银行卡 / 在线支付（Stripe）',
    reference: '支付流水号',
    number: '凭证编号',
    refunded: '已退款',
    disputed: '拒付扣回',
    net: '净额',
    state: '状态',
    purpose: '用途',
    purposeValue: '账户充值（预付）',
    note: '本凭证由系统根据支付服务的确认自动生成，不作为税务发票。',
    states: { paid: '已支付', partly_refunded: '部分退款', refunded: '已全额退款', disputed: '拒付处理中' },
  },
  en: {
    title: 'Receipt',
    seller: 'Received by',
    payer: 'Account',
    amount: 'Amount',
    paidAt: 'Paid at',
    method: 'Paid with',
    methodValue: 'Card or online wallet (Stripe)',
    reference: 'Payment reference',
    number: 'Receipt no.',
    refunded: 'Refunded',
    disputed: 'Disputed',
    net: 'Net',
    state: 'State',
    purpose: 'For',
    purposeValue: 'Prepaid account top-up',
    note: 'Made automatically from the confirmation of the payment service. This is not a tax invoice.',
    states: { paid: 'Paid', partly_refunded: 'Partly refunded', refunded: 'Refunded', disputed: 'In dispute' },
  },
} as const satisfies Record<Locale, object>;

const seller = '云呼 Yunhu';

const style = `
:root{color-scheme:light}
*{box-sizing:border-box}
body{margin:0;background:#eef0f4;color:#14171f;font:14px/1.6 system-ui,-apple-system,"PingFang SC","Noto Sans CJK SC","WenQuanYi Zen Hei",sans-serif}
main{max-width:640px;margin:40px auto;padding:40px 44px 32px;background:#fff;border:1px solid #dfe2ea;border-radius:10px}
header{display:flex;justify-content:space-between;align-items:baseline;gap:16px;padding-bottom:18px;border-bottom:2px solid #14171f}
h1{margin:0;font-size:22px;letter-spacing:.02em}
.brand{font-weight:600;color:#3d4db7}
.sum{margin:26px 0 6px;font-size:34px;font-weight:600;letter-spacing:-.02em;font-variant-numeric:tabular-nums}
.state{display:inline-block;margin-bottom:22px;padding:2px 10px;border:1px solid currentColor;border-radius:99px;font-size:12px;color:#1d6b41}
.state.off{color:#9a3412}
dl{display:grid;grid-template-columns:9em 1fr;margin:0;border-top:1px solid #dfe2ea}
dt,dd{margin:0;padding:9px 0;border-bottom:1px solid #eceef3}
dt{color:#5b6172}
dd{text-align:right;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
.code{font-family:ui-monospace,"Cascadia Mono",Menlo,monospace;font-size:12.5px}
footer{margin-top:26px;font-size:12px;color:#5b6172}
@media (max-width:480px){main{margin:0;padding:24px 18px;border:0;border-radius:0;min-height:100vh}.sum{font-size:28px}dl{grid-template-columns:7em 1fr}}
@media print{@page{margin:18mm}body{background:#fff}main{margin:0;padding:0;border:0;max-width:none}}
`;

/** For the policy of the page: it may use this style and nothing else. */
export const receiptStyleHash = `'sha256-${createHash('sha256').update(style).digest('base64')}'`;

// In one piece, as the hash is over every character between the tags.
const styleElement = raw(`<style>${style}</style>`);

/** The receipt of a payment that was credited. */
export function writeReceipt(payment: ListedPayment, { locale, timeZone }: { locale: Locale; timeZone: string }) {
  const say = words[locale];
  const states: Readonly<Record<string, string>> = say.states;
  const money = (amount: Micros) => `${withGroups(formatMicros(amount))} ${payment.currency}`;
  const { amountMicros, refundedMicros, disputedMicros } = payment;
  const gone = refundedMicros + disputedMicros;
  const rows: [string, string, 'code'?][] = [
    [say.number, payment.id, 'code'],
    [say.seller, seller],
    [say.payer, payment.tenantName],
    [say.purpose, say.purposeValue],
    [say.amount, money(amountMicros)],
    ...(refundedMicros > 0n ? [[say.refunded, `−${money(refundedMicros)}`] satisfies [string, string]] : []),
    ...(disputedMicros > 0n ? [[say.disputed, `−${money(disputedMicros)}`] satisfies [string, string]] : []),
    ...(gone > 0n ? [[say.net, money((amountMicros - gone) as Micros)] satisfies [string, string]] : []),
    [say.paidAt, `${timeOf(payment.receivedAt ?? payment.createdAt, timeZone)} (${timeZone})`],
    [say.method, say.methodValue],
    [say.reference, payment.providerPaymentId ?? '', 'code'],
  ];
  return html`<!doctype html>
    <html lang="${locale}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${say.title} ${payment.id.slice(-8)}</title>
        ${styleElement}
      </head>
      <body>
        <main>
          <header>
            <h1>${say.title}</h1>
            <span class="brand">${seller}</span>
          </header>
          <p class="sum">${money(amountMicros)}</p>
          <span class="state${payment.state === 'paid' ? '' : ' off'}">${states[payment.state] ?? payment.state}</span>
          <dl>
            ${rows.map(
              ([name, value, look]) =>
                html`<dt>${name}</dt>
                  <dd class="${look ?? ''}">${value}</dd>`,
            )}
          </dl>
          <footer>${say.note}</footer>
        </main>
      </body>
    </html>`;
}

/** Commas between thousands, as both languages write amounts. */
function withGroups(amount: string): string {
  const [units = '', fraction = ''] = amount.split('.');
  return `${units.replace(/\B(?=(\d{3})+$)/g, ',')}.${fraction}`;
}

function timeOf(at: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return parts.format(at);
}
