import { Readable } from 'node:stream';
import { findRateGroup, formatMicros, listDerivedRates, type ListedRate, listRates } from '@yunhu/db/billing';
import { type Cell, writeCsv, writeXlsx } from '@yunhu/db/sheets';
import { z } from 'zod';
import { actorOf } from './actor-of.ts';
import type { JobContext, JobHandler } from './job-context.ts';

const input = z.object({ rateGroupId: z.uuid(), format: z.enum(['csv', 'xlsx']) });

/** The names that an import knows. */
const heading = [
  'prefix',
  'destination',
  'block_seconds',
  'price_per_block',
  'first_block_seconds',
  'first_block_price',
  'connection_fee',
  'grace_seconds',
  'minimum_charge',
  'effective_from',
  'effective_until',
];
const widths = [14, 36, 14, 16, 20, 18, 16, 14, 16, 22, 22];
const pageRates = 5_000;
const maxFileBytes = 1024 * 1024 * 1024;
const contentTypes = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** Writes the rates of a group that are in force, as a file that an import takes for what it is: unchanged. */
export const ratesExport: JobHandler = async (context) => {
  const { rateGroupId, format } = input.parse(context.job.input);
  const { database, objects, fileKey, job } = context;
  const group = await database.withTenant(actorOf(job), (tx) => findRateGroup(tx, rateGroupId));
  const written = { rates: 0 };
  const rows = ratesInForce(context, group, (done) => (written.rates = done));
  const content: Readable =
    format === 'csv' ? writeCsv(rows, { heading }) : writeXlsx(rows, { heading, sheetName: group.name, widths });
  const { bytes } = await objects.put(fileKey, content, { maxBytes: maxFileBytes });
  const name = `${group.name.replaceAll(/[^\p{L}\p{N} ._-]/gu, '_').slice(0, 80)}.${format}`;
  return { ...written, file: { key: fileKey, name, contentType: contentTypes[format], bytes } };
};

async function* ratesInForce(
  { database, clock, job, progress }: JobContext,
  { id, pricing }: { readonly id: string; readonly pricing: 'list' | 'rule' },
  onDone: (rates: number) => void,
): AsyncGenerator<Cell[]> {
  const now = clock.now();
  const actor = actorOf(job);
  let done = 0;
  for (let cursor: string | undefined | null; cursor !== null;) {
    const page = { limit: pageRates, ...(cursor === undefined ? {} : { cursor }) };
    const filter = { beginsBy: now, endsAfter: now };
    // Asked for anew on each page, so that a group taken away meanwhile ends the export.
    const found = await (pricing === 'list'
      ? database.withTenant(actor, (tx) => listRates(tx, id, page, filter))
      : database
          .withTenant(actor, (tx) => findRateGroup(tx, id))
          .then(() => database.withPlatform('rates of a rule', (tx) => listDerivedRates(tx, id, page, filter))));
    for (const rate of found.items) yield cellsOf(rate);
    done += found.items.length;
    onDone(done);
    await progress(done);
    cursor = found.nextCursor;
  }
}

function cellsOf(rate: ListedRate): Cell[] {
  const amount = (value: ListedRate['pricePerBlockMicros'] | null): Cell =>
    value === null ? null : { decimal: formatMicros(value) };
  return [
    rate.prefix,
    rate.destination,
    rate.blockSeconds,
    amount(rate.pricePerBlockMicros),
    rate.firstBlockSeconds,
    amount(rate.firstBlockPriceMicros),
    amount(rate.connectionFeeMicros),
    rate.graceSeconds,
    amount(rate.minimumChargeMicros),
    rate.effectiveFrom?.toISOString() ?? null,
    rate.effectiveUntil?.toISOString() ?? null,
  ];
}
