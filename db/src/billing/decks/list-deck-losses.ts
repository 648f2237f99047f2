import type { TenantTx } from '../../connect/index.ts';
import { cursorForms, type Page, type PageRequest, readCursor, toPage } from '../../cursor.ts';
import type { Micros } from '../micros.ts';
import { findDeck } from './find-deck.ts';

/** A rate that would lose: what its seller would pay for a prefix, and what it takes. */
export interface ListedLoss {
  readonly place: number;
  readonly sellerTenantId: string;
  readonly sellerName: string;
  readonly soldGroupId: string;
  readonly soldGroupName: string;
  readonly prefix: string;
  readonly destination: string;
  readonly costPrefix: string;
  readonly costBlockSeconds: number;
  readonly costPerBlockMicros: Micros;
  readonly soldPrefix: string;
  readonly soldBlockSeconds: number;
  readonly soldPerBlockMicros: Micros;
  readonly lossBeforeMicros: Micros;
  readonly lossMicros: Micros;
}

/** The losses that a deck's preview found: one's own first, then group by group. Throws `not_found`. */
export async function listDeckLosses(
  tx: TenantTx,
  { rateGroupId, deckId }: { readonly rateGroupId: string; readonly deckId: string },
  page: PageRequest,
): Promise<Page<ListedLoss>> {
  await findDeck(tx, { rateGroupId, deckId });
  const [after] = page.cursor === undefined ? ['-1'] : readCursor(page.cursor, [cursorForms.integer]);
  const rows = await tx.sql<ListedLoss[]>`
    select place, seller_tenant_id as "sellerTenantId", seller_name as "sellerName", sold_group_id as "soldGroupId",
      sold_group_name as "soldGroupName", prefix, destination, cost_prefix as "costPrefix", cost_block_seconds as "costBlockSeconds",
      cost_per_block_micros as "costPerBlockMicros", sold_prefix as "soldPrefix", sold_block_seconds as "soldBlockSeconds",
      sold_per_block_micros as "soldPerBlockMicros", loss_before_micros as "lossBeforeMicros", loss_micros as "lossMicros"
    from rate_deck_losses
    where tenant_id = ${tx.actor.tenantId} and deck_id = ${deckId} and place > ${after ?? '-1'}::bigint
    order by place limit ${page.limit + 1}`;
  return toPage(rows, page.limit, { item: (row) => row, key: (row) => [String(row.place)] });
}
