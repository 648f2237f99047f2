import type { CdrView } from '@yunhu/db/calls';
import type { Language } from './words.ts';

interface CallWords {
  readonly cdrs: string;
  readonly charges: string;
  readonly cdrHeads: readonly string[];
  readonly chargeHeads: readonly string[];
  readonly results: Readonly<Record<CdrView['result'], string>>;
}

export const callWords: Readonly<Record<Language, CallWords>> = {
  zh: {
    cdrs: '话单',
    charges: '通话计费',
    cdrHeads: [
      '号码',
      '外显号码',
      '任务',
      '呼出时间',
      '接通时间',
      '结束时间',
      '结果',
      'SIP 代码',
      '挂断原因 (Q.850)',
      '振铃秒数',
      '通话秒数',
      '费用',
      '按键',
      '坐席',
      '线路',
      '呼叫编号',
    ],
    chargeHeads: [
      '接通时间',
      '付费账户',
      '终端用户',
      '前缀',
      '目的地',
      '计费秒数',
      '计费单元数',
      '收入',
      '成本',
      '毛利',
      '呼叫编号',
    ],
    results: { answered: '已接通', busy: '占线', no_answer: '无人接听', failed: '失败', unknown: '未知' },
  },
  en: {
    cdrs: 'Calls',
    charges: 'Charges',
    cdrHeads: [
      'Number',
      'Caller ID',
      'Task',
      'Dialed at',
      'Answered at',
      'Ended at',
      'Result',
      'SIP code',
      'Cause (Q.850)',
      'Ring seconds',
      'Talk seconds',
      'Charge',
      'Keys',
      'Seat',
      'Line',
      'Call id',
    ],
    chargeHeads: [
      'Answered at',
      'Paid by',
      'Customer',
      'Prefix',
      'Destination',
      'Billed seconds',
      'Blocks',
      'Revenue',
      'Cost',
      'Margin',
      'Call id',
    ],
    results: { answered: 'Answered', busy: 'Busy', no_answer: 'No answer', failed: 'Failed', unknown: 'Unknown' },
  },
};
