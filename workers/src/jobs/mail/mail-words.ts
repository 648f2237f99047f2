import type { AlertKind, MailedAlert, MailLocale } from '@yunhu/db/tenancy';

interface Words {
  readonly brand: string;
  readonly confirm: {
    readonly subject: (name: string) => string;
    readonly paragraphs: readonly string[];
    readonly button: string;
  };
  readonly test: { readonly subject: (name: string) => string; readonly paragraphs: readonly string[] };
  readonly alerts: {
    readonly subjectOfMany: (name: string, count: number) => string;
    readonly more: (count: number) => string;
  };
  readonly levels: Readonly<Record<MailedAlert['level'], string>>;
  readonly open: (name: string) => string;
  readonly why: (name: string) => string;
  readonly support: string;
  readonly kinds: Readonly<Record<AlertKind, string>>;
}

export const mailWords: Readonly<Record<MailLocale, Words>> = {
  zh: {
    brand: '云呼',
    confirm: {
      subject: (name) => `${name}：请确认您的邮箱`,
      paragraphs: [
        '有人在“我的账号”页填写了此邮箱，用于接收提醒。如果是您本人，请在 24 小时内点击下面的链接确认。',
        '如果不是您，请忽略此邮件，不会再有邮件发来。',
      ],
      button: '确认邮箱',
    },
    test: { subject: (name) => `${name}：测试邮件`, paragraphs: ['这是一封测试邮件。收到它说明邮件发送正常。'] },
    alerts: {
      subjectOfMany: (name, count) => `${name}：${count} 条新提醒`,
      more: (count) => `另有 ${count} 条，请登录查看。`,
    },
    levels: { info: '提示', warning: '警告', critical: '紧急' },
    open: (name) => `打开${name}`,
    why: (name) => `您收到此邮件，是因为您在${name}的“我的账号”页设置了此邮箱，可在那里更改或停用。`,
    support: '客服',
    kinds: {
      low_balance: '余额不足',
      limit_reached: '已达限额',
      wallet_blocked: '账户已冻结',
      payment_disputed: '付款被争议',
      payment_mismatched: '有付款无法入账',
      ledger_drift: '账目不平，请立即查看对账页',
      margin_lost: '有费率低于成本',
      transfer_waiting: '有划款等待审批',
      job_failed: '后台任务失败',
      caller_id_expiring: '外显号码即将到期',
      caller_id_expired: '外显号码已到期',
      caller_id_decided: '外显号码审核有结果',
      audio_decided: '语音审核有结果',
      audio_changed: '语音文件与审核时不一致，相关任务已停止',
      audio_repaired: '线路上的语音被改动过，已恢复',
      support_session_opened: '有人开启了技术支持会话',
      session_replayed: '有人的登录凭证被重复使用，已强制退出',
      domain_unproven: '自有域名的解析记录未能证明归属',
    },
  },
  en: {
    brand: 'Yunhu',
    confirm: {
      subject: (name) => `${name}: please confirm your address`,
      paragraphs: [
        'Somebody gave this address on the account page, to be told of alerts. If it was you, follow the link below within 24 hours.',
        'If it was not, ignore this mail; no other will follow.',
      ],
      button: 'Confirm the address',
    },
    test: {
      subject: (name) => `${name}: test mail`,
      paragraphs: ['This is a test mail. That it arrived means that mails are sent.'],
    },
    alerts: {
      subjectOfMany: (name, count) => `${name}: ${count} new alerts`,
      more: (count) => `And ${count} more; sign in to see them.`,
    },
    levels: { info: 'Note', warning: 'Warning', critical: 'Urgent' },
    open: (name) => `Open ${name}`,
    why: (name) =>
      `You receive this because you gave this address on the account page of ${name}, where you can change that.`,
    support: 'Support',
    kinds: {
      low_balance: 'The balance is low',
      limit_reached: 'A limit is reached',
      wallet_blocked: 'The wallet is blocked',
      payment_disputed: 'A payment is disputed',
      payment_mismatched: 'A payment cannot be credited',
      ledger_drift: 'The ledger does not add up; look at the reconciliation page now',
      margin_lost: 'Prices are below cost',
      transfer_waiting: 'A transfer waits for approval',
      job_failed: 'A job failed',
      caller_id_expiring: 'A caller ID is about to expire',
      caller_id_expired: 'A caller ID has expired',
      caller_id_decided: 'A caller ID was reviewed',
      audio_decided: 'Audio was reviewed',
      audio_changed: 'An audio file is not the approved one; tasks that play it were stopped',
      audio_repaired: 'Audio was changed on the switch, and restored',
      support_session_opened: 'Somebody opened a support session',
      session_replayed: 'A used sign-in token came back; that sign-in was ended',
      domain_unproven: 'The DNS of your own domain does not name you any more',
    },
  },
};

/** A line for an alert. Figures stay on the pages: mails are read in many places. */
export function alertWords({ kind }: MailedAlert, locale: MailLocale): string {
  return mailWords[locale].kinds[kind];
}
