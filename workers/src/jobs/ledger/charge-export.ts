import { formatMicros, micros } from '@yunhu/db/billing';
import {
  chargeExportInput,
  type ChargeFilter,
  type ChargeView,
  countCharges,
  filterOfInput,
  listCharges,
} from '@yunhu/db/calls';
import type { TenantTx } from '@yunhu/db/connect';
import type { Cell } from '@yunhu/db/sheets';
import type { JobHandler } from '../job-context.ts';
import { writeTable } from '../write-table.ts';
import { callWords } from './call-words.ts';
import { readTimeZone, wallTime } from './words.ts';

/** Read at once. */
const part = 5_000;

/** Every charge of a filter as CSV or XLSX, in the order of the page: money and lengths, never numbers. */
export const chargeExport: JobHandler = (context) => {
  const { format, language, ...rest } = chargeExportInput.parse(context.job.input);
  const filter = filterOfInput(rest);
  return writeTable(context, {
    name: `charges-${context.clock.now().toISOString().slice(0, 10)}`,
    sheetName: callWords[language].charges,
    heading: callWords[language].chargeHeads,
    format,
    count: (tx) => countCharges(tx, filter),
    parts: (tx) => readParts(tx, filter),
  });
};

async function* readParts(tx: TenantTx, filter: ChargeFilter) {
  const timeZone = await readTimeZone(tx);
  let cursor: string | undefined;
  do {
    const page = await listCharges(tx, filter, { cursor, limit: part });
    yield page.items.map((charge) => rowOf(charge, timeZone));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

function rowOf(charge: ChargeView, timeZone: string): Cell[] {
  const { paidMicros, costMicros } = charge;
  return [
    wallTime(charge.answeredAt, timeZone),
    charge.payer.name,
    charge.customer.name,
    charge.prefix,
    charge.destination,
    charge.billedSeconds,
    charge.blocks,
    { decimal: formatMicros(paidMicros) },
    costMicros === null ? null : { decimal: formatMicros(costMicros) },
    costMicros === null ? null : { decimal: formatMicros(micros(paidMicros - costMicros)) },
    charge.attemptId,
  ];
}
