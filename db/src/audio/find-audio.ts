import type { TenantTx } from '../connect/index.ts';
import { cursorForms, type Page, type PageRequest, readCursor, toPage } from '../cursor.ts';
import { DomainError } from '../errors.ts';
import type { AudioEventKind, AudioKind, AudioState, previewTypes } from './audio-state.ts';

/** Audio as its tenant sees it. */
export interface AudioView {
  readonly id: string;
  readonly name: string;
  readonly kind: AudioKind;
  readonly state: AudioState;
  readonly fileName: string | null;
  readonly sha256: string | null;
  readonly durationMs: number | null;
  /** Least and greatest level of equal parts, a signed byte each, in base64. */
  readonly peaks: string | null;
  readonly loudnessLufs: number | null;
  readonly failureCode: string | null;
  readonly decisionReason: string | null;
  /** There are bytes to listen to. */
  readonly playable: boolean;
  /** Flows, in any version, and queues that name it. */
  readonly usedBy: readonly { readonly kind: 'flow' | 'queue'; readonly id: string; readonly name: string }[];
  readonly createdAt: Date;
  readonly changedAt: Date;
}

export interface AudioHistoryEntry {
  readonly id: string;
  readonly kind: AudioEventKind;
  readonly sha256: string | null;
  readonly reason: string | null;
  readonly heard: boolean | null;
  /** Somebody of the reader's own staff; null for others and for processes. */
  readonly by: string | null;
  readonly at: Date;
}

export interface AudioFilter {
  readonly state?: AudioState | undefined;
  readonly kind?: AudioKind | undefined;
  /** Part of the name. */
  readonly search?: string | undefined;
}

/** The current tenant's audio, newest first. */
export async function listAudio(tx: TenantTx, filter: AudioFilter, page: PageRequest): Promise<Page<AudioView>> {
  const { sql } = tx;
  const [after] = page.cursor === undefined ? [] : readCursor(page.cursor, [cursorForms.uuid]);
  const like = filter.search === undefined ? undefined : `%${filter.search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  const rows = await selectAudio(
    tx,
    sql`${after === undefined ? sql`` : sql`and a.id < ${after}::uuid`}
      ${filter.state === undefined ? sql`` : sql`and a.state = ${filter.state}`}
      ${filter.kind === undefined ? sql`` : sql`and a.kind = ${filter.kind}`}
      ${like === undefined ? sql`` : sql`and a.name ilike ${like}`}
      order by a.id desc limit ${page.limit + 1}`,
  );
  return toPage(rows, page.limit, { item: (row) => row, key: (row) => [row.id] });
}

/** How much audio the current tenant has in each state. */
export async function countAudio(tx: TenantTx): Promise<Partial<Record<AudioState, number>>> {
  const rows = await tx.sql<{ state: AudioState; n: number }[]>`
    select state, count(*)::int n from audio where tenant_id = ${tx.actor.tenantId} and deleted_at is null group by state`;
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
}

/** One of the current tenant's. Throws `not_found`. */
export async function getAudio(tx: TenantTx, audioId: string): Promise<AudioView> {
  const [audio] = await selectAudio(tx, tx.sql`and a.id = ${audioId}`);
  if (audio === undefined) throw new DomainError('not_found');
  return audio;
}

/** What happened to one of the current tenant's, oldest first. */
export async function getAudioHistory(tx: TenantTx, audioId: string): Promise<AudioHistoryEntry[]> {
  return tx.sql<AudioHistoryEntry[]>`
    select e.id, e.kind, e.sha256, e.reason, e.heard, s.name as by, e.at
    from audio_events e left join staff s on s.tenant_id = e.actor_tenant_id and s.id = e.actor_staff_id and s.tenant_id = ${tx.actor.tenantId}
    where e.tenant_id = ${tx.actor.tenantId} and e.audio_id = ${audioId} order by e.at, e.id`;
}

export interface AudioObject {
  readonly key: string;
  readonly sha256: string;
  readonly contentType: (typeof previewTypes)[number];
  readonly name: string;
}

/** Where one's preview stands, to be signed for a browser. Throws `not_found` also while there is none. */
export async function findPreview(tx: TenantTx, audioId: string): Promise<AudioObject> {
  const [found] = await tx.sql<AudioObject[]>`
    select preview_object_key as key, preview_sha256 as sha256, preview_type as "contentType", name from audio
    where tenant_id = ${tx.actor.tenantId} and id = ${audioId} and deleted_at is null and preview_object_key is not null`;
  if (found === undefined) throw new DomainError('not_found');
  return found;
}

function selectAudio({ sql, actor }: TenantTx, narrowed: ReturnType<TenantTx['sql']>) {
  return sql<AudioView[]>`
    select a.id, a.name, a.kind, a.state, a.file_name as "fileName", a.sha256, a.duration_ms as "durationMs", a.peaks,
      a.loudness_lufs::float8 as "loudnessLufs", a.failure_code as "failureCode",
      a.decision_reason as "decisionReason", a.preview_object_key is not null as playable, a.created_at as "createdAt", a.changed_at as "changedAt",
      coalesce((select json_agg(json_build_object('kind', u.kind, 'id', u.id, 'name', u.name) order by u.kind, u.name) from (
        select 'flow' as kind, f.id, f.name from flows f where f.tenant_id = a.tenant_id and exists (
          select from flow_versions v where v.tenant_id = f.tenant_id and v.flow_id = f.id and v.audio_id = a.id)
        union all select 'queue', q.id, q.name from queues q where q.tenant_id = a.tenant_id and q.ringback_audio_id = a.id) u), '[]') as "usedBy"
    from audio a where a.tenant_id = ${actor.tenantId} and a.deleted_at is null ${narrowed}`;
}
