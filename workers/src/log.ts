type Fields = Readonly<Record<string, unknown>>;

/** An event's name and its fields; numbers are masked before they come here. */
export interface Log {
  info(event: string, fields?: Fields): void;
  warn(event: string, fields?: Fields): void;
  error(event: string, fields?: Fields): void;
}

export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} };

/** What a log line keeps of an error. */
export function describeError(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
