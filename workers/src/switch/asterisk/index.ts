export type { AsteriskSwitchOptions } from './asterisk-options.ts';
export { AsteriskSwitch } from './asterisk-switch.ts';
export type { SwitchLogger } from './switch-logger.ts';
