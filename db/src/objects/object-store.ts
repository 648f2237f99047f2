import type { Readable } from 'node:stream';

/** What was stored of a stream. */
export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/**
 * The record's files: uploads, exports, documents. A key is `tenant/<tenant id>/<what>/<unique name>`: letters, digits, `-`, `.` and
 * `_` between single slashes. Whoever calls has checked that the tenant is the current one.
 */
export interface ObjectStore {
  /** Stores a stream whole or not at all; replaces what stood there. Throws `file_too_large` beyond `maxBytes`. */
  put(key: string, content: Readable, options: { readonly maxBytes: number }): Promise<StoredObject>;
  /** undefined where there is none. */
  get(key: string): Promise<{ readonly content: Readable; readonly bytes: number } | undefined>;
  /** What is not there counts as deleted. */
  delete(key: string): Promise<void>;
}
