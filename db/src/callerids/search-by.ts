import type { PlatformTx, TenantTx } from '../connect/index.ts';

/**
 * Narrows to numbers that hold the digits which were typed, or to the tenants whose name holds the words. It may name `c` and `t`, and
 * begins with `and` where it says anything.
 */
export function searchBy({ sql }: TenantTx | PlatformTx, words: string | undefined) {
  if (words === undefined || words === '') return sql``;
  const digits = words.replaceAll(/[^0-9]/g, '');
  if (digits === '' || !/^[\s\d+()-]+$/.test(words)) return sql`and position(lower(${words}) in lower(t.name)) > 0`;
  // Within China people write 0 before an area code; E.164 has the country's code in its place.
  const national = digits.startsWith('0') ? sql`or starts_with(c.number, ${`+86${digits.slice(1)}`})` : sql``;
  return sql`and (position(${digits} in c.number) > 0 ${national})`;
}
