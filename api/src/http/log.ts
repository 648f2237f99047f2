import { maskNumber } from '@yunhu/db/contacts';
import { type Logger, pino } from 'pino';

/** A run of digits as long as a phone number, alone or with a plus; hexadecimal ids are not. */
const numberLike = /(?<![0-9a-z-])\+?[0-9]{7,15}(?![0-9a-z-])/gi;

/** Free text without phone numbers. */
export function maskNumbers(text: string): string {
  return text.replaceAll(numberLike, maskNumber);
}

/** A log of event names and fields. Errors are reduced to what cannot hold a number or a secret. */
export function createLog(level: string, name: string): Logger {
  return pino({ level, name, base: { pid: process.pid }, serializers: { err: describeError } });
}

function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: maskNumbers(String(error)) };
  return {
    type: error.name,
    message: maskNumbers(error.message),
    ...('code' in error ? { code: String(error.code) } : {}),
    stack: maskNumbers(error.stack ?? ''),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}
