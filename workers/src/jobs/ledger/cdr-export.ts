import { formatMicros } from '@yunhu/db/billing';
import { cdrExportInput, type CdrFilter, type CdrView, countCdrs, filterOfInput, listCdrs } from '@yunhu/db/calls';
import type { TenantTx } from '@yunhu/db/connect';
import type { Cell } from '@yunhu/db/sheets';
import type { JobHandler } from '../job-context.ts';
import { writeTable } from '../write-table.ts';
import { callWords } from './call-words.ts';
import { type Language, readTimeZone, wallTime } from './words.ts';

/** Read at once. */
const part = 5_000;

/** Every call of a filter as CSV or XLSX, in the order of the page. */
export const cdrExport: JobHandler = (context) => {
  const { format, language, ...rest } = cdrExportInput.parse(context.job.input);
  const filter = filterOfInput(rest);
  return writeTable(context, {
    name: `calls-${context.clock.now().toISOString().slice(0, 10)}`,
    sheetName: callWords[language].cdrs,
    heading: callWords[language].cdrHeads,
    format,
    count: (tx) => countCdrs(tx, filter),
    parts: (tx) => readParts(tx, filter, language),
  });
};

async function* readParts(tx: TenantTx, filter: CdrFilter, language: Language) {
  const timeZone = await readTimeZone(tx);
  let cursor: string | undefined;
  do {
    const page = await listCdrs(tx, filter, { cursor, limit: part });
    yield page.items.map((cdr) => rowOf(cdr, timeZone, language));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

function rowOf(cdr: CdrView, timeZone: string, language: Language): Cell[] {
  const at = (moment: Date | null) => (moment === null ? null : wallTime(moment, timeZone));
  return [
    cdr.number,
    cdr.callerNumber,
    cdr.task.name,
    at(cdr.originatedAt),
    at(cdr.answeredAt),
    at(cdr.endedAt),
    callWords[language].results[cdr.result],
    cdr.sipStatus,
    cdr.cause,
    cdr.ringSeconds,
    cdr.talkSeconds,
    { decimal: formatMicros(cdr.chargedMicros) },
    cdr.keys,
    cdr.seatName,
    cdr.line,
    cdr.attemptId,
  ];
}
