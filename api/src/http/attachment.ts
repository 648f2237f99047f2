import { Readable } from 'node:stream';
import { dispositionOf, type ObjectStore } from '@yunhu/db/objects';

export interface Attachment {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: number;
  readonly content: Readable;
}

/** A file to be saved, never shown: whatever stands in it, no browser takes it for a page of ours. */
export function answerAttachment({ name, contentType, bytes, content }: Attachment): Response {
  return new Response(Readable.toWeb(content) as ReadableStream, {
    headers: {
      'content-type': contentType,
      'content-length': String(bytes),
      'content-disposition': dispositionOf(name),
      'x-content-type-options': 'nosniff',
    },
  });
}

/** What is larger is fetched from the store itself, where browsers reach that. Bytes. */
const redirectBytes = 16 * 1024 * 1024;
const redirectSeconds = 60;

/** A file of the record, to be saved; undefined where it is gone. */
export async function answerStored(
  objects: ObjectStore,
  { key, name, contentType, bytes }: Omit<Attachment, 'content'> & { readonly key: string },
): Promise<Response | undefined> {
  if (objects.origin !== undefined && bytes > redirectBytes && (await objects.head(key)) !== undefined) {
    const how = { expiresSeconds: redirectSeconds, contentType, disposition: 'attachment', fileName: name } as const;
    return new Response(null, { status: 302, headers: { location: await objects.presignGet(key, how) } });
  }
  const stored = await objects.get(key);
  return stored && answerAttachment({ name, contentType, ...stored });
}
