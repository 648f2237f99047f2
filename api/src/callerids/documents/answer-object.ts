import { Readable } from 'node:stream';
import { DomainError } from '@yunhu/db';
import type { DocumentObject } from '@yunhu/db/callerids';
import type { ObjectStore } from '@yunhu/db/objects';
import { answerAttachment } from '../../http/attachment.ts';

/** No script, no frame, no form, wherever a browser is made to open it. */
const inert = "default-src 'none'; sandbox";

/** The picture of a page, which we made ourselves. */
export async function answerPage(objects: ObjectStore, { key }: DocumentObject): Promise<Response> {
  const found = await open(objects, key);
  return new Response(Readable.toWeb(found.content) as ReadableStream, {
    headers: {
      'content-type': 'image/jpeg',
      'content-length': String(found.bytes),
      'content-disposition': 'inline; filename="page.jpg"',
      'content-security-policy': inert,
      'x-content-type-options': 'nosniff',
    },
  });
}

/** A PDF as it was sent: to be saved, never shown. */
export async function answerFile(objects: ObjectStore, { key, fileName }: DocumentObject): Promise<Response> {
  const found = await open(objects, key);
  const name = fileName.toLowerCase().endsWith('.pdf') ? fileName : `${fileName}.pdf`;
  const answer = answerAttachment({ name, contentType: 'application/pdf', bytes: found.bytes, content: found.content });
  answer.headers.set('content-security-policy', inert);
  return answer;
}

async function open(objects: ObjectStore, key: string) {
  const found = await objects.get(key);
  if (found === undefined) throw new DomainError('not_found');
  return found;
}
