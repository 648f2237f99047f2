// The carriers' files of the operator, from upload to deletion. Everybody else has none.
import type { TenantTx } from '../../connect/index.ts';
import { cursorForms, type Page, type PageRequest, readCursor, toPage } from '../../cursor.ts';
import { DomainError } from '../../errors.ts';
import { enqueueJob } from '../../jobs/index.ts';
import { recordAudit } from '../../tenancy/index.ts';
import type { CarrierSettings, CarrierSummary } from './carrier-settings.ts';
import type { differenceKinds } from '../tables.ts';

export interface CarrierFile {
  readonly id: string;
  readonly fileName: string;
  readonly objectKey: string;
  readonly bytes: bigint;
  readonly createdAt: Date;
  readonly trunk: { readonly id: string; readonly name: string } | null;
  readonly settings: CarrierSettings | null;
  readonly jobId: string | null;
  readonly summary: CarrierSummary | null;
  readonly matchedAt: Date | null;
}

export interface NewCarrierFile {
  readonly id: string;
  readonly fileName: string;
  readonly objectKey: string;
  readonly bytes: number;
}

/** Records a file that was stored. */
export async function createCarrierFile(tx: TenantTx, file: NewCarrierFile): Promise<void> {
  const { tenantId, staffId } = tx.actor;
  await tx.sql`
    insert into carrier_files (tenant_id, id, file_name, object_key, bytes, staff_id)
    values (${tenantId}, ${file.id}, ${file.fileName}, ${file.objectKey}, ${file.bytes}, ${staffId ?? null})`;
  await recordAudit(tx, {
    tenantId,
    action: 'carrier-file.upload',
    subjectType: 'carrier-file',
    subjectId: file.id,
    details: { fileName: file.fileName, bytes: file.bytes },
  });
}

const maxFiles = 200;

/** The newest files. */
export async function listCarrierFiles(tx: TenantTx): Promise<CarrierFile[]> {
  return tx.sql<CarrierFile[]>`
    select ${columns(tx)} from carrier_files f left join trunks k on (k.tenant_id, k.id) = (f.tenant_id, f.trunk_id)
    where f.tenant_id = ${tx.actor.tenantId} order by f.created_at desc, f.id desc limit ${maxFiles}`;
}

/** Throws `not_found`. */
export async function getCarrierFile(tx: TenantTx, fileId: string): Promise<CarrierFile> {
  const [file] = await tx.sql<CarrierFile[]>`
    select ${columns(tx)} from carrier_files f left join trunks k on (k.tenant_id, k.id) = (f.tenant_id, f.trunk_id)
    where f.tenant_id = ${tx.actor.tenantId} and f.id = ${fileId}`;
  if (file === undefined) throw new DomainError('not_found');
  return file;
}

function columns({ sql }: TenantTx) {
  return sql`
    f.id, f.file_name as "fileName", f.object_key as "objectKey", f.bytes, f.created_at as "createdAt",
    case when k.id is not null then json_build_object('id', k.id, 'name', k.name) end as trunk, f.settings, f.job_id as "jobId",
    f.summary, f.matched_at as "matchedAt"`;
}

/** How the newest matched file was read, which the next one will be like: of the trunk, where one is named. */
export async function findLastSettings(tx: TenantTx): Promise<CarrierSettings | undefined> {
  const [last] = await tx.sql<{ settings: CarrierSettings }[]>`
    select settings from carrier_files where tenant_id = ${tx.actor.tenantId} and settings is not null and matched_at is not null
    order by matched_at desc limit 1`;
  return last?.settings;
}

/** Asks for a matching, and answers the job's id. Throws `not_found` where the file, the trunk or the group is not the tenant's own. */
export async function requestCarrierMatch(tx: TenantTx, fileId: string, settings: CarrierSettings): Promise<string> {
  const { tenantId } = tx.actor;
  const [own] = await tx.sql<[{ trunk: boolean; group: boolean }]>`
    select exists (select from trunks where tenant_id = ${tenantId} and id = ${settings.trunkId}) as trunk,
      ${settings.rateGroupId ?? null}::uuid is null
        or exists (select from rate_groups where tenant_id = ${tenantId} and id = ${settings.rateGroupId ?? null}::uuid) as "group"`;
  if (!own.trunk || !own.group) throw new DomainError('not_found');
  const jobId = await enqueueJob(tx, { kind: 'carrier-match', input: { fileId } });
  const [changed] = await tx.sql<{ id: string }[]>`
    update carrier_files set trunk_id = ${settings.trunkId}, settings = ${JSON.stringify(settings)}::jsonb, job_id = ${jobId}
    where tenant_id = ${tenantId} and id = ${fileId} returning id`;
  if (changed === undefined) throw new DomainError('not_found');
  await recordAudit(tx, {
    tenantId,
    action: 'carrier-file.match',
    subjectType: 'carrier-file',
    subjectId: fileId,
    details: { trunkId: settings.trunkId, from: settings.from ?? null, to: settings.to ?? null },
  });
  return jobId;
}

/** Deletes a file's record with its differences, and answers the key of the bytes, which whoever calls deletes after. Throws `not_found`. */
export async function deleteCarrierFile(tx: TenantTx, fileId: string): Promise<string> {
  const { tenantId } = tx.actor;
  const [gone] = await tx.sql<{ key: string }[]>`
    delete from carrier_files where tenant_id = ${tenantId} and id = ${fileId} returning object_key as key`;
  if (gone === undefined) throw new DomainError('not_found');
  await recordAudit(tx, {
    tenantId,
    action: 'carrier-file.delete',
    subjectType: 'carrier-file',
    subjectId: fileId,
  });
  return gone.key;
}

export type DifferenceKind = (typeof differenceKinds)[number];

export interface ListedDifference {
  readonly seq: number;
  readonly kind: DifferenceKind;
  readonly numberMasked: string;
  readonly line: number | null;
  readonly attemptId: string | null;
  readonly ourStartedAt: Date | null;
  readonly ourSeconds: number | null;
  readonly ourMicros: bigint | null;
  readonly theirStartedAt: Date | null;
  readonly theirSeconds: number | null;
  readonly theirMicros: bigint | null;
}

/** A file's differences in order of time. Throws `not_found`. */
export async function listDifferences(
  tx: TenantTx,
  fileId: string,
  kind: DifferenceKind | undefined,
  page: PageRequest,
): Promise<Page<ListedDifference>> {
  const { sql, actor } = tx;
  await getCarrierFile(tx, fileId);
  const [seq] = page.cursor === undefined ? [] : readCursor(page.cursor, [cursorForms.integer]);
  const rows = await sql<ListedDifference[]>`
    select seq, kind, number_masked as "numberMasked", line, attempt_id as "attemptId", our_started_at as "ourStartedAt",
      our_seconds as "ourSeconds", our_micros as "ourMicros", their_started_at as "theirStartedAt", their_seconds as "theirSeconds",
      their_micros as "theirMicros"
    from carrier_differences where tenant_id = ${actor.tenantId} and carrier_file_id = ${fileId}
      ${kind === undefined ? sql`` : sql`and kind = ${kind}`}
      ${seq === undefined ? sql`` : sql`and seq > ${seq}::bigint`}
    order by seq limit ${page.limit + 1}`;
  return toPage(rows, page.limit, { item: (row) => row, key: (row) => [String(row.seq)] });
}
