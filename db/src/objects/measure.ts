import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { DomainError } from '../errors.ts';

/** Counts and hashes what flows through. */
export interface Measured {
  /** Throws `file_too_large` as soon as there is more than permitted. */
  readonly parts: AsyncGenerator<Uint8Array>;
  bytes(): number;
  /** Of all that has flowed; to be asked once, at the end. */
  sha256(): string;
}

export function measure(content: Readable, maxBytes: number): Measured {
  const hash = createHash('sha256');
  let bytes = 0;
  async function* parts(): AsyncGenerator<Uint8Array> {
    for await (const part of content as AsyncIterable<Uint8Array | string>) {
      const chunk = typeof part === 'string' ? Buffer.from(part) : part;
      bytes += chunk.length;
      if (bytes > maxBytes) throw new DomainError('file_too_large', `the file has more than ${maxBytes} bytes`);
      hash.update(chunk);
      yield chunk;
    }
  }
  return { parts: parts(), bytes: () => bytes, sha256: () => hash.digest('hex') };
}
