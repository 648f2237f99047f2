import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import type { DeckSummary } from './compare-deck.ts';
import { type DeckMapping, deckMapping } from './mapping.ts';
import type { DeckHead } from './read-head.ts';
import type { deckStates } from './tables.ts';

/** What a preview found, with the rates below (and one's own) that would lose. */
export interface DeckFinding extends DeckSummary {
  /** Of accounts below. */
  readonly losses: number;
  /** The deck's own rates below what their seller pays. */
  readonly belowCost: number;
}

export interface Deck {
  readonly id: string;
  readonly rateGroupId: string;
  readonly fileName: string;
  readonly objectKey: string;
  readonly bytes: number;
  readonly state: (typeof deckStates)[number];
  readonly head: DeckHead;
  readonly mapping: DeckMapping | null;
  readonly previewJobId: string | null;
  readonly applyJobId: string | null;
  readonly basedOnRevision: bigint | null;
  /** What its seller paid at the preview. */
  readonly costStamp: string | null;
  readonly summary: DeckFinding | null;
  readonly versionId: string | null;
  readonly createdAt: Date;
  readonly previewedAt: Date | null;
  /** The group's rates were changed since the preview. */
  readonly isStale: boolean;
}

/** A deck of the current tenant. Throws `not_found`. */
export async function findDeck(
  tx: TenantTx,
  {
    rateGroupId,
    deckId,
    lock = false,
  }: { readonly rateGroupId?: string; readonly deckId: string; readonly lock?: boolean },
): Promise<Deck> {
  const [row] = await tx.sql<Deck[]>`
    select d.id, d.rate_group_id as "rateGroupId", d.file_name as "fileName", d.object_key as "objectKey", d.bytes::int, d.state, d.head,
      d.mapping, d.preview_job_id as "previewJobId", d.apply_job_id as "applyJobId", d.based_on_revision as "basedOnRevision", d.cost_stamp as "costStamp", d.summary,
      d.version_id as "versionId", d.created_at as "createdAt", d.previewed_at as "previewedAt",
      d.state = 'previewed' and d.based_on_revision <> g.revision as "isStale"
    from rate_decks d join rate_groups g on (g.tenant_id, g.id) = (d.tenant_id, d.rate_group_id)
    where d.tenant_id = ${tx.actor.tenantId} and d.id = ${deckId}
      ${rateGroupId === undefined ? tx.sql`` : tx.sql`and d.rate_group_id = ${rateGroupId}`}
    ${lock ? tx.sql`for update of d` : tx.sql``}`;
  if (row === undefined) throw new DomainError('not_found');
  return { ...row, mapping: row.mapping === null ? null : deckMapping.parse(row.mapping) };
}
