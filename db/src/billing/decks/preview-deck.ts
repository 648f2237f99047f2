// One preview from the file's first byte to its stored rows: what the handler of the job does between the object store and the record.
import type { Database } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { readSheet } from '../../sheets/index.ts';
import type { Rate } from '../rate-call.ts';
import { loadListRates } from '../load-list-rates.ts';
import { compareDeck, type CurrentRate, type DeckComparison } from './compare-deck.ts';
import { findDeck, type DeckFinding } from './find-deck.ts';
import { findDeckLosses, loadCostStamp } from './find-deck-losses.ts';
import { findOwnList } from './find-own-list.ts';
import { maxDeckRows, readDeck } from './read-deck.ts';
import { maxDeckBytes } from './read-head.ts';
import { storePreview } from './store-preview.ts';

export interface PreviewOptions {
  readonly deckId: string;
  readonly actor: { readonly tenantId: string; readonly staffId?: string };
  readonly content: AsyncIterable<Uint8Array>;
  readonly at: Date;
  /** Rows read so far. */
  readonly progress?: (rows: number, total?: number) => Promise<void>;
}

const rowsBetweenProgress = 2_000;

/** Reads a deck, compares it with the rates in force and stores what it would change. Throws `not_found`, `file_unreadable`, `sheet_too_large`. */
export async function previewDeck(database: Database, options: PreviewOptions): Promise<DeckFinding> {
  const { deckId, actor, at, progress = () => Promise.resolve() } = options;
  const { deck, before, revision } = await database.withTenant(actor, async (tx) => {
    const found = await findDeck(tx, { deckId });
    // The revision first: what changes between the two reads makes the preview stale, not wrong.
    const { revision } = await findOwnList(tx, found.rateGroupId);
    return { deck: found, revision, before: await loadListRates(tx, found.rateGroupId) };
  });
  const { mapping, rateGroupId } = deck;
  if (mapping === null) throw new DomainError('invalid_transition', 'nobody has said what the columns mean');
  const rows = counted(
    readSheet(options.content, { maxRows: maxDeckRows + mapping.headingRows, maxBytes: maxDeckBytes }),
    progress,
  );
  const reading = await readDeck(rows, mapping);
  const comparison = compareDeck(inForce(before, at), reading);
  await progress(reading.rows, reading.rows);
  const after = ratesAfter(before, comparison, rateGroupId, at);
  const change = { tenantId: actor.tenantId, rateGroupId, before, after, at };
  const { losses, belowCost, downstream, costStamp } = await database.withPlatform(
    'margins below a deck',
    async (tx) => ({
      // The stamp first, as the revision.
      costStamp: await loadCostStamp(tx, change),
      ...(await findDeckLosses(tx, change, () => progress(reading.rows, reading.rows))),
    }),
  );
  const finding = { ...comparison.summary, losses: downstream, belowCost };
  await database.withTenant(actor, (tx) =>
    storePreview(tx, { deckId, comparison, losses, finding, basedOnRevision: revision, costStamp, at }),
  );
  return finding;
}

async function* counted<Row>(rows: AsyncIterable<Row>, progress: (done: number) => Promise<void>): AsyncGenerator<Row> {
  let count = 0;
  for await (const row of rows) {
    if (++count % rowsBetweenProgress === 0) await progress(count);
    yield row;
  }
}

function inForce(rates: readonly Rate[], at: Date): CurrentRate[] {
  const atMs = at.getTime();
  return rates.flatMap((rate) =>
    rate.effectiveFromMs <= atMs && atMs < rate.effectiveUntilMs
      ? [{ ...rate, destination: rate.destination ?? '' }]
      : [],
  );
}

/** The group's rates as they would be with the whole deck applied now, leaving out what it leaves out. */
function ratesAfter(before: readonly Rate[], comparison: DeckComparison, rateGroupId: string, at: Date): Rate[] {
  const atMs = at.getTime();
  const ending = new Set([
    ...comparison.changed.flatMap((rate) => rate.previousRateId ?? []),
    ...comparison.removed.map((rate) => rate.id),
  ]);
  const stays = before.map((rate) => (ending.has(rate.id) ? { ...rate, effectiveUntilMs: atMs } : rate));
  const begins = [...comparison.added, ...comparison.changed].map((rate) => ({
    ...rate,
    id: `line ${rate.line}, ${rate.prefix}`,
    rateGroupId,
    effectiveFromMs: atMs,
    effectiveUntilMs: Infinity,
  }));
  return [...stays, ...begins];
}
