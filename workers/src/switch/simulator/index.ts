export { type CarrierFate, carrierFate } from './carrier-fate.ts';
export { type CarrierLog, type CarrierLogLine, fileCarrierLog, MemoryCarrierLog, noCarrierLog } from './carrier-log.ts';
export { type ExchangeOptions, SimulatedExchange } from './exchange.ts';
export { RemoteSimulatedSwitch, type RemoteSwitchOptions } from './remote.ts';
export { demoSeat, demoSeats, type SeatBehaviour, type SeatDirectory } from './seat-behaviour.ts';
export type { SimulatorAddress } from './serve.ts';
export { SimulatedSwitch } from './simulated-switch.ts';
export { type SpawnedSimulator, spawnSimulator } from './spawn-simulator.ts';
