import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { recordAudit } from '../../tenancy/index.ts';
import type { uploadPurposes } from '../tables.ts';
import { cleanFileName } from './file-name.ts';

export type UploadPurpose = (typeof uploadPurposes)[number];

const megabyte = 1024 * 1024;

/** What a file of each purpose may weigh at most. */
export const maxUploadBytes: Readonly<Record<UploadPurpose, number>> = {
  'caller-id-document': 10 * megabyte,
  audio: 50 * megabyte,
  logo: megabyte,
};

/** Of one tenant, asked for and not taken: so many, and so many bytes together. */
export const openUploads = { count: 200, bytes: 1024 * megabyte } as const;

/** Of one tenant, asked for within an hour, whatever came of them. */
export const begunUploads = 1_000;

/** How long the address of an upload is good for: long enough to begin on a slow line. What is left counts until then, as bytes may still come. */
export const uploadAddressMinutes = 15;

/** What is not taken after so long is deleted. */
export const keepUploadsHours = 24;

export interface NewUpload {
  readonly purpose: UploadPurpose;
  /** As the person's machine calls it; kept as something to read. */
  readonly fileName: string;
  readonly bytes: number;
}

export interface BegunUpload {
  readonly id: string;
  /** Where the bytes are to be put. */
  readonly incomingKey: string;
}

/**
 * Notes that a file will come, of just this size. Throws `file_too_large` beyond what its purpose permits, `invalid_input` for an empty
 * one, and `too_many_uploads` while too much of the tenant is on its way.
 */
export async function beginUpload(tx: TenantTx, { purpose, fileName, bytes }: NewUpload): Promise<BegunUpload> {
  const { tenantId, staffId } = tx.actor;
  const limit = maxUploadBytes[purpose];
  if (bytes > limit) throw new DomainError('file_too_large', `a file of this kind has at most ${limit} bytes`);
  if (!Number.isSafeInteger(bytes) || bytes < 1)
    throw new DomainError('invalid_input', 'the file is empty', [
      { field: 'bytes', code: 'too_small', message: 'the file is empty' },
    ]);
  // One at a time of each tenant, or two that count at once both find room.
  await tx.sql`select pg_advisory_xact_lock(hashtextextended(${`uploads of ${tenantId}`}, 0))`;
  await refuseTooMany(tx, bytes);
  const [{ id }] = await tx.sql<[{ id: string }]>`
    insert into uploads (tenant_id, purpose, file_name, bytes, staff_id)
    values (${tenantId}, ${purpose}, ${cleanFileName(fileName)}, ${bytes}, ${staffId ?? null}) returning id`;
  await recordAudit(tx, {
    ...{ tenantId, action: 'upload.begin', subjectType: 'upload', subjectId: id },
    details: { purpose, bytes },
  });
  return { id, incomingKey: incomingKey(tenantId, id) };
}

async function refuseTooMany({ sql, actor }: TenantTx, bytes: number): Promise<void> {
  const [open] = await sql<[{ count: number; bytes: number }]>`
    select count(*)::int, coalesce(sum(bytes), 0)::float8 bytes from uploads where tenant_id = ${actor.tenantId} and taken_at is null
      and (cancelled_at is null or created_at > now() - make_interval(mins => ${uploadAddressMinutes}))`;
  const [begun] = await sql<[{ count: number }]>`
    select count(*)::int from uploads where tenant_id = ${actor.tenantId} and created_at > now() - interval '1 hour'`;
  if (open.count >= openUploads.count || open.bytes + bytes > openUploads.bytes || begun.count >= begunUploads)
    throw new DomainError('too_many_uploads');
}

/** Where the bytes of an upload come in. Whoever holds its address can write there until that expires: nothing is ever read from here but once. */
export function incomingKey(tenantId: string, uploadId: string): string {
  return `tenant/${tenantId}/incoming/${uploadId}`;
}
