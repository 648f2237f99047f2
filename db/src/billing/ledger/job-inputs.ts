// What the jobs of the ledger begin with: written by who asks, read by who does it.
import { z } from 'zod';
import { micros } from '../micros.ts';
import { entryKinds } from '../tables.ts';
import type { EntryFilter } from './entry-filter.ts';

export const fileFormats = ['csv', 'xlsx'] as const;
export const fileLanguages = ['zh', 'en'] as const;

const amount = z.string().regex(/^-?\d{1,19}$/);

export const ledgerExportInput = z.strictObject({
  format: z.enum(fileFormats),
  language: z.enum(fileLanguages),
  tenantId: z.uuid().optional(),
  wallet: z.enum(['main', 'external', 'loss']).optional(),
  kinds: z.array(z.enum(entryKinds)).optional(),
  from: z.iso.datetime().optional(),
  to: z.iso.datetime().optional(),
  leastMicros: amount.optional(),
  mostMicros: amount.optional(),
  reference: z.string().max(100).optional(),
});
export type LedgerExportInput = z.infer<typeof ledgerExportInput>;

export const statementInput = z.strictObject({
  tenantId: z.uuid(),
  month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/),
  language: z.enum(fileLanguages),
});
export type StatementInput = z.infer<typeof statementInput>;

/** The filter of an export as the record takes it. */
export function filterOfExport(input: LedgerExportInput): EntryFilter {
  const { tenantId, wallet, kinds, from, to, leastMicros, mostMicros, reference } = input;
  return {
    tenantId,
    wallet,
    kinds,
    from: from === undefined ? undefined : new Date(from),
    to: to === undefined ? undefined : new Date(to),
    leastMicros: leastMicros === undefined ? undefined : micros(leastMicros),
    mostMicros: mostMicros === undefined ? undefined : micros(mostMicros),
    reference,
  };
}

/** The same the other way, as JSON carries it. */
export function inputOfFilter(filter: EntryFilter): Omit<LedgerExportInput, 'format' | 'language'> {
  const { tenantId, wallet, kinds, from, to, leastMicros, mostMicros, reference } = filter;
  return {
    ...(tenantId === undefined ? {} : { tenantId }),
    ...(wallet === undefined ? {} : { wallet }),
    ...(kinds === undefined ? {} : { kinds: [...kinds] }),
    ...(from === undefined ? {} : { from: from.toISOString() }),
    ...(to === undefined ? {} : { to: to.toISOString() }),
    ...(leastMicros === undefined ? {} : { leastMicros: String(leastMicros) }),
    ...(mostMicros === undefined ? {} : { mostMicros: String(mostMicros) }),
    ...(reference === undefined ? {} : { reference }),
  };
}
