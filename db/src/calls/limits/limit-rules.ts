import type { NumberOrigin } from '../../contacts/index.ts';
import type { DestinationRefusal } from '../admit-attempts.ts';

/** Where a tenant may call, everything above it considered. */
export interface DestinationRules {
  readonly international: boolean;
  readonly premium: boolean;
  /** E.164 digits; null allows every destination. */
  readonly allowedPrefixes: readonly string[] | null;
  readonly blockedPrefixes: readonly string[];
  /** ISO 3166; a number of another country is international. */
  readonly homeCountry: string;
}

/** Why a number (E.164) may not be called under these rules; undefined where it may. The same rule stands in admit_attempts. */
export function destinationRefusal(
  rules: DestinationRules,
  number: string,
  { country, premium }: NumberOrigin,
): DestinationRefusal | undefined {
  const begins = (prefix: string): boolean => number.startsWith(prefix, 1);
  if (premium && !rules.premium) return 'premium_off';
  if (country !== rules.homeCountry && !rules.international) return 'international_off';
  if (rules.allowedPrefixes !== null && !rules.allowedPrefixes.some(begins)) return 'destination_blocked';
  return rules.blockedPrefixes.some(begins) ? 'destination_blocked' : undefined;
}
