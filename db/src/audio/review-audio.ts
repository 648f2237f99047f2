import type { Actor, PlatformTx } from '../connect/index.ts';
import { cursorForms, type Page, type PageRequest, readCursor, toPage } from '../cursor.ts';
import { DomainError } from '../errors.ts';
import { raiseAlert, resolveAlert, writeAudit } from '../tenancy/index.ts';
import { type AudioEventKind, type AudioKind, type AudioState, audioVerbs } from './audio-state.ts';
import { recordAudioEvent } from './record-event.ts';

export const reviewedStates = ['submitted', 'approved', 'rejected', 'revoked'] as const satisfies readonly AudioState[];
export type ReviewedState = (typeof reviewedStates)[number];

/** Audio as whoever decides on it sees it. */
export interface AudioReview {
  readonly id: string;
  readonly name: string;
  readonly kind: AudioKind;
  readonly state: ReviewedState;
  /** Of the bytes to be decided on. */
  readonly sha256: string;
  readonly durationMs: number;
  readonly peaks: string | null;
  readonly loudnessLufs: number | null;
  readonly decisionReason: string | null;
  readonly playable: boolean;
  readonly tenant: { readonly id: string; readonly name: string };
  /** Who stands above the customer, nearest first, without oneself. */
  readonly chain: readonly { readonly id: string; readonly name: string }[];
  readonly changedAt: Date;
}

export interface ReviewHistoryEntry {
  readonly id: string;
  readonly kind: AudioEventKind;
  readonly sha256: string | null;
  readonly reason: string | null;
  readonly heard: boolean | null;
  readonly by: string | null;
  readonly at: Date;
}

/** Audio of everybody below the actor that was submitted at some time: what waits longest first, of what is decided the newest first. */
export async function listAudioReviews(
  tx: PlatformTx,
  actor: Actor,
  { state }: { state: ReviewedState },
  page: PageRequest,
): Promise<Page<AudioReview>> {
  const { sql } = tx;
  const [at, id] = page.cursor === undefined ? [] : readCursor(page.cursor, [cursorForms.integer, cursorForms.uuid]);
  const key = sql`(extract(epoch from a.changed_at) * 1000000)::bigint`;
  const waiting = state === 'submitted';
  const after =
    at === undefined || id === undefined
      ? sql``
      : sql`
    and (${key}, a.id) ${waiting ? sql`>` : sql`<`} (${at}::bigint, ${id}::uuid)`;
  const order = waiting ? sql`a.changed_at, a.id` : sql`a.changed_at desc, a.id desc`;
  const rows = await selectReviews(
    tx,
    actor,
    sql`and a.state = ${state} and a.deleted_at is null ${after} order by ${order} limit ${page.limit + 1}`,
  );
  return toPage(rows, page.limit, {
    item: reviewOf,
    key: (row) => [row.micros, row.id],
  });
}

/** How many wait for a decision. */
export async function countAudioReviews(tx: PlatformTx, actor: Actor): Promise<number> {
  const [{ n }] = await tx.sql<[{ n: number }]>`
    select count(*)::int n from audio a where a.state = 'submitted' and a.deleted_at is null
      and exists (select from tenant_closure c where c.ancestor = ${actor.tenantId} and c.descendant = a.tenant_id)`;
  return n;
}

/** One of those. Throws `not_found` also for what was never submitted. */
export async function getAudioReview(tx: PlatformTx, actor: Actor, audioId: string): Promise<AudioReview> {
  const [found] = await selectReviews(
    tx,
    actor,
    tx.sql`and a.id = ${audioId} and a.deleted_at is null and a.state = any (${reviewedStates}::text[])`,
  );
  if (found === undefined) throw new DomainError('not_found');
  return reviewOf(found);
}

function reviewOf(row: AudioReview & { micros: string }): AudioReview {
  const { micros: _, ...review } = row;
  return review;
}

/** What happened to it, oldest first, with whoever did it. */
export async function getReviewHistory(tx: PlatformTx, review: AudioReview): Promise<ReviewHistoryEntry[]> {
  return tx.sql<ReviewHistoryEntry[]>`
    select e.id, e.kind, e.sha256, e.reason, e.heard, s.name as by, e.at
    from audio_events e left join staff s on (s.tenant_id, s.id) = (e.actor_tenant_id, e.actor_staff_id)
    where e.tenant_id = ${review.tenant.id} and e.audio_id = ${review.id} order by e.at, e.id`;
}

