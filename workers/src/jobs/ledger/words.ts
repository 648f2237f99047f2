// The words of files and statements, which are made where no page is.
import type { EntryKind, fileLanguages } from '@yunhu/db/billing';
import type { TenantTx } from '@yunhu/db/connect';

export type Language = (typeof fileLanguages)[number];

interface Words {
  readonly kinds: Readonly<Record<EntryKind, string>>;
  readonly entryHeads: readonly string[];
  readonly ledger: string;
  /** Who stands above a tenant is not named to it; above the operator is the world. */
  readonly above: string;
  readonly outside: string;
  readonly call: string;
  readonly transfer: string;
}

export const words: Readonly<Record<Language, Words>> = {
  zh: {
    kinds: {
      top_up: '充值',
      withdrawal: '提现',
      correction: '调账',
      payment: '在线支付',
      refund: '退款',
      dispute: '拒付扣回',
      dispute_reversal: '拒付撤销',
      call_charge: '通话费',
      call_revenue: '通话收入',
      call_overrun: '超额通话',
    },
    entryHeads: [
      '账户',
      '序号',
      '入账时间',
      '发生时间',
      '类型',
      '对方',
      '凭证',
      '凭证编号',
      '备注',
      '金额',
      '余额',
      '币种',
    ],
    ledger: '财务记录',
    above: '上级',
    outside: '平台外',
    call: '呼叫',
    transfer: '转账',
  },
  en: {
    kinds: {
      top_up: 'Top-up',
      withdrawal: 'Withdrawal',
      correction: 'Correction',
      payment: 'Payment',
      refund: 'Refund',
      dispute: 'Dispute',
      dispute_reversal: 'Dispute won',
      call_charge: 'Call charge',
      call_revenue: 'Call revenue',
      call_overrun: 'Call overrun',
    },
    entryHeads: [
      'Account',
      'No.',
      'Booked at',
      'Happened at',
      'Kind',
      'With',
      'Reference',
      'Reference id',
      'Note',
      'Amount',
      'Balance',
      'Currency',
    ],
    ledger: 'Ledger',
    above: 'Your seller',
    outside: 'Outside',
    call: 'Call',
    transfer: 'Transfer',
  },
};

/** Of who asked for a file. */
export async function readTimeZone(tx: TenantTx): Promise<string> {
  const [{ zone }] = await tx.sql<
    [{ zone: string }]
  >`select time_zone as zone from tenants where id = ${tx.actor.tenantId}`;
  return zone;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** "2026-10-31 23:59:59" on the wall of a zone. */
export function wallTime(at: Date, timeZone: string): string {
  let clock = clocks.get(timeZone);
  if (clock === undefined) {
    // Swedes write dates as ISO 8601 does.
    clock = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
    clocks.set(timeZone, clock);
  }
  return clock.format(at);
}
