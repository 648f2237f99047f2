import { expect, it } from 'vitest';
import { readSimulatorEnv } from './env.ts';

it('starts with nothing set', () => {
  expect(readSimulatorEnv({})).toEqual({ address: { port: 0 }, seats: 'all', carrierLog: undefined, speed: 1 });
});

it('reads a socket path, seats, the log and the speed', () => {
  const env = {
    SIMULATOR_LISTEN: '/run/simulator.sock',
    SIMULATOR_SEATS: 'seat-1,seat-2',
    SIMULATOR_CARRIER_LOG: '/tmp/carrier.log',
    SIMULATOR_SPEED: '20',
  };
  const address = { path: '/run/simulator.sock' };
  expect(readSimulatorEnv(env)).toEqual({
    address,
    seats: ['seat-1', 'seat-2'],
    carrierLog: '/tmp/carrier.log',
    speed: 20,
  });
});

it('names the setting that is wrong', () => {
  expect(() => readSimulatorEnv({ SIMULATOR_LISTEN: '0.0.0.0:80' })).toThrow(/SIMULATOR_LISTEN: give a port/);
  expect(() => readSimulatorEnv({ SIMULATOR_LISTEN: '70000' })).toThrow(/SIMULATOR_LISTEN: a port is at most 65535/);
  expect(() => readSimulatorEnv({ SIMULATOR_SPEED: 'fast' })).toThrow(/SIMULATOR_SPEED/);
});
