import { DomainError, type FieldError } from '@yunhu/db';
import { type AmountRejection, type Micros, parseMicros } from '@yunhu/db/billing';

const messages: Readonly<Record<AmountRejection | 'not_positive', string>> = {
  blank: 'say an amount',
  not_an_amount: 'write digits and at most one decimal point, like 100.00',
  negative: 'the amount is negative',
  too_many_decimals: 'at most six decimals; nothing is rounded',
  too_large: 'at most 1,000,000,000',
  not_positive: 'the amount is zero',
};

/** An amount above zero. Throws `invalid_amount` with the field and what is wrong. */
export function readAmount(text: string, field: string): Micros {
  const result = readPrice(text, field);
  if ('error' in result) throw refused(result.error);
  if (result.micros <= 0n) throw refused({ field, code: 'not_positive', message: messages.not_positive });
  return result.micros;
}

/** An amount from zero up. Throws `invalid_amount` with the field and what is wrong. */
export function readLimit(text: string, field: string): Micros {
  const result = readPrice(text, field);
  if ('error' in result) throw refused(result.error);
  return result.micros;
}

/** A price, which may be zero; what is wrong is returned, so that a list of prices can name all that are. */
export function readPrice(text: string, field: string): { micros: Micros } | { error: FieldError } {
  const result = parseMicros(text);
  if (result.ok) return { micros: result.micros };
  return { error: { field, code: result.reason, message: messages[result.reason] } };
}

function refused(error: FieldError): DomainError {
  return new DomainError('invalid_amount', error.message, [error]);
}
