export { AsteriskSwitch, type AsteriskSwitchOptions } from './asterisk-switch.ts';
export type { SwitchLogger } from './switch-logger.ts';
