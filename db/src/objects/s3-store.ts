// Objects in a bucket of any S3: Amazon's, Ceph's, MinIO's.
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { dispositionOf } from './disposition.ts';
import { checkKey, checkPrefix, defaultContentType, isKey } from './object-key.ts';
import { type ListedObject, maxListed, type ObjectStore } from './object-store.ts';
import { newS3Client, type S3Settings } from './s3-client.ts';
import { explainOpening, isMissing, passOn } from './s3-errors.ts';
import { putToS3 } from './s3-put.ts';

/** An opened bucket; `close` lets its sockets go. */
export type S3Store = ObjectStore & { close(): void };

/** Throws a sentence for a person where the bucket is not there or not ours; one that does not answer yet may do so later. */
export async function openS3Store(settings: S3Settings): Promise<S3Store> {
  const client = newS3Client(settings);
  const signer = newS3Client(settings, 'signing');
  const { bucket } = settings;
  await client
    .send(new HeadBucketCommand({ Bucket: bucket }))
    .catch((error: unknown) => explainOpening(error, settings));
  const addresses = presigning(signer, bucket);
  return {
    ...reading(client, bucket),
    ...addresses,
    origin: await originOf(addresses),
    put: (key, content, options) => putToS3(client, { bucket, key, content, ...options }).catch(passOn),
    delete: async (key) => {
      checkKey(key);
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key })).catch(passOn);
    },
    clearUnfinished: (before) => abortUnfinished(client, bucket, before).catch(passOn),
    close: () => {
      client.destroy();
      signer.destroy();
    },
  };
}

function reading(client: S3Client, bucket: string): Pick<ObjectStore, 'get' | 'head' | 'list'> {
  return {
    get: async (key) => {
      checkKey(key);
      const found = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key })).catch(undefinedWhenMissing);
      if (found === undefined) return undefined;
      const { Body, ContentLength } = found;
      if (!(Body instanceof Readable) || ContentLength === undefined)
        throw new TypeError('the store answered no stream');
      return { content: Body, bytes: ContentLength };
    },
    head: async (key) => {
      checkKey(key);
      const found = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key })).catch(undefinedWhenMissing);
      return (
        found && {
          bytes: found.ContentLength ?? 0,
          contentType: found.ContentType ?? defaultContentType,
          modifiedAt: found.LastModified ?? new Date(0),
          sha256: found.Metadata?.['sha256'],
        }
      );
    },
    list: async (prefix, { after, limit = maxListed } = {}) => {
      checkPrefix(prefix);
      if (after !== undefined) checkKey(after);
      // What others have put into the bucket is none of ours, and may fill whole pages.
      for (let from = after; ;) {
        const page = await client
          .send(
            new ListObjectsV2Command({
              ...{ Bucket: bucket, Prefix: prefix, MaxKeys: Math.min(limit, maxListed) },
              ...(from === undefined ? {} : { StartAfter: from }),
            }),
          )
          .catch(passOn);
        const objects = (page.Contents ?? []).flatMap(({ Key, Size, LastModified }): ListedObject[] =>
          Key === undefined || !isKey(Key)
            ? []
            : [{ key: Key, bytes: Size ?? 0, modifiedAt: LastModified ?? new Date() }],
        );
        const more = page.IsTruncated === true;
        from = page.Contents?.at(-1)?.Key;
        if (!more || objects.length > 0 || from === undefined) return { objects, more };
      }
    },
  };
}

function presigning(signer: S3Client, bucket: string): Pick<ObjectStore, 'presignGet' | 'presignPut'> {
  return {
    presignGet: async (key, { expiresSeconds, contentType, disposition, fileName = 'file' }) => {
      checkKey(key);
      const command = new GetObjectCommand({
        ...{ Bucket: bucket, Key: key, ResponseContentType: contentType },
        ResponseContentDisposition: dispositionOf(fileName, disposition),
        ResponseCacheControl: 'private, no-store',
      });
      return getSignedUrl(signer, command, { expiresIn: expiresSeconds });
    },
    presignPut: async (key, { expiresSeconds, bytes, contentType }) => {
      checkKey(key);
      const command = new PutObjectCommand({
        ...{ Bucket: bucket, Key: key },
        ...{ ContentLength: bytes, ContentType: contentType },
      });
      const url = await getSignedUrl(signer, command, {
        expiresIn: expiresSeconds,
        signableHeaders: new Set(['host', 'content-length', 'content-type']),
      });
      return { method: 'PUT', url, headers: { 'content-type': contentType } };
    },
  };
}

/** As the client makes it out of endpoint, region and bucket. */
async function originOf({ presignGet }: Pick<ObjectStore, 'presignGet'>): Promise<string> {
  const any = `tenant/${randomUUID()}/none/none`;
  const how = { expiresSeconds: 1, contentType: defaultContentType, disposition: 'attachment' } as const;
  return new URL(await presignGet(any, how)).origin;
}

/** Pieces of objects whose put died. */
async function abortUnfinished(client: S3Client, bucket: string, before: Date): Promise<number> {
  const page = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: 'tenant/' }));
  const old = (page.Uploads ?? []).filter(({ Initiated }) => Initiated !== undefined && Initiated < before);
  for (const { Key, UploadId } of old) {
    await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId })).catch(undefinedWhenMissing);
  }
  return old.length;
}

function undefinedWhenMissing(error: unknown): undefined {
  if (!isMissing(error)) passOn(error);
}