/** The bytes that play, to be signed for whoever decides. Throws `not_found` also where they were never stored. */
export async function findReviewedBytes(
  tx: PlatformTx,
  actor: Actor,
  audioId: string,
): Promise<{ readonly key: string; readonly sha256: string }> {
  const [found] = await tx.sql<{ key: string; sha256: string }[]>`
    select a.ulaw_object_key as key, a.sha256 from audio a
    where a.id = ${audioId} and a.deleted_at is null and a.ulaw_object_key is not null
      and a.state = any (${reviewedStates}::text[])
      and exists (select from tenant_closure c where c.ancestor = ${actor.tenantId} and c.descendant = a.tenant_id)`;
  if (found === undefined) throw new DomainError('not_found');
  return found;
}

export interface AudioDecision {
  readonly audioId: string;
  readonly decision: 'approved' | 'rejected' | 'revoked';
  /** Of the bytes that were heard: another file is another decision. */
  readonly sha256: string;
  /** Needed for what the customer will not like. */
  readonly reason?: string | undefined;
  /** Whether the one who decides heard it to its end. */
  readonly heard: boolean;
}

/**
 * Decides on audio of somebody below the actor, whose permission was checked: alert, history and audit in one transaction. Answers whose
 * it is. Throws `not_found`, `invalid_transition` for what is decided already, `bytes_changed` where the bytes are not those that were heard.
 */
export async function decideAudio(
  tx: PlatformTx,
  actor: Actor,
  { audioId, decision, sha256, reason, heard }: AudioDecision,
): Promise<{ readonly tenantId: string }> {
  const [audio] = await tx.sql<{ tenantId: string; name: string; state: AudioState; sha256: string | null }[]>`
    select a.tenant_id as "tenantId", a.name, a.state, a.sha256 from audio a
    where a.id = ${audioId} and a.deleted_at is null
      and exists (select from tenant_closure c where c.ancestor = ${actor.tenantId} and c.descendant = a.tenant_id)
    for update of a`;
  if (audio === undefined) throw new DomainError('not_found');
  const from: readonly AudioState[] = decision === 'revoked' ? audioVerbs.revoke : audioVerbs.decide;
  if (!from.includes(audio.state)) throw new DomainError('invalid_transition', `the audio is ${audio.state}`);
  if (audio.sha256 !== sha256) throw new DomainError('bytes_changed', 'the file is not the one that was heard');
  const { tenantId, name } = audio;
  await tx.sql`
    update audio set state = ${decision}, decision_reason = ${reason ?? null}, changed_at = now()
    where tenant_id = ${tenantId} and id = ${audioId}`;
  await recordAudioEvent(tx, actor, { tenantId, audioId, kind: decision, sha256, reason, heard });
  const subject = { tenantId, subjectType: 'audio', subjectId: audioId } as const;
  const details = { name, sha256, heard, reason: reason ?? null };
  await writeAudit(tx, actor, { ...subject, action: actions[decision], details });
  await resolveAlert(tx, { ...subject, kind: 'audio_decided' });
  await raiseAlert(tx, {
    ...subject,
    kind: 'audio_decided',
    level: decision === 'approved' ? 'info' : 'warning',
    details: { name, decision, reason: reason ?? null },
  });
  return { tenantId };
}

const actions = { approved: 'audio.approve', rejected: 'audio.reject', revoked: 'audio.revoke' } as const;

function selectReviews({ sql }: PlatformTx, actor: Actor, narrowed: ReturnType<PlatformTx['sql']>) {
  return sql<(AudioReview & { micros: string })[]>`
    select a.id, a.name, a.kind, a.state, a.sha256, a.duration_ms as "durationMs", a.peaks, a.loudness_lufs::float8 as "loudnessLufs",
      a.decision_reason as "decisionReason", a.ulaw_object_key is not null as playable, a.changed_at as "changedAt",
      (extract(epoch from a.changed_at) * 1000000)::bigint::text as micros,
      json_build_object('id', t.id, 'name', t.name) as tenant,
      coalesce((select json_agg(json_build_object('id', p.id, 'name', p.name) order by up.depth)
        from tenant_closure up join tenants p on p.id = up.ancestor
        where up.descendant = a.tenant_id and up.depth > 0 and p.id <> ${actor.tenantId}), '[]') as chain
    from audio a join tenants t on t.id = a.tenant_id
    where exists (select from tenant_closure c where c.ancestor = ${actor.tenantId} and c.descendant = a.tenant_id) ${narrowed}`;
}
