import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { DomainError } from '@yunhu/db';
import { type DocumentView, keepDocument, type NewDocument, refuseTooMany } from '@yunhu/db/callerids';
import type { Actor } from '@yunhu/db/connect';
import { takeUpload } from '@yunhu/db/objects';
import type { Services } from '../../http/services.ts';
import { inspectDocument } from './inspect-document.ts';
import { documentLimits, type DocumentRefusal, type PagePicture } from './inspection-types.ts';

/**
 * Takes an upload as a document of the actor's: reads it, draws its pages, and keeps these and nothing of the file. Throws
 * `file_unreadable` with why it is not taken, `InspectionFailed` where it could not be read at all, and what taking an upload throws.
 */
export async function bringDocument(
  { database, objects }: Pick<Services, 'database' | 'objects'>,
  actor: Actor,
  { uploadId, kind }: { readonly uploadId: string; readonly kind: NewDocument['kind'] },
): Promise<DocumentView> {
  const upload = await database.withTenant(actor, async (tx) => {
    await refuseTooMany(tx);
    return takeUpload(tx, uploadId, 'caller-id-document');
  });
  const stored = await objects.get(upload.key);
  if (stored === undefined) throw new DomainError('upload_incomplete');
  if (stored.bytes > documentLimits.bytes) throw new DomainError('file_too_large');
  const bytes = await buffer(stored.content);
  try {
    return await keepFile({ database, objects }, actor, { bytes, kind, fileName: upload.fileName });
  } finally {
    // Only what we made of it is kept; the sweep would find it too, a day later.
    await objects.delete(upload.key);
  }
}

/** Reads a file, draws its pages, and keeps it as a document of the actor's. Throws `file_unreadable` with why it is not taken. */
export async function keepFile(
  { database, objects }: Pick<Services, 'database' | 'objects'>,
  actor: Actor,
  { bytes, kind, fileName }: { readonly bytes: Buffer; readonly kind: NewDocument['kind']; readonly fileName: string },
): Promise<DocumentView> {
  const inspection = await inspectDocument(bytes);
  if (!inspection.ok) throw refused(inspection.refusal);
  const pages = await storePages(objects, actor.tenantId, inspection.pages);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const { contentType } = inspection;
  return database.withTenant(actor, (tx) =>
    keepDocument(tx, { kind, fileName, contentType, bytes: bytes.length, sha256, pages }),
  );
}

async function storePages(
  objects: Services['objects'],
  tenantId: string,
  pages: readonly PagePicture[],
): Promise<NewDocument['pages']> {
  const name = randomUUID();
  const stored = [];
  for (const [i, { jpeg, width, height }] of pages.entries()) {
    const objectKey = `tenant/${tenantId}/caller-id-pages/${name}-${i + 1}.jpg`;
    await objects.put(objectKey, Readable.from([jpeg]), {
      maxBytes: 2 * documentLimits.bytes,
      contentType: 'image/jpeg',
    });
    stored.push({ objectKey, width, height });
  }
  return stored;
}

function refused(refusal: DocumentRefusal): DomainError {
  return new DomainError('file_unreadable', `the file is not taken: ${refusal}`, [
    { field: 'uploadId', code: refusal, message: 'send a JPEG, a PNG, or a PDF without scripts, files and passwords' },
  ]);
}
