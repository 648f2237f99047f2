import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { enqueueJob } from '../../jobs/index.ts';
import { recordAudit } from '../../tenancy/index.ts';
import { findDeck } from './find-deck.ts';
import { findOwnList } from './find-own-list.ts';
import type { DeckMapping } from './mapping.ts';
import { rememberMapping } from './remember-mapping.ts';

interface DeckRef {
  readonly rateGroupId: string;
  readonly deckId: string;
}

export const deckModes = ['replace', 'merge'] as const;
/** replace: rates that the deck leaves out end. merge: they stay. */
export type DeckMode = (typeof deckModes)[number];

/** Asks for a preview of a deck with this mapping, which is remembered; answers the job's id. Throws `not_found`, `invalid_transition`. */
export async function requestDeckPreview(tx: TenantTx, deck: DeckRef, mapping: DeckMapping): Promise<string> {
  const found = await findDeck(tx, { ...deck, lock: true });
  await findOwnList(tx, deck.rateGroupId);
  if (found.state === 'applied') throw new DomainError('invalid_transition', 'the deck was applied already');
  const columns = Math.max(...Object.values(mapping.columns));
  if (columns >= found.head.headings.length) {
    throw new DomainError('invalid_input', 'the file has fewer columns', [
      { field: 'columns', code: 'too_big', message: `the file has ${found.head.headings.length} columns` },
    ]);
  }
  await rememberMapping(tx, found.head, mapping);
  const jobId = await enqueueJob(tx, { kind: 'deck-preview', input: { deckId: found.id, objectKey: found.objectKey } });
  await tx.sql`update rate_decks set mapping = ${JSON.stringify(mapping)}::jsonb, preview_job_id = ${jobId}
    where tenant_id = ${tx.actor.tenantId} and id = ${found.id}`;
  return jobId;
}

export interface ApplyDeckInput {
  readonly mode: DeckMode;
  /** Now where it is absent. */
  readonly effectiveFrom?: Date | undefined;
  /** The seller knows that some of the rates are below what it pays. */
  readonly allowBelowCost: boolean;
  readonly now: Date;
}

/**
 * Asks for a previewed deck to be applied; answers the job's id. Throws `not_found`, `invalid_transition` for one that is not previewed,
 * `stale_preview`, `invalid_input` for a time that has passed.
 */
export async function requestDeckApply(
  tx: TenantTx,
  deck: DeckRef,
  { mode, effectiveFrom, allowBelowCost, now }: ApplyDeckInput,
): Promise<string> {
  const found = await findDeck(tx, { ...deck, lock: true });
  if (found.state !== 'previewed')
    throw new DomainError('invalid_transition', 'the deck is not previewed, or applied already');
  if (found.isStale) throw new DomainError('stale_preview');
  requireFuture(effectiveFrom, now);
  const jobId = await enqueueJob(tx, {
    kind: 'deck-apply',
    input: {
      ...{ deckId: found.id, mode, effectiveFrom: effectiveFrom?.toISOString() ?? null, allowBelowCost },
      // The preview that was asked for: another may end before the job runs.
      previewedAt: found.previewedAt?.toISOString(),
    },
  });
  await tx.sql`update rate_decks set apply_job_id = ${jobId} where tenant_id = ${tx.actor.tenantId} and id = ${found.id}`;
  await recordAudit(tx, {
    tenantId: tx.actor.tenantId,
    action: 'rate-deck.apply',
    subjectType: 'rate-deck',
    subjectId: found.id,
    details: { mode, effectiveFrom: effectiveFrom?.toISOString() ?? null },
  });
  return jobId;
}

/** What begins in the past would change the price of calls that were made. Throws `invalid_input` at `effectiveFrom`. */
export function requireFuture(effectiveFrom: Date | undefined, now: Date): void {
  if (effectiveFrom === undefined || effectiveFrom > now) return;
  throw new DomainError('invalid_input', 'the time has passed', [
    { field: 'effectiveFrom', code: 'too_small', message: 'prices change from now on, or from a later time' },
  ]);
}
