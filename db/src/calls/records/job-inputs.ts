// What the exports of calls begin with: written by who asks, read by who does it.
import { z } from 'zod';
import { fileFormats, fileLanguages, micros, type Micros } from '../../billing/index.ts';
import { callResults } from '../../tasks/index.ts';
import type { CdrFilter } from './list-cdrs.ts';
import type { ChargeFilter } from './list-charges.ts';

const amount = z.string().regex(/^-?\d{1,19}$/);
const ranges = {
  format: z.enum(fileFormats),
  language: z.enum(fileLanguages),
  from: z.iso.datetime().optional(),
  to: z.iso.datetime().optional(),
  leastSeconds: z.int().optional(),
  mostSeconds: z.int().optional(),
  leastMicros: amount.optional(),
  mostMicros: amount.optional(),
};

export const cdrExportInput = z.strictObject({
  ...ranges,
  number: z.string().max(64).optional(),
  results: z.array(z.enum(callResults)).optional(),
  taskId: z.uuid().optional(),
  line: z.string().max(6).optional(),
});
export const chargeExportInput = z.strictObject({
  ...ranges,
  tenantId: z.uuid().optional(),
  prefix: z.string().max(15).optional(),
});
export type CdrExportInput = z.infer<typeof cdrExportInput>;
export type ChargeExportInput = z.infer<typeof chargeExportInput>;

type Input = Omit<CdrExportInput & ChargeExportInput, 'format' | 'language'>;
type Filter = CdrFilter & ChargeFilter;

/** A filter from what JSON carries. */
export function filterOfInput({ from, to, leastMicros, mostMicros, ...rest }: Input): Filter {
  const date = (text: string | undefined) => (text === undefined ? undefined : new Date(text));
  const money = (text: string | undefined): Micros | undefined => (text === undefined ? undefined : micros(text));
  return { ...rest, from: date(from), to: date(to), leastMicros: money(leastMicros), mostMicros: money(mostMicros) };
}

/** The same the other way. */
export function callInputOf(filter: Filter): Record<string, unknown> {
  const plain = Object.entries(filter).map(([key, value]: [string, unknown]): [string, unknown] => [
    key,
    value instanceof Date ? value.toISOString() : typeof value === 'bigint' ? String(value) : value,
  ]);
  return Object.fromEntries(plain.filter(([, value]) => value !== undefined));
}
