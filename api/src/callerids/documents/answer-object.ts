import { Readable } from 'node:stream';
import { DomainError } from '@yunhu/db';
import type { DocumentObject, DocumentPages } from '@yunhu/db/callerids';
import type { ObjectStore } from '@yunhu/db/objects';
import { answerAttachment } from '../../http/attachment.ts';
import { layOutPdf, type PdfLayout } from './lay-out-pdf.ts';

/** The picture of a page, which we made ourselves. */
export async function answerPage(objects: ObjectStore, { key }: DocumentObject): Promise<Response> {
  const found = await open(objects, key);
  return new Response(Readable.toWeb(found.content) as ReadableStream, {
    headers: {
      'content-type': 'image/jpeg',
      'content-length': String(found.bytes),
      'content-disposition': 'inline; filename="page.jpg"',
    },
  });
}

/**
 * A PDF to be saved, never shown: written anew of the pictures of its pages. What was sent may hold what only some readers find, and is
 * not kept.
 */
export async function answerFile(objects: ObjectStore, { fileName, pages }: DocumentPages): Promise<Response> {
  const pictures = await Promise.all(
    pages.map(async (page) => {
      const known = await objects.head(page.key);
      if (known === undefined) throw new DomainError('not_found');
      return { ...page, bytes: known.bytes };
    }),
  );
  const { bytes, parts } = layOutPdf(pictures);
  const keys = pages.map(({ key }) => key);
  const name = fileName.toLowerCase().endsWith('.pdf') ? fileName : `${fileName}.pdf`;
  const content = Readable.from(readParts(objects, keys, parts));
  return answerAttachment({ name, contentType: 'application/pdf', bytes, content });
}

/** One picture after the other, so that no more than a piece of one is held. */
async function* readParts(objects: ObjectStore, keys: readonly string[], parts: PdfLayout['parts']) {
  for (const part of parts) {
    if (typeof part === 'string') yield Buffer.from(part, 'latin1');
    else yield* (await open(objects, keys[part] ?? '')).content;
  }
}

async function open(objects: ObjectStore, key: string) {
  const found = await objects.get(key);
  if (found === undefined) throw new DomainError('not_found');
  return found;
}
