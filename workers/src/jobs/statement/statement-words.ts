import type { Language } from '../ledger/words.ts';

interface StatementWords {
  readonly title: string;
  readonly account: string;
  readonly period: string;
  readonly zone: string;
  readonly currency: string;
  readonly drawn: string;
  readonly running: string;
  readonly opening: string;
  readonly closing: string;
  readonly into: string;
  readonly out: string;
  readonly proof: (opening: string, into: string, out: string, closing: string) => string;
  readonly summary: string;
  readonly movements: string;
  readonly leftOut: (count: string) => string;
  readonly days: Readonly<Record<'call_charge' | 'call_revenue', string>>;
  readonly destinations: Readonly<Record<'call_charge' | 'call_revenue', string>>;
  readonly heads: Readonly<
    Record<
      | 'kind'
      | 'count'
      | 'in'
      | 'out'
      | 'net'
      | 'time'
      | 'with'
      | 'note'
      | 'amount'
      | 'balance'
      | 'day'
      | 'calls'
      | 'minutes'
      | 'destination',
      string
    >
  >;
  readonly other: string;
  readonly page: (number: number, of: number) => string;
  readonly note: string;
}

export const statementWords: Readonly<Record<Language, StatementWords>> = {
  zh: {
    title: '月结单',
    account: '账户',
    period: '账期',
    zone: '时区',
    currency: '币种',
    drawn: '出具时间',
    running: '（本月未结束，截至出具时间）',
    opening: '期初余额',
    closing: '期末余额',
    into: '收入',
    out: '支出',
    proof: (opening, into, out, closing) => `核对：期初 ${opening} + 收入 ${into} − 支出 ${out} = 期末 ${closing}`,
    summary: '收支汇总',
    movements: '资金明细（通话除外）',
    leftOut: (count) => `另有 ${count} 笔未逐笔列出，可在财务记录中导出。`,
    days: { call_charge: '通话费 · 按日', call_revenue: '通话收入 · 按日' },
    destinations: { call_charge: '通话费 · 按目的地', call_revenue: '通话收入 · 按目的地' },
    heads: {
      kind: '类型',
      count: '笔数',
      in: '收入',
      out: '支出',
      net: '净额',
      time: '时间',
      with: '对方',
      note: '备注',
      amount: '金额',
      balance: '余额',
      day: '日期',
      calls: '通话数',
      minutes: '计费时长（分:秒）',
      destination: '目的地',
    },
    other: '其他',
    page: (number, of) => `第 ${number} / ${of} 页`,
    note: '按入账时间列示；每一笔入账都可在财务记录中查到。',
  },
  en: {
    title: 'Monthly statement',
    account: 'Account',
    period: 'Period',
    zone: 'Time zone',
    currency: 'Currency',
    drawn: 'Drawn',
    running: '(this month is not over; as of when it was drawn)',
    opening: 'Opening balance',
    closing: 'Closing balance',
    into: 'Money in',
    out: 'Money out',
    proof: (opening, into, out, closing) => `Proof: opening ${opening} + in ${into} − out ${out} = closing ${closing}`,
    summary: 'Summary',
    movements: 'Movements other than calls',
    leftOut: (count) => `${count} more are not listed one by one; the ledger exports them all.`,
    days: { call_charge: 'Call charges by day', call_revenue: 'Call revenue by day' },
    destinations: { call_charge: 'Call charges by destination', call_revenue: 'Call revenue by destination' },
    heads: {
      kind: 'Kind',
      count: 'Entries',
      in: 'In',
      out: 'Out',
      net: 'Net',
      time: 'Time',
      with: 'With',
      note: 'Note',
      amount: 'Amount',
      balance: 'Balance',
      day: 'Day',
      calls: 'Calls',
      minutes: 'Billed (min:s)',
      destination: 'Destination',
    },
    other: 'Other',
    page: (number, of) => `Page ${number} of ${of}`,
    note: 'By the time of booking; every entry is found again in the ledger.',
  },
};
