import { expect, it } from 'vitest';
import { parseCarrierLog } from './demo-carrier-log.ts';

const head = (time: string): string => `[2026-11-22T${time}Z] NOTICE[17055][C-00000001] Ext. 1: CARRIER`;

it('reads each entry, passes over what is none, and leaves a line that is still being written', () => {
  const text = [
    '[2026-11-22T00:43:18.668Z] NOTICE[14922] cdr.c: CDR logging disabled.',
    `${head('00:44:19.276')} invite number=13800000001 caller=02112345678 callid=7e70b7f9`,
    `${head('00:44:20.000')} invite number=13800000002 caller= callid=7e70b7fa`,
    `${head('00:44:21.780')} answered number=13800000001 callid=7e70b7f9`,
    `${head('00:44:27.819')} ended number=13800000001 callid=7e7`,
  ].join('\n');
  expect(parseCarrierLog(text)).toEqual([
    {
      kind: 'invite',
      at: new Date('2026-11-22T00:44:19.276Z'),
      number: '13800000001',
      callId: '7e70b7f9',
      caller: '02112345678',
    },
    { kind: 'invite', at: new Date('2026-11-22T00:44:20.000Z'), number: '13800000002', callId: '7e70b7fa', caller: '' },
    { kind: 'answered', at: new Date('2026-11-22T00:44:21.780Z'), number: '13800000001', callId: '7e70b7f9' },
  ]);
  expect(parseCarrierLog(`${text}\n`)).toHaveLength(4);
});
