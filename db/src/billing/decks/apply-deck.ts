import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { recordAudit } from '../../tenancy/index.ts';
import { type Deck, findDeck } from './find-deck.ts';
import { lockOwnList } from './find-own-list.ts';
import type { DeckMode } from './request-deck-jobs.ts';
import { priceColumns, writeVersion } from './write-version.ts';

export interface DeckApplication {
  readonly deckId: string;
  readonly mode: DeckMode;
  /** From when on the deck's rates hold; `now` where it is not later. */
  readonly effectiveAt: Date;
  readonly now: Date;
  /** The seller knows that some of the rates are below what it pays. */
  readonly allowBelowCost: boolean;
  /** The preview that was seen, by its time; whichever there is where it is absent. */
  readonly previewedAt?: Date | undefined;
  /** Asked while nobody else writes the list: what its seller pays, as `loadCostStamp` says it. Not compared where it is absent. */
  readonly findCostStamp?: (rateGroupId: string) => Promise<string>;
}

export interface AppliedVersion {
  readonly versionId: string;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

/**
 * Makes what a preview found true, all of it or nothing: rates that change or are left out end, the deck's begin. Nothing is edited. A
 * deck that was applied before answers what came of that. Throws `not_found`, `invalid_transition` (not previewed), `stale_preview` where
 * the rates changed since, `scheduled_change` where some will change later anyway, `below_cost`.
 */
export async function applyDeck(tx: TenantTx, application: DeckApplication): Promise<AppliedVersion> {
  const deck = await findDeck(tx, { deckId: application.deckId, lock: true });
  if (deck.state === 'applied' && deck.versionId !== null) return findApplied(tx, deck.versionId);
  const { summary, rateGroupId } = deck;
  if (deck.state !== 'previewed' || summary === null)
    throw new DomainError('invalid_transition', 'the deck is not previewed');
  const group = await lockOwnList(tx, rateGroupId);
  if (group.revision !== deck.basedOnRevision) throw new DomainError('stale_preview');
  await requireSamePreview(deck, application);
  await requireNothingScheduled(tx, rateGroupId, application.now);
  await requireRows(tx, deck);
  if (summary.belowCost > 0 && !application.allowBelowCost) throw new DomainError('below_cost');
  const removed = application.mode === 'replace' ? summary.removed : 0;
  const { added, changed } = summary;
  const effectiveAt = application.effectiveAt > application.now ? application.effectiveAt : application.now;
  const versionId = await writeVersion(tx, {
    rateGroupId,
    kind: 'deck',
    fileName: deck.fileName,
    effectiveAt,
    added,
    changed,
    removed,
  });
  await exchangeRates(tx, deck, { ...application, effectiveAt, versionId });
  await tx.sql`update rate_decks set state = 'applied', version_id = ${versionId} where tenant_id = ${tx.actor.tenantId} and id = ${deck.id}`;
  await recordAudit(tx, {
    tenantId: tx.actor.tenantId,
    action: 'rate-group.apply-deck',
    subjectType: 'rate-group',
    subjectId: rateGroupId,
    details: { versionId, fileName: deck.fileName, added, changed, removed, effectiveAt: effectiveAt.toISOString() },
  });
  return { versionId, added, changed, removed };
}

/** Nobody has seen what another preview found, nor what the deck loses at another cost. */
async function requireSamePreview(deck: Deck, { previewedAt, findCostStamp }: DeckApplication): Promise<void> {
  if (previewedAt !== undefined && previewedAt.getTime() !== deck.previewedAt?.getTime()) {
    throw new DomainError('stale_preview', 'the deck was previewed anew');
  }
  if (findCostStamp !== undefined && (await findCostStamp(deck.rateGroupId)) !== deck.costStamp) {
    throw new DomainError('stale_preview', 'what the seller pays has changed');
  }
}

async function findApplied(tx: TenantTx, versionId: string): Promise<AppliedVersion> {
  const [version] = await tx.sql<AppliedVersion[]>`
    select id as "versionId", added, changed, removed from rate_group_versions where tenant_id = ${tx.actor.tenantId} and id = ${versionId}`;
  if (version === undefined) throw new DomainError('not_found');
  return version;
}

/** A deck speaks of the whole group; what is to change later was compared with something else. */
async function requireNothingScheduled(tx: TenantTx, rateGroupId: string, now: Date): Promise<void> {
  const scheduled = await tx.sql`
    select from rates where tenant_id = ${tx.actor.tenantId} and rate_group_id = ${rateGroupId} and effective_until > effective_from
      and (effective_from > ${now} or (effective_until > ${now} and effective_until < 'infinity')) limit 1`;
  if (scheduled.length > 0) throw new DomainError('scheduled_change');
}

/** A server that crashed has emptied the preview's tables: they are not logged. */
async function requireRows(tx: TenantTx, { id, summary }: Deck): Promise<void> {
  const [{ count }] = await tx.sql<[{ count: number }]>`
    select count(*)::int from rate_deck_rows where tenant_id = ${tx.actor.tenantId} and deck_id = ${id}
      and kind in ('added', 'changed', 'removed')`;
  const expected = (summary?.added ?? 0) + (summary?.changed ?? 0) + (summary?.removed ?? 0);
  if (count !== expected) throw new DomainError('stale_preview');
}

async function exchangeRates(
  tx: TenantTx,
  deck: Deck,
  { versionId, mode, effectiveAt, allowBelowCost }: DeckApplication & { versionId: string },
): Promise<void> {
  const { tenantId, staffId } = tx.actor;
  const ending = mode === 'replace' ? ['changed', 'removed'] : ['changed'];
  await tx.sql`
    update rates r set effective_until = ${effectiveAt}, closed_by_version_id = ${versionId}
    from rate_deck_rows d
    where d.tenant_id = ${tenantId} and d.deck_id = ${deck.id} and d.kind = any (${ending}) and (r.tenant_id, r.id) = (d.tenant_id, d.previous_rate_id)`;
  // Read once and hashed: a look for each row would take the square of them.
  const allowed = tx.sql`d.prefix in (select l.sold_prefix from rate_deck_losses l where l.tenant_id = ${tenantId} and l.deck_id = ${deck.id}
    and l.sold_group_id = ${deck.rateGroupId})`;
  const isAllowed = allowBelowCost && (deck.summary?.belowCost ?? 0) > 0;
  await tx.sql`
    insert into rates (tenant_id, rate_group_id, ${priceColumns(tx)}, effective_from, version_id, below_cost_allowed_by, below_cost_allowed_at)
    select ${tenantId}, ${deck.rateGroupId}, ${priceColumns(tx)}, ${effectiveAt}, ${versionId},
      ${isAllowed ? tx.sql`case when ${allowed} then ${staffId ?? null}::uuid end, case when ${allowed} then now() end` : tx.sql`null, null`}
    from rate_deck_rows d
    where d.tenant_id = ${tenantId} and d.deck_id = ${deck.id} and d.kind in ('added', 'changed')`;
}
