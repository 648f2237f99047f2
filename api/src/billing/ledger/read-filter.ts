import { DomainError } from '@yunhu/db';
import { type EntryFilter, type EntryKind, type Micros, parseMicros, type WalletKind } from '@yunhu/db/billing';

interface Asked {
  readonly tenantId?: string | undefined;
  readonly scope?: 'below' | undefined;
  readonly wallet?: WalletKind | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly least?: string | undefined;
  readonly most?: string | undefined;
  readonly reference?: string | undefined;
}

/** A filter as the record takes it; `self` is who asks. Throws `invalid_input`, naming the field, for
 * an amount that is none and for two companies at once. */
export function readFilter(asked: Asked, kinds: readonly EntryKind[] | undefined, self: string): EntryFilter {
  const { tenantId, scope, wallet, from, to, least, most, reference } = asked;
  if (scope !== undefined && tenantId !== undefined) {
    throw new DomainError('invalid_input', 'either one company or all below', [
      { field: 'scope', code: 'invalid_value', message: 'leave it out, or the tenantId' },
    ]);
  }
  return {
    tenantId: scope === 'below' ? undefined : (tenantId ?? self),
    wallet,
    kinds,
    from: instantOf(from),
    to: instantOf(to),
    leastMicros: least === undefined ? undefined : signed(least, 'least'),
    mostMicros: most === undefined ? undefined : signed(most, 'most'),
    reference,
  };
}

function signed(text: string, field: string): Micros {
  const result = parseMicros(text, { allowNegative: true });
  if (result.ok) return result.micros;
  throw new DomainError('invalid_input', 'the amount is not one', [
    { field, code: result.reason, message: 'write digits, at most six decimals, and a minus for what went out' },
  ]);
}

function instantOf(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text);
}
