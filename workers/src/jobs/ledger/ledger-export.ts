import {
  countEntries,
  type EntryFilter,
  filterOfExport,
  formatMicros,
  ledgerExportInput,
  type ListedEntry,
  listEntries,
} from '@yunhu/db/billing';
import type { TenantTx } from '@yunhu/db/connect';
import type { Cell } from '@yunhu/db/sheets';
import type { JobHandler } from '../job-context.ts';
import { writeTable } from '../write-table.ts';
import { type Language, wallTime, words } from './words.ts';

/** Read at once. */
const part = 5_000;

/** Who reads the file, and how. */
interface Reader {
  readonly timeZone: string;
  readonly isOperator: boolean;
  readonly currency: string;
}

/** Every entry of a filter as CSV or XLSX, in the order of the page. */
export const ledgerExport: JobHandler = (context) => {
  const { format, language, ...rest } = ledgerExportInput.parse(context.job.input);
  const filter = filterOfExport({ format, language, ...rest });
  return writeTable(context, {
    name: `ledger-${context.clock.now().toISOString().slice(0, 10)}`,
    sheetName: words[language].ledger,
    heading: words[language].entryHeads,
    format,
    count: (tx) => countEntries(tx, filter),
    parts: (tx) => readParts(tx, filter, language),
  });
};

async function* readParts(tx: TenantTx, filter: EntryFilter, language: Language) {
  const reader = await readReader(tx);
  let cursor: string | undefined;
  do {
    const page = await listEntries(tx, filter, { cursor, limit: part });
    yield page.items.map((entry) => rowOf(entry, reader, language));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

/** Everybody in a hierarchy has one currency. */
async function readReader(tx: TenantTx): Promise<Reader> {
  const [reader] = await tx.sql<[Reader]>`
    select time_zone as "timeZone", kind = 'operator' as "isOperator", currency from tenants where id = ${tx.actor.tenantId}`;
  return reader;
}

function rowOf(entry: ListedEntry, { timeZone, isOperator, currency }: Reader, language: Language): Cell[] {
  const { kinds, call, transfer, above, outside } = words[language];
  return [
    entry.tenant.name,
    entry.seq,
    wallTime(entry.recordedAt, timeZone),
    wallTime(entry.occurredAt, timeZone),
    kinds[entry.kind],
    entry.counterparty?.name ?? (isOperator ? outside : above),
    entry.kind.startsWith('call_') ? call : transfer,
    entry.transferId,
    entry.note,
    { decimal: formatMicros(entry.amountMicros) },
    { decimal: formatMicros(entry.balanceAfterMicros) },
    currency,
  ];
}
