// A preview into its tables: a few statements with one text a column, as COPY refuses tables with row-level security, and arrays of a
// driver quote each element.
import type { TenantTx } from '../../connect/index.ts';
import type { ComparedRate, CurrentRate, DeckComparison } from './compare-deck.ts';
import type { DeckPrice, RejectedRow } from './deck-row.ts';
import type { DeckFinding } from './find-deck.ts';
import type { DeckLoss } from './find-deck-losses.ts';
import type { deckRowKinds } from './tables.ts';

/** Rows a statement. */
const batchRows = 20_000;
/** Separates values; no cell has it, as control characters are taken out. Its neighbour stands for null. */
const separator = '\u001f';
const nothing = '\u001e';

export interface Preview {
  readonly deckId: string;
  readonly comparison: DeckComparison;
  readonly losses: readonly DeckLoss[];
  readonly finding: DeckFinding;
  readonly basedOnRevision: bigint;
  readonly costStamp: string;
  readonly at: Date;
}

/** Replaces what an earlier preview of the deck found. */
export async function storePreview(tx: TenantTx, preview: Preview): Promise<void> {
  const { tenantId } = tx.actor;
  const { deckId, comparison, finding } = preview;
  await tx.sql`delete from rate_deck_rows where tenant_id = ${tenantId} and deck_id = ${deckId}`;
  await tx.sql`delete from rate_deck_losses where tenant_id = ${tenantId} and deck_id = ${deckId}`;
  for (const kind of ['added', 'changed', 'unchanged', 'repeated'] as const) {
    await storeRates(tx, deckId, kind, comparison[kind]);
  }
  await storeRates(tx, deckId, 'removed', comparison.removed.map(asRemoved));
  await storeRejected(tx, deckId, comparison.rejected);
  await storeLosses(tx, deckId, preview.losses);
  await tx.sql`
    update rate_decks set state = 'previewed', summary = ${JSON.stringify(finding)}::jsonb, previewed_at = ${preview.at},
      based_on_revision = ${preview.basedOnRevision}, cost_stamp = ${preview.costStamp}
    where tenant_id = ${tenantId} and id = ${deckId}`;
}

interface StoredRate extends DeckPrice {
  readonly line: number | null;
  readonly prefix: string;
  readonly destination: string;
  readonly previousRateId: string | null;
}

function asRemoved({ id, ...rate }: CurrentRate): StoredRate {
  return { ...rate, line: null, previousRateId: id };
}

async function storeRates(
  tx: TenantTx,
  deckId: string,
  kind: (typeof deckRowKinds)[number],
  rates: readonly (StoredRate | ComparedRate)[],
): Promise<void> {
  for (let start = 0; start < rates.length; start += batchRows) {
    const batch = rates.slice(start, start + batchRows);
    const list = (read: (rate: StoredRate) => string | number | bigint | null) =>
      tx.sql`string_to_array(${joined(batch, read)}, ${separator}, ${nothing})`;
    await tx.sql`
      insert into rate_deck_rows (tenant_id, deck_id, kind, place, line, prefix, destination, block_seconds, price_per_block_micros,
        first_block_seconds, first_block_price_micros, connection_fee_micros, grace_seconds, minimum_charge_micros, previous_rate_id)
      select ${tx.actor.tenantId}, ${deckId}, ${kind}, ${start} + r.place - 1, r.line, r.prefix, r.destination, r.block_seconds, r.price,
        r.first_seconds, r.first_price, r.fee, r.grace, r.minimum, r.previous
      from unnest(${list((r) => r.line)}::int[], ${list((r) => r.prefix)}, ${list((r) => r.destination)},
        ${list((r) => r.blockSeconds)}::int[], ${list((r) => r.pricePerBlockMicros)}::bigint[],
        ${list((r) => r.firstBlockSeconds)}::int[], ${list((r) => r.firstBlockPriceMicros)}::bigint[],
        ${list((r) => r.connectionFeeMicros)}::bigint[], ${list((r) => r.graceSeconds)}::int[],
        ${list((r) => r.minimumChargeMicros)}::bigint[], ${list((r) => r.previousRateId)}::uuid[])
        with ordinality r (line, prefix, destination, block_seconds, price, first_seconds, first_price, fee, grace, minimum, previous, place)`;
  }
}

async function storeRejected(tx: TenantTx, deckId: string, rejected: readonly RejectedRow[]): Promise<void> {
  if (rejected.length === 0) return;
  const list = (read: (row: RejectedRow) => string | number) =>
    tx.sql`string_to_array(${joined(rejected, read)}, ${separator}, ${nothing})`;
  await tx.sql`
    insert into rate_deck_rows (tenant_id, deck_id, kind, place, line, field, reason, cell)
    select ${tx.actor.tenantId}, ${deckId}, 'rejected', r.place - 1, r.line, r.field, r.reason, r.cell
    from unnest(${list((r) => r.line)}::int[], ${list((r) => r.field)}, ${list((r) => r.reason)}, ${list((r) => r.cell)})
      with ordinality r (line, field, reason, cell, place)`;
}

async function storeLosses(tx: TenantTx, deckId: string, losses: readonly DeckLoss[]): Promise<void> {
  const rows = losses.map((loss, place) => ({
    tenant_id: tx.actor.tenantId,
    deck_id: deckId,
    place,
    seller_tenant_id: loss.sellerTenantId,
    seller_name: loss.sellerName,
    sold_group_id: loss.soldGroupId,
    sold_group_name: loss.soldGroupName,
    prefix: loss.prefix,
    destination: loss.destination,
    cost_prefix: loss.costRate.prefix,
    cost_block_seconds: loss.costRate.blockSeconds,
    cost_per_block_micros: loss.costRate.pricePerBlockMicros,
    sold_prefix: loss.soldRate.prefix,
    sold_block_seconds: loss.soldRate.blockSeconds,
    sold_per_block_micros: loss.soldRate.pricePerBlockMicros,
    loss_before_micros: loss.lossBeforeMicros,
    loss_micros: loss.lossMicros,
  }));
  for (let start = 0; start < rows.length; start += maxParameterRows) {
    await tx.sql`insert into rate_deck_losses ${tx.sql(rows.slice(start, start + maxParameterRows))}`;
  }
}

/** A statement takes 65,534 parameters, and a loss has seventeen. */
const maxParameterRows = 3000;

function joined<Row>(rows: readonly Row[], read: (row: Row) => string | number | bigint | null): string {
  return rows.map((row) => read(row) ?? nothing).join(separator);
}
