import { DomainError } from '@yunhu/db';
import { type Micros, parseMicros } from '@yunhu/db/billing';

interface Asked {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly leastSeconds?: number | undefined;
  readonly mostSeconds?: number | undefined;
  readonly leastAmount?: string | undefined;
  readonly mostAmount?: string | undefined;
}

/** Time, length and price as the record takes them. Throws `invalid_input` for an amount that is none, naming its field. */
export function readRanges({ from, to, leastSeconds, mostSeconds, leastAmount, mostAmount }: Asked) {
  return {
    from: from === undefined ? undefined : new Date(from),
    to: to === undefined ? undefined : new Date(to),
    leastSeconds,
    mostSeconds,
    leastMicros: priceOf(leastAmount, 'leastAmount'),
    mostMicros: priceOf(mostAmount, 'mostAmount'),
  };
}

function priceOf(text: string | undefined, field: string): Micros | undefined {
  if (text === undefined) return undefined;
  const result = parseMicros(text);
  if (result.ok) return result.micros;
  throw new DomainError('invalid_input', 'the amount is not one', [
    { field, code: result.reason, message: 'write digits, at most six decimals' },
  ]);
}
