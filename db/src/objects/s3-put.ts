import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { Readable } from 'node:stream';
import { measure } from './measure.ts';
import { checkKey, defaultContentType } from './object-key.ts';
import type { PutOptions, StoredObject } from './object-store.ts';

/** What is smaller goes in one piece, and its hash with it. A put holds so much in memory, times those under way. Bytes. */
const partBytes = 8 * 1024 * 1024;
const partsAtOnce = 3;

export interface S3Put extends PutOptions {
  readonly bucket: string;
  readonly key: string;
  readonly content: Readable;
}

/** Whole or not at all: an object is there only when its last piece is, and pieces of one that failed are taken back. */
export async function putToS3(
  client: S3Client,
  { bucket, key, content, maxBytes, contentType = defaultContentType }: S3Put,
): Promise<StoredObject> {
  // A stream that is given to us is ended by us, also where the key is refused.
  try {
    checkKey(key);
    const measured = measure(content, maxBytes);
    const { begun, ended } = await readUpTo(measured.parts, partBytes);
    const target = { Bucket: bucket, Key: key, ContentType: contentType };
    if (ended) {
      const sha256 = measured.sha256();
      const Metadata = { sha256 };
      await client.send(new PutObjectCommand({ ...target, Body: Buffer.concat(begun), Metadata }));
      return { key, bytes: measured.bytes(), sha256 };
    }
    const Body = Readable.from(joined(begun, measured.parts));
    await new Upload({ client, params: { ...target, Body }, partSize: partBytes, queueSize: partsAtOnce }).done();
    return { key, bytes: measured.bytes(), sha256: measured.sha256() };
  } finally {
    content.destroy();
  }
}

async function readUpTo(
  parts: AsyncGenerator<Uint8Array>,
  bytes: number,
): Promise<{ begun: Uint8Array[]; ended: boolean }> {
  const begun: Uint8Array[] = [];
  for (let read = 0; read <= bytes;) {
    const next = await parts.next();
    if (next.done === true) return { begun, ended: true };
    begun.push(next.value);
    read += next.value.length;
  }
  return { begun, ended: false };
}

async function* joined(begun: Uint8Array[], rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  // Each is let go as it goes on.
  for (let part = begun.shift(); part !== undefined; part = begun.shift()) yield part;
  yield* rest;
}
