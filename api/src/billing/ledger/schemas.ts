import { z } from 'zod';
import { id, instant, microsText, named, pageOf, pageQuery, words } from '../../http/schemas.ts';

export const entryKinds = [
  'top_up',
  'withdrawal',
  'correction',
  'payment',
  'refund',
  'dispute',
  'dispute_reversal',
  'call_charge',
  'call_revenue',
  'call_overrun',
] as const;

export const walletKinds = ['main', 'external', 'loss'] as const;
export const fileFormats = ['csv', 'xlsx'] as const;
export const fileLanguages = ['zh', 'en'] as const;

/** Signed, in currency units: "-0.15". */
const signedAmount = z.string().min(1).max(40);

const kindList = z
  .string()
  .max(200)
  .transform((text) => text.split(','))
  .pipe(z.array(z.enum(entryKinds)).min(1).max(entryKinds.length))
  .meta({ description: 'One or several, separated by commas.', type: 'string' });

const filterFields = {
  tenantId: id.optional().meta({ description: 'Oneself when absent.' }),
  scope: z
    .enum(['below'])
    .optional()
    .meta({ description: 'Main wallets of everybody below, as one list; not with a tenantId.' }),
  wallet: z.enum(walletKinds).optional().meta({ description: 'main when absent; the others are the operator’s.' }),
  from: instant.optional().meta({ description: 'Booked at or after.' }),
  to: instant.optional().meta({ description: 'Booked before.' }),
  least: signedAmount.optional().meta({ description: 'Signed amount, inclusive: what went out is negative.' }),
  most: signedAmount.optional().meta({ description: 'Signed amount, inclusive.' }),
  reference: words(100)
    .min(2)
    .optional()
    .meta({ description: 'Id of a transfer, call or payment, its last digits, or words of a note.' }),
};

export const entriesQuery = pageQuery.extend({ ...filterFields, kind: kindList.optional() });
export const sumsQuery = z.object({ ...filterFields, kind: kindList.optional() });

export const ledgerExportBody = z.strictObject({
  ...filterFields,
  kinds: z.array(z.enum(entryKinds)).max(entryKinds.length).optional(),
  format: z.enum(fileFormats),
  language: z.enum(fileLanguages),
});

export const ledgerEntry = z
  .object({
    walletId: id,
    seq: z.int(),
    tenantId: id,
    tenant: named,
    recordedAt: instant.meta({ description: 'When the money moved; lists are in this order.' }),
    occurredAt: instant.meta({ description: 'When what it is for happened: a call’s end.' }),
    kind: z.enum(entryKinds),
    amountMicros: microsText.meta({ description: 'Signed: what came in is positive.' }),
    balanceAfterMicros: microsText,
    counterparty: named.nullable().meta({ description: 'null where the other side lies above who asks.' }),
    reference: z.object({
      type: z.enum(['transfer', 'attempt']),
      id,
      label: z.string().optional().meta({ description: "The task's name, where the call is one's own." }),
    }),
    note: z.string().nullable(),
  })
  .meta({ id: 'LedgerEntry' });

export const entryPage = pageOf(ledgerEntry).extend({
  searchedTo: instant.nullable().meta({
    description:
      'Where there was too much to look through at once: so far back the page is complete, and its cursor goes on.',
  }),
});

export const entrySums = z
  .object({
    count: z.int(),
    inMicros: microsText,
    outMicros: microsText.meta({ description: 'Not positive.' }),
    since: instant.nullable().meta({
      description: 'null: of everything asked for. Otherwise only of what was booked since, as there is too much.',
    }),
  })
  .meta({ id: 'EntrySums' });

export const monthName = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month: 2026-10');

export const statementsQuery = z.object({ tenantId: id.optional().meta({ description: 'Oneself when absent.' }) });

export const statementBody = z.strictObject({
  tenantId: id.optional().meta({ description: 'Oneself when absent.' }),
  month: monthName,
  language: z.enum(fileLanguages),
});

export const statementMonth = z
  .object({
    month: monthName,
    from: instant,
    to: instant,
    isOver: z.boolean(),
    openingMicros: microsText,
    closingMicros: microsText,
    entries: z.int(),
  })
  .meta({ id: 'StatementMonth' });

export type EntryKind = (typeof entryKinds)[number];
export type WalletKind = (typeof walletKinds)[number];
export type FileFormat = (typeof fileFormats)[number];
export type FileLanguage = (typeof fileLanguages)[number];
export type LedgerEntry = z.infer<typeof ledgerEntry>;
export type EntryPage = z.infer<typeof entryPage>;
export type EntrySums = z.infer<typeof entrySums>;
export type LedgerExportBody = z.infer<typeof ledgerExportBody>;
export type StatementMonth = z.infer<typeof statementMonth>;
export type StatementBody = z.infer<typeof statementBody>;
