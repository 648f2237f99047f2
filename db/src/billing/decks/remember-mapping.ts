import type { TenantTx } from '../../connect/index.ts';
import { type DeckMapping, deckMapping, signatureOf, suggestMapping } from './mapping.ts';
import type { DeckHead } from './read-head.ts';

/** What a person said of the columns the last time the headings were these, or else a guess. */
export async function proposeMapping(
  tx: TenantTx,
  { headings, headingRows }: DeckHead,
): Promise<{ mapping: DeckMapping; remembered: boolean }> {
  const [known] = await tx.sql<{ mapping: unknown }[]>`
    select mapping from rate_deck_mappings where tenant_id = ${tx.actor.tenantId} and signature = ${signatureOf(headings)}`;
  const remembered = deckMapping.safeParse(known?.mapping);
  if (remembered.success) return { mapping: { ...remembered.data, headingRows }, remembered: true };
  return { mapping: suggestMapping(headings, headingRows), remembered: false };
}

/** Keeps what the columns mean for the next file with these headings. */
export async function rememberMapping(tx: TenantTx, { headings }: DeckHead, mapping: DeckMapping): Promise<void> {
  await tx.sql`
    insert into rate_deck_mappings (tenant_id, signature, mapping)
    values (${tx.actor.tenantId}, ${signatureOf(headings)}, ${JSON.stringify(mapping)}::jsonb)
    on conflict (tenant_id, signature) do update set mapping = excluded.mapping, used_at = now()`;
}
