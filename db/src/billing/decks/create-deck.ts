import type { TenantTx } from '../../connect/index.ts';
import { recordAudit } from '../../tenancy/index.ts';
import { findOwnList } from './find-own-list.ts';
import type { DeckHead } from './read-head.ts';

export interface NewDeck {
  readonly rateGroupId: string;
  readonly fileName: string;
  readonly objectKey: string;
  readonly bytes: number;
  readonly head: DeckHead;
}

/** Files that one upload takes away. */
const maxUnusedKeys = 100;

/**
 * Records an uploaded deck; answers its id, and the files of the group's earlier decks that nobody asked to preview within a day: no
 * longer of use. Younger ones may be a colleague's, who is still saying what their columns mean.
 * What earlier previews found is forgotten. Throws `not_found`, `invalid_transition`.
 */
export async function createDeck(tx: TenantTx, deck: NewDeck): Promise<{ id: string; unusedKeys: string[] }> {
  const { tenantId, staffId } = tx.actor;
  await findOwnList(tx, deck.rateGroupId);
  const unused = await tx.sql<{ key: string }[]>`
    select object_key as key from rate_decks
    where tenant_id = ${tenantId} and rate_group_id = ${deck.rateGroupId} and preview_job_id is null
      and created_at < now() - interval '1 day'
    order by created_at desc limit ${maxUnusedKeys}`;
  for (const table of ['rate_deck_rows', 'rate_deck_losses']) {
    await tx.sql`delete from ${tx.sql(table)} where tenant_id = ${tenantId}
      and deck_id in (select id from rate_decks where tenant_id = ${tenantId} and rate_group_id = ${deck.rateGroupId})`;
  }
  const [{ id }] = await tx.sql<[{ id: string }]>`
    insert into rate_decks (tenant_id, rate_group_id, file_name, object_key, bytes, head, staff_id)
    values (${tenantId}, ${deck.rateGroupId}, ${deck.fileName}, ${deck.objectKey}, ${deck.bytes}, ${JSON.stringify(deck.head)}::jsonb,
      ${staffId ?? null}) returning id`;
  await recordAudit(tx, {
    tenantId,
    action: 'rate-deck.upload',
    subjectType: 'rate-deck',
    subjectId: id,
    details: { fileName: deck.fileName, bytes: deck.bytes },
  });
  return { id, unusedKeys: unused.map((row) => row.key) };
}
