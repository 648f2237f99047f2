// What the export of the audit begins with: written by who asks, read by who does it.
import { z } from 'zod';
import type { AuditFilter } from './audit-view.ts';

export const auditExportInput = z.strictObject({
  format: z.enum(['csv', 'xlsx']),
  language: z.enum(['zh', 'en']),
  tenantId: z.uuid().optional(),
  scope: z.enum(['below']).optional(),
  from: z.iso.datetime().optional(),
  to: z.iso.datetime().optional(),
  staffId: z.uuid().optional(),
  actions: z.array(z.string()).optional(),
  subjectId: z.string().max(100).optional(),
  supportSessionId: z.uuid().optional(),
  q: z.string().max(100).optional(),
});
export type AuditExportInput = z.infer<typeof auditExportInput>;

/** The filter of an export as the record takes it. */
export function filterOfAuditExport(input: AuditExportInput): AuditFilter {
  const { format: _, language: __, from, to, ...rest } = input;
  const date = (text: string | undefined) => (text === undefined ? undefined : new Date(text));
  return { ...rest, from: date(from), to: date(to) };
}

/** The same the other way. */
export function auditInputOf({ from, to, ...rest }: AuditFilter): Record<string, unknown> {
  const input = { ...rest, from: from?.toISOString(), to: to?.toISOString() };
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
}
