/** Where a switch says what it noticed: an event name and fields. A pino logger is one. */
export interface SwitchLogger {
  info(fields: Readonly<Record<string, unknown>>, event: string): void;
  warn(fields: Readonly<Record<string, unknown>>, event: string): void;
}

export const silentLogger: SwitchLogger = { info: () => {}, warn: () => {} };
