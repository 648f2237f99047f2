import { Readable } from 'node:stream';

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

/** RFC 6266: the whole name as RFC 5987 has it, and before it one in ASCII for who does not know that. */
export function dispositionOf(name: string, disposition: 'attachment' | 'inline' = 'attachment'): string {
  const clean = name.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}/\\]/gu, '_').trim() || 'file';
  const ascii = clean.replaceAll(/[^\x20-\x7e]/g, '_').replaceAll(/["%]/g, '_');
  const encoded = encodeURIComponent(clean).replaceAll(
    /['()*!]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${disposition}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
