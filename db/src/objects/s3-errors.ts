import { S3ServiceException } from '@aws-sdk/client-s3';
import type { S3Settings } from './s3-client.ts';

/** The store does not answer, or not in order; the same may succeed later. */
class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  readonly code = 'STORE_UNAVAILABLE';
}

/** No such object. That there is no such bucket is another matter. */
export function isMissing(error: unknown): boolean {
  return (
    error instanceof S3ServiceException &&
    (error.name === 'NoSuchKey' || error.name === 'NotFound' || error.name === 'NoSuchUpload')
  );
}

/** Throws what went wrong: that the store is away in one form, everything else as it came. */
export function passOn(error: unknown): never {
  throw isAway(error) ? new StoreUnavailable('the object store does not answer', { cause: error }) : error;
}

const awayCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ETIMEDOUT',
]);

function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof S3ServiceException) {
    const status = error.$metadata.httpStatusCode ?? 500;
    return status >= 500 || status === 429;
  }
  // What the client could not send or read carries its metadata too; what a source throws does not.
  if (!('$metadata' in error)) return false;
  return error.name === 'TimeoutError' || ('code' in error && awayCodes.has(String(error.code)));
}

/** Says what to set where a store refuses us. Passes by where it does not answer: it may do so later. */
export function explainOpening(error: unknown, { bucket, endpoint, region }: S3Settings): void {
  const where = endpoint ?? `Amazon's of ${region}`;
  if (error instanceof S3ServiceException) {
    const status = error.$metadata.httpStatusCode ?? 500;
    if (status === 404) throw new Error(`The setting S3_BUCKET is wrong: there is no bucket "${bucket}" at ${where}.`);
    if (status === 403 || status === 401)
      throw new Error(
        `The object store at ${where} refuses the bucket "${bucket}": set S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY to a key that may list, read, write and delete in it.`,
      );
    if (status === 301 || status === 400)
      throw new Error(
        `The object store at ${where} has the bucket "${bucket}" elsewhere: set S3_REGION or S3_ENDPOINT.`,
      );
  }
}
