import { describe } from 'vitest';
import { switchContract } from '../../workers/src/switch/contract.ts';
import { pollUntil } from '../../workers/src/switch/poll-until.ts';
import { missing } from '../setup/machine.ts';
import { callerId, startRealSwitch, trunk } from './real-switch.ts';

describe.skipIf(missing('asterisk'))('on a real Asterisk', () => {
  switchContract('AsteriskSwitch', async () => {
    const real = await startRealSwitch([
      { sipId: 'seat0001', password: 'p;1' },
      { sipId: 'seat0002', password: 'p2' },
    ]);
    return {
      makeSwitch: () => real.makeSwitch(),
      trunk,
      callerId,
      number: real.number,
      seats: ['seat0001', 'seat0002'],
      unregisteredSeat: 'seat0009',
      sound: real.sound,
      waitUntil: pollUntil,
      cut: () => real.proxy.cut(),
      mend: () => real.proxy.mend(),
      invites: real.invites,
      close: real.close,
    };
  });
});
